import type { ListKind } from "../src/shared/listKinds";
import type { Entry, EntryList } from "../src/shared/protocol";
import { element, filled, linkButton, mark } from "./dom";
import { type EntryContext, entryView } from "./entryView";
import { rovingFocus } from "./rovingFocus";

export interface ListContext extends EntryContext {
  readonly more: (list: string, from: number) => Promise<readonly Entry[]>;
  readonly isOpen: (list: string) => boolean;
  readonly setOpen: (list: string, open: boolean) => void;
}

/** What the host adds at a time. */
const PORTION = 200;

const SYMBOLS: Record<ListKind, string> = {
  unchecked: "?",
  critical: "●",
  warning: "▲",
  info: "■",
  pending: "→",
  ignored: "–",
  noise: "~",
  appeared: "+",
  changed: "≠",
  gone: "−",
  unread: "?",
  newlyRead: "?",
};

/** A list under its heading; what is not drift to act upon is folded, and fetched when it is opened. */
export function listView(list: EntryList, context: ListContext): HTMLElement {
  const { words, explain } = context;
  const { title, note } = words.lists[list.kind];
  const heading = element(
    "h3",
    {},
    mark(SYMBOLS[list.kind], list.kind),
    `${title} `,
    element("span", { class: "count" }, filled("{0}", list.total)),
    note === "" && list.counted ? null : element("span", { class: "dim" }, list.counted ? note : words.notCounted),
  );
  const isFolded = list.kind === "pending" || list.kind === "ignored" || list.kind === "noise";
  const body = listBody(list, context);
  const explanation =
    explain === null || !list.canExplain
      ? null
      : linkButton(words.explain, () => explain({ kind: "list", list: list.id }), {
          class: "link explain-list",
          "aria-label": `${words.explain}: ${title}`,
        });
  if (!isFolded) {
    const head = element("div", { class: "list-head" }, heading, explanation);
    return element("section", { class: `list ${list.kind}` }, head, body.element);
  }

  const summary = element("summary", {}, heading);
  const details = element("details", { class: `list ${list.kind}` }, summary, explanation, body.element);
  details.open = context.isOpen(list.id);
  const onToggle = (): void => {
    context.setOpen(list.id, details.open);
    if (details.open) void body.fill();
  };
  details.addEventListener("toggle", onToggle);
  if (details.open) void body.fill();
  return details;
}

/** The entries that came with the report, and a button for the next ones. */
function listBody(list: EntryList, context: ListContext): { element: HTMLElement; fill(): Promise<void> } {
  const entries = element("ul", { class: "entries" });
  rovingFocus(entries);
  let shown = 0;
  let isFetching = false;
  const more = linkButton("", () => void fetchMore(true), { class: "link show-more" });
  const add = (added: readonly Entry[]): void => {
    entries.append(...added.map((entry) => entryView(entry, context)));
    shown += added.length;
    const left = list.total - shown;
    more.hidden = left <= 0;
    more.textContent = filled(context.words.showMore, Math.min(left, PORTION));
  };
  const fetchMore = async (focuses: boolean): Promise<void> => {
    if (isFetching) return;
    isFetching = true;
    try {
      const first = shown;
      add(await context.more(list.id, shown));
      if (focuses) entries.children[first]?.querySelector<HTMLElement>("button.link")?.focus();
    } finally {
      isFetching = false;
    }
  };
  add(list.entries);
  return {
    element: element("div", {}, entries, more),
    fill: () => (shown === 0 ? fetchMore(false) : Promise.resolve()),
  };
}
