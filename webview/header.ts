import type { RunStatus } from "../src/shared/model";
import type { PageWords } from "../src/shared/pageWords";
import type { RootChoice, RunFilter } from "../src/shared/protocol";
import { busyButton, dropdown } from "./controls";
import { element } from "./dom";

export interface HeaderContext {
  readonly words: PageWords;
  readonly onFilter: (filter: RunFilter) => void;
  /** Ends when the check is over. */
  readonly onCheck: () => Promise<unknown>;
}

export interface Header {
  readonly element: HTMLElement;
  set(shown: { roots: readonly RootChoice[]; filter: RunFilter; canCheck: boolean; isChecking: boolean }): void;
}

const STATUSES: readonly RunStatus[] = ["drift_detected", "clean", "error", "cancelled", "running"];

/** The title, the filters, and the button that checks. */
export function pageHeader({ words, onFilter, onCheck }: HeaderContext): Header {
  let filter: RunFilter = { root: null, status: null };
  const change = (part: Partial<RunFilter>): void => {
    filter = { ...filter, ...part };
    onFilter(filter);
  };
  const root = dropdown(words.rootModule, "filter-root", (id) => change({ root: id === "" ? null : id }));
  const status = dropdown(words.status, "filter-status", (value) =>
    change({ status: STATUSES.find((one) => one === value) ?? null }),
  );
  const check = busyButton({ idle: words.check, busy: words.checking }, () => void onCheck());
  const statusChoices = [
    { value: "", label: words.anyStatus },
    ...STATUSES.map((value) => ({ value, label: words.statuses[value] })),
  ];
  return {
    element: element(
      "header",
      { class: "page-head" },
      element("h1", {}, words.title),
      element("div", { class: "filters" }, root.element, status.element),
      check.element,
    ),
    set({ roots, filter: now, canCheck, isChecking }) {
      filter = now;
      const rootChoices = roots.map(({ id, name }) => ({ value: id, label: name }));
      root.set([{ value: "", label: words.allRootModules }, ...rootChoices], now.root ?? "");
      root.element.hidden = roots.length < 2 && now.root === null;
      status.set(statusChoices, now.status ?? "");
      check.element.hidden = !canCheck;
      check.setBusy(isChecking);
    },
  };
}
