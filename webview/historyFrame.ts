/** The page's fixed parts, built once: drawn anew, what has the focus would lose it. */
import type { PageWords } from "../src/shared/pageWords";
import type { RunFilter, RunPage, Snapshot } from "../src/shared/protocol";
import { element, filled, linkButton } from "./dom";
import { type Header, pageHeader } from "./header";
import { type LiveView, liveView } from "./liveView";
import type { PageState, Tab } from "./pageState";
import { type RunList, runList, type SelectedBy } from "./runList";
import { tabs } from "./tabs";

export interface FrameContext {
  readonly words: PageWords;
  /** Where failures are said. */
  readonly problems: HTMLElement;
  readonly state: PageState;
  readonly onFilter: (filter: RunFilter) => void;
  readonly onCheck: () => Promise<unknown>;
  readonly onTab: (tab: Tab) => void;
  readonly onTrend: (open: boolean) => void;
  readonly onSelect: (id: string, way: SelectedBy) => void;
  readonly onBack: () => void;
  readonly older: (cursor: string) => Promise<RunPage | null>;
  readonly cancel: (id: string) => Promise<unknown>;
  readonly clear: () => void;
  readonly openRetention: () => void;
}

export interface HistoryFrame {
  readonly elements: readonly HTMLElement[];
  readonly header: Header;
  readonly live: LiveView;
  readonly list: RunList;
  /** Where a run is shown, and what scrolls with it. */
  readonly content: HTMLElement;
  readonly detail: HTMLElement;
  set(snapshot: Snapshot): void;
  showTrend(content: HTMLElement): void;
  showRecurring(content: HTMLElement): void;
  showTab(tab: Tab): void;
  /** Where there is no room for both: the run instead of the list. */
  showInside(isInside: boolean): void;
}

export function historyFrame(context: FrameContext): HistoryFrame {
  const { words, problems, state } = context;
  const header = pageHeader(context);
  const live = liveView(words, context.cancel);
  const list = runList(context);
  const tabBar = tabs(words, context.onTab);
  const { panels } = tabBar;
  const empty = element("p", { class: "empty" });
  const kept = element("span", {});
  const footer = element(
    "div",
    { class: "retention dim" },
    kept,
    linkButton(words.change, context.openRetention),
    linkButton(words.clearHistory, context.clear),
  );
  const content = element("div", { class: "run-detail" });
  const back = linkButton(`← ${words.backToRuns}`, context.onBack, { class: "link back" });
  const detail = element("div", { class: "detail-pane" }, back, content);
  const split = element(
    "div",
    { class: "split" },
    element("div", { class: "list-pane" }, empty, list.element, footer),
    detail,
  );
  const trendBody = element("div", { class: "trend-body" });
  const trend = element(
    "details",
    { class: "trend" },
    element("summary", {}, element("h2", {}, words.trend)),
    trendBody,
  );
  trend.open = state.isTrendOpen;
  trend.addEventListener("toggle", () => {
    if (trend.open !== state.isTrendOpen || trendBody.childElementCount === 0) context.onTrend(trend.open);
  });
  panels.runs.append(trend, split);
  tabBar.show(state.tab);
  const showInside = (isInside: boolean): void => void panels.runs.classList.toggle("inside", isInside);
  showInside(state.isInside);

  return {
    elements: [header.element, problems, live.element, tabBar.list, panels.runs, panels.recurring],
    header,
    live,
    list,
    content,
    detail,
    set({ page, roots, filter, kept: limit }) {
      const isFiltered = filter.root !== null || filter.status !== null;
      list.set(page, roots.length > 1 && filter.root === null);
      const isEmpty = page.rows.length === 0;
      empty.hidden = !isEmpty;
      empty.textContent = isFiltered ? words.noMatch : words.noRuns;
      list.element.hidden = isEmpty;
      split.classList.toggle("nothing", isEmpty);
      footer.hidden = isEmpty && !isFiltered;
      trend.hidden = isEmpty && !isFiltered;
      kept.textContent = filled(words.kept, limit);
    },
    showTrend: (shown) => replaceTrend(trendBody, shown),
    showRecurring: (shown) => panels.recurring.replaceChildren(shown),
    showTab: (tab) => tabBar.show(tab),
    showInside,
  };
}

/** The new one has the focus and the open table of the one before. */
function replaceTrend(body: HTMLElement, shown: HTMLElement): void {
  const hadFocus = body.querySelector(".plot") === document.activeElement && document.activeElement !== null;
  const wasOpen = body.querySelector("details")?.open === true;
  body.replaceChildren(shown);
  const table = shown.querySelector("details");
  if (table !== null) table.open = wasOpen;
  if (hadFocus) shown.querySelector<HTMLElement>(".plot")?.focus();
}
