import type { Message, PageWords, RootReport } from "../src/shared/protocol";
import { element, filled, linkButton, mark } from "./dom";
import { type EntryContext, placeLink } from "./entryView";
import { type ListContext, listView } from "./listView";
import { rovingFocus } from "./rovingFocus";

const SYMBOLS: Record<RootReport["tone"], string> = {
  critical: "●",
  warning: "▲",
  clean: "✓",
  error: "✕",
  neutral: "–",
};

/** With several root modules: each in a line, so that none is lost below a long one; pressing one goes to it. */
export function overview(roots: readonly RootReport[], goTo: (position: number) => void): HTMLElement {
  const lines = roots.map((root, position) =>
    element(
      "li",
      {},
      mark(SYMBOLS[root.tone], root.tone),
      linkButton(root.name, () => goTo(position)),
      element("span", { class: "dim" }, [root.status, ...root.facts.slice(0, 1)].join(" · ")),
    ),
  );
  const list = element("ul", { class: "overview" }, ...lines);
  rovingFocus(list);
  return list;
}

/** One root module: what its check came to, what it has to say, and its lists. */
export function rootView(root: RootReport, context: ListContext): HTMLElement {
  const { words } = context;
  return element(
    "section",
    { class: `root ${root.tone}` },
    rootHeading(root),
    element("p", { class: "facts" }, ...factNodes(root, words)),
    root.messages.length === 0
      ? null
      : element("ul", { class: "messages" }, ...root.messages.map((message) => messageView(message, context))),
    root.moreMessages === 0 ? null : element("p", { class: "rest" }, filled(words.moreMessages, root.moreMessages)),
    ...root.lists.map((list) => listView(list, context)),
  );
}

function rootHeading({ name, tone, status }: RootReport): HTMLElement {
  const heading = element(
    "h2",
    {},
    element("span", { class: "root-name" }, name),
    element("span", { class: `status ${tone}` }, mark(SYMBOLS[tone], tone), status),
  );
  heading.tabIndex = -1; // the overview moves the focus here
  return heading;
}

function factNodes({ facts, checkedAt }: RootReport, words: PageWords): (Node | string)[] {
  const [before = "", after = ""] = words.lastChecked.split("{0}");
  const time = element("time", { datetime: checkedAt }, shownTime(checkedAt));
  return [...facts.flatMap((fact) => [fact, " · "]), before, time, after];
}

/** With the day only if it is another one. */
function shownTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const isToday = time.toDateString() === new Date().toDateString();
  return time.toLocaleString(document.documentElement.lang, {
    timeStyle: "short",
    ...(isToday ? {} : { dateStyle: "medium" }),
  });
}

function messageView(message: Message, context: EntryContext): HTMLElement {
  const { severity, summary, detail, address, place } = message;
  return element(
    "li",
    { class: `message ${severity}` },
    element(
      "p",
      { class: "summary" },
      mark(severity === "error" ? "✕" : "▲", severity === "error" ? "error" : "warning"),
      summary,
      address === null ? null : element("span", { class: "address" }, ` ${address}`),
      place === null ? null : placeLink(place, context, summary),
    ),
    detail === "" ? null : element("p", { class: "detail" }, detail),
  );
}
