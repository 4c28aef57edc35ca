import type { Message, RunDetail } from "../src/shared/protocol";
import { secondaryButton } from "./controls";
import { countMarks } from "./countMarks";
import { element, filled, linkButton, mark } from "./dom";
import { type EntryContext, placeLink } from "./entryView";
import { type ListContext, listView } from "./listView";
import { TONE_SYMBOLS } from "./runList";
import { dateAndTime } from "./times";

export interface DetailContext extends ListContext {
  readonly compareWithPrevious: () => void;
  readonly compareWith: () => void;
  readonly exportRun: () => void;
  readonly deleteRun: () => void;
  readonly showOutput: () => void;
  /** What explains it. */
  readonly explanation: HTMLElement;
  readonly isOutputOpen: boolean;
  readonly setOutputOpen: (open: boolean) => void;
}

/** Takes the place of what is shown around an explanation, which stays where it is: moved, it would lose what is selected in it. */
export function exchangeAround(explanation: HTMLElement, drawn: HTMLElement, place: HTMLElement): void {
  const detail = explanation.parentElement;
  if (detail === null) return;
  const all = [...drawn.childNodes];
  const at = all.indexOf(place);
  for (const child of [...detail.childNodes]) if (child !== explanation) child.remove();
  explanation.before(...all.slice(0, at));
  explanation.after(...all.slice(at + 1));
  detail.className = drawn.className;
}

/** One run: what it came to, what it has to say, its lists, and what Terraform said. */
export function detailView(run: RunDetail, context: DetailContext): HTMLElement {
  const { words } = context;
  const { isRunning, messages, moreMessages, lists, output } = run;
  const isUneventful = !isRunning && run.tone === "clean" && lists.length === 0 && messages.length === 0;
  return element(
    "article",
    { class: `detail ${run.tone}` },
    runHeading(run, context),
    isRunning ? null : actions(context),
    context.explanation,
    isUneventful ? element("p", { class: "uneventful" }, words.nothingFound) : null,
    messages.length === 0
      ? null
      : element("ul", { class: "messages" }, ...messages.map((message) => messageView(message, context))),
    moreMessages === 0 ? null : element("p", { class: "rest" }, filled(words.moreMessages, moreMessages)),
    ...lists.map((list) => listView(list, context)),
    output.text === "" ? null : outputView(output, context),
  );
}

function runHeading(run: RunDetail, { words }: EntryContext): HTMLElement {
  const heading = element(
    "h2",
    { tabindex: "-1" },
    element("span", { class: "root-name" }, run.root),
    element("span", { class: "status" }, mark(TONE_SYMBOLS[run.tone], run.tone), run.status),
    countMarks(run.counts, words),
  );
  const [before = "", after = ""] = words.started.split("{0}");
  const time = element("time", { datetime: run.startedAt }, dateAndTime(run.startedAt));
  const facts = run.facts.map((fact) => ` · ${fact}`);
  return element(
    "header",
    { class: "detail-head" },
    heading,
    element("p", { class: "facts" }, before, time, after, ...facts),
  );
}

function actions({ words, compareWithPrevious, compareWith, exportRun, deleteRun }: DetailContext): HTMLElement {
  return element(
    "div",
    { class: "actions" },
    secondaryButton(words.compareWithPrevious, compareWithPrevious),
    secondaryButton(words.compareWith, compareWith),
    secondaryButton(words.exportRun, exportRun),
    secondaryButton(words.deleteRun, deleteRun),
  );
}

function outputView({ text, isCut }: RunDetail["output"], context: DetailContext): HTMLElement {
  const { words, showOutput, isOutputOpen, setOutputOpen } = context;
  const details = element(
    "details",
    { class: "output" },
    element("summary", {}, element("h3", {}, words.output)),
    element("pre", { tabindex: "0", role: "region", "aria-label": words.output }, text),
    isCut ? linkButton(words.wholeOutput, showOutput) : null,
  );
  details.open = isOutputOpen;
  details.addEventListener("toggle", () => setOutputOpen(details.open));
  return details;
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
    detail === "" ? null : element("p", { class: "explanation" }, detail),
  );
}
