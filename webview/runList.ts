import type { PageWords } from "../src/shared/pageWords";
import type { RunPage, RunRow, Tone } from "../src/shared/protocol";
import { LIST_KEYS, stepOf, stepped } from "./arrowKeys";
import { countMarks } from "./countMarks";
import { element, linkButton, mark } from "./dom";
import { clockTime, dateAndTime, dayOf, dayWords } from "./times";

export const TONE_SYMBOLS: Record<Tone, string> = {
  critical: "●",
  warning: "▲",
  clean: "✓",
  error: "✕",
  neutral: "–",
};

/** By the keys that move, with the pointer, or with the key that goes into the run. */
export type SelectedBy = "move" | "pointer" | "enter";

export interface RunListContext {
  readonly words: PageWords;
  readonly onSelect: (id: string, way: SelectedBy) => void;
  /** The next page; null if there is none, or it did not come. */
  readonly older: (cursor: string) => Promise<RunPage | null>;
}

export interface RunList {
  readonly element: HTMLElement;
  /** Takes the place of what is shown. */
  set(page: RunPage, namesRoots: boolean): void;
  select(id: string | null): void;
  rows(): readonly RunRow[];
  focus(): void;
}

/**
 * The runs under their days. One stop of the Tab key: the arrow keys, Page Up, Page Down, Home and End move the selection, Enter
 * goes into the run.
 */
export function runList(context: RunListContext): RunList {
  const { words, onSelect } = context;
  const box = element("div", { class: "run-rows", role: "listbox", tabindex: "0", "aria-label": words.runs });
  const older = linkButton(words.olderRuns, () => void fetchOlder(), { class: "link older" });
  const shown = { rows: [] as RunRow[], next: null as string | null, namesRoots: true, isFetching: false };
  let selected: string | null = null;
  let lastDay: { key: string; group: HTMLElement } | undefined;

  const optionOf = (id: string): HTMLElement | null => document.getElementById(optionId(id));
  const append = (rows: readonly RunRow[]): void => {
    for (const row of rows) {
      const key = dayOf(row.startedAt);
      if (lastDay?.key !== key) lastDay = { key, group: dayGroup(row, words) };
      if (lastDay.group.parentNode === null) box.append(lastDay.group);
      lastDay.group.append(option(row, words, shown.namesRoots));
    }
    shown.rows.push(...rows);
    older.hidden = shown.next === null;
  };
  const choose = (id: string | null): void => {
    if (selected !== null) optionOf(selected)?.setAttribute("aria-selected", "false");
    selected = id;
    const chosen = id === null ? null : optionOf(id);
    chosen?.setAttribute("aria-selected", "true");
    if (chosen === null) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", chosen.id);
  };
  const moveTo = (at: number): void => {
    const row = shown.rows[stepped(at, 0, shown.rows.length)];
    if (row === undefined) return;
    choose(row.id);
    optionOf(row.id)?.scrollIntoView({ block: "nearest" });
    onSelect(row.id, "move");
  };
  const fetchOlder = async (): Promise<void> => {
    const cursor = shown.next;
    if (cursor === null || shown.isFetching) return;
    shown.isFetching = true;
    const page = await context.older(cursor);
    shown.isFetching = false;
    if (page === null || shown.next !== cursor) return; // another list came meanwhile
    shown.next = page.next;
    append(page.rows);
    choose(selected);
  };

  box.addEventListener("click", ({ target }) => {
    const id = target instanceof Element ? target.closest<HTMLElement>("[role=option]")?.dataset.run : undefined;
    if (id === undefined) return;
    choose(id);
    onSelect(id, "pointer");
  });
  box.addEventListener("keydown", (event) => {
    const at = shown.rows.findIndex(({ id }) => id === selected);
    const step = stepOf(event, LIST_KEYS);
    if (event.key === "Enter" || event.key === " ") {
      if (selected !== null) onSelect(selected, "enter");
    } else if (step === null) {
      return;
    } else if (Number.isFinite(step) && at + step >= shown.rows.length && shown.next !== null) {
      void fetchOlder().then(() => moveTo(at + step));
    } else {
      moveTo(at + step);
    }
    event.preventDefault();
  });

  return {
    element: element("div", { class: "run-list" }, box, older),
    set(page, namesRoots) {
      box.replaceChildren();
      lastDay = undefined;
      Object.assign(shown, { rows: [], next: page.next, namesRoots });
      append(page.rows);
      choose(selected);
    },
    select: choose,
    rows: () => shown.rows,
    focus: () => box.focus(),
  };
}

function optionId(run: string): string {
  return `option-${run}`;
}

function dayGroup({ startedAt }: RunRow, words: PageWords): HTMLElement {
  const day = dayWords(startedAt, words);
  const heading = element("div", { class: "day", "aria-hidden": "true" }, day);
  return element("div", { role: "group", "aria-label": day }, heading);
}

function option(row: RunRow, words: PageWords, namesRoot: boolean): HTMLElement {
  const facts = [...(namesRoot ? [row.root] : []), ...row.facts];
  return element(
    "div",
    {
      role: "option",
      id: optionId(row.id),
      class: "run",
      "aria-selected": "false",
      "data-run": row.id,
      title: [dateAndTime(row.startedAt), ...facts].join(" · "),
    },
    element(
      "div",
      { class: "run-head" },
      element("span", { class: "run-status" }, mark(TONE_SYMBOLS[row.tone], row.tone), row.status),
      countMarks(row.counts, words),
      element("time", { class: "dim", datetime: row.startedAt }, clockTime(row.startedAt)),
    ),
    element("div", { class: "run-facts dim" }, facts.join(" · ")),
  );
}
