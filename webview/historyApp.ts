/** Puts the parts of the page together: what is asked for when, and where the answers go. */
import type { PageWords } from "../src/shared/pageWords";
import {
  type Entry,
  type Events,
  type Requests,
  RUNS_AT_MOST,
  RUNS_AT_ONCE,
  type Snapshot,
} from "../src/shared/protocol";
import type { RpcClient } from "../src/shared/rpc";
import { comparisonView } from "./comparisonView";
import { detailView } from "./detailView";
import { element, filled } from "./dom";
import { historyFrame, type HistoryFrame } from "./historyFrame";
import type { ListContext } from "./listView";
import { type PageState, type Tab, withList } from "./pageState";
import { recurrenceView } from "./recurrenceView";
import type { SelectedBy } from "./runList";
import { trendView } from "./trendView";

const SCROLL_SETTLES_MS = 150;

export interface HistoryPorts {
  readonly rpc: RpcClient<Requests, Events>;
  /** Where the person was. */
  readonly state: PageState;
  keep(state: PageState): void;
}

/** Asks for everything, and shows it. */
export function startHistory(page: HTMLElement, ports: HistoryPorts): void {
  new HistoryApp(page, ports).start();
}

class HistoryApp {
  #state: PageState;
  #words: PageWords | undefined;
  #frame: HistoryFrame | undefined;
  #snapshot: Snapshot | undefined;
  /** What was asked for in each place; an answer to an earlier question is passed over. */
  readonly #asked = { detail: 0, trend: 0, recurring: 0 };
  #refreshing: Promise<void> | undefined;
  #isStale = false;
  #followsNewest = false;
  #isOutputOpen = false;
  readonly #problem = element("p", { class: "problem", role: "alert" });

  constructor(
    private readonly page: HTMLElement,
    private readonly ports: HistoryPorts,
  ) {
    this.#state = ports.state;
  }

  start(): void {
    const { rpc } = this.ports;
    rpc.on("changed", () => void this.#refresh());
    rpc.on("live", (runs) => {
      this.#frame?.live.set(runs);
      this.#setHeader(runs.length > 0);
    });
    rpc.on("select", (runId) => this.#select(runId, "enter"));
    this.page.append(this.#problem);
    void this.#refresh();
  }

  #keep(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.ports.keep(this.#state);
  }

  /** What fails is said where the person looks, and is null. */
  async #attempt<Result>(work: Promise<Result>): Promise<Result | null> {
    try {
      const result = await work;
      this.#problem.textContent = "";
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problem.textContent = this.#words === undefined ? reason : filled(this.#words.failed, reason);
      return null;
    }
  }

  /** One at a time; what changes meanwhile is asked for once more afterwards. */
  #refresh(): Promise<void> {
    this.#isStale = true;
    this.#refreshing ??= this.#refreshAll().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refreshAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const limit = Math.min(RUNS_AT_MOST, Math.max(RUNS_AT_ONCE, this.#frame?.list.rows().length ?? 0));
      const snapshot = await this.#attempt(this.ports.rpc.request("ready", { filter: this.#state.filter, limit }));
      if (snapshot !== null) this.#draw(snapshot);
    }
  }

  #draw(snapshot: Snapshot): void {
    const isFirst = this.#frame === undefined;
    this.#words = snapshot.words;
    this.#snapshot = snapshot;
    const frame = (this.#frame ??= this.#build(snapshot));
    const before = new Map(frame.list.rows().map((row) => [row.id, JSON.stringify(row)]));
    this.#keep({ filter: snapshot.filter });
    frame.live.set(snapshot.live);
    this.#setHeader(snapshot.live.length > 0);
    frame.set(snapshot);
    this.#settleSelection(snapshot, before, isFirst);
    void this.#loadTrend();
    if (this.#state.tab === "recurring") void this.#loadRecurring();
  }

  /** After the list came anew: what was selected stays, where it is still there; it is asked for again where it changed. */
  #settleSelection(
    { page: { rows }, selected }: Snapshot,
    before: ReadonlyMap<string, string>,
    isFirst: boolean,
  ): void {
    const current = this.#state.selected;
    const [newest] = rows;
    const row = rows.find(({ id }) => id === current);
    const isGone = row === undefined && current !== null && before.has(current);
    const isNewer = this.#followsNewest && newest !== undefined && !before.has(newest.id);
    if (isNewer) this.#followsNewest = false;
    if (selected !== null) {
      this.#select(selected, "enter");
    } else if (current === null || isGone || isNewer) {
      this.#select(newest?.id ?? null, "move");
    } else {
      this.#frame?.list.select(current);
      if (isFirst || (row !== undefined && before.get(current) !== JSON.stringify(row))) void this.#loadDetail();
    }
  }

  #setHeader(isChecking: boolean): void {
    const { roots, canCheck } = this.#snapshot ?? { roots: [], canCheck: false };
    this.#frame?.header.set({ roots, canCheck, isChecking, filter: this.#state.filter });
  }

  #build({ words }: Snapshot): HistoryFrame {
    const { rpc } = this.ports;
    const frame = historyFrame({
      words,
      problem: this.#problem,
      state: this.#state,
      onFilter: (filter) => {
        this.#keep({ filter });
        void this.#refresh();
      },
      onCheck: () => {
        this.#followsNewest = true;
        return this.#attempt(rpc.request("check", { root: this.#state.filter.root }));
      },
      onTab: (tab) => this.#showTab(tab),
      onTrend: (isTrendOpen) => {
        this.#keep({ isTrendOpen });
        void this.#loadTrend();
      },
      onSelect: (id, way) => this.#select(id, way),
      onBack: () => this.#leaveRun(),
      older: (cursor) => this.#attempt(rpc.request("runs", { filter: this.#state.filter, cursor })),
      cancel: (runId) => this.#attempt(rpc.request("cancel", { runId })),
      clear: () => void this.#attempt(rpc.request("clearHistory")),
      openRetention: () => void this.#attempt(rpc.request("openRetention")),
    });
    this.page.replaceChildren(...frame.elements);
    this.#rememberScroll(frame.detail);
    frame.content.addEventListener("click", () => {
      this.#keep({ isInside: true }); // so that it stays where it is when there is less room
      frame.showInside(true);
    });
    return frame;
  }

  #rememberScroll(pane: HTMLElement): void {
    let settling: number | undefined;
    pane.addEventListener("scroll", () => {
      window.clearTimeout(settling);
      settling = window.setTimeout(() => this.#keep({ scroll: pane.scrollTop }), SCROLL_SETTLES_MS);
    });
  }

  #showTab(tab: Tab): void {
    this.#keep({ tab });
    this.#frame?.showTab(tab);
    if (tab === "recurring") void this.#loadRecurring();
  }

  #select(id: string | null, way: SelectedBy): void {
    const isOther = id !== this.#state.selected || this.#state.other !== null;
    const isInside = this.#state.isInside || way !== "move";
    this.#keep({ selected: id, other: null, isInside, ...(isOther ? { scroll: 0 } : {}) });
    this.#frame?.list.select(id);
    this.#frame?.showInside(isInside);
    if (this.#state.tab !== "runs") this.#showTab("runs");
    const isListGone = this.#frame?.list.element.offsetParent === null;
    const loaded = this.#loadDetail();
    if (way === "enter" || (way === "pointer" && isListGone)) void loaded.then(() => this.#focusDetail());
  }

  #focusDetail(): void {
    this.#frame?.detail.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  #leaveRun(): void {
    this.#keep({ isInside: false });
    this.#frame?.showInside(false);
    this.#frame?.list.focus();
  }

  #compare(other: string | null): void {
    if (other === null) return;
    this.#keep({ other, scroll: 0 });
    void this.#loadDetail().then(() => this.#focusDetail());
  }

  async #loadDetail(): Promise<void> {
    const asked = ++this.#asked.detail;
    const { selected, other } = this.#state;
    const { rpc } = this.ports;
    const [frame, words] = [this.#frame, this.#words];
    if (frame === undefined || words === undefined) return;
    if (selected === null) {
      const isEmpty = frame.list.rows().length === 0;
      frame.showDetail(element("p", { class: "empty" }, isEmpty ? "" : words.chooseRun));
      return;
    }
    frame.detail.setAttribute("aria-busy", "true");
    const shown =
      other === null
        ? await this.#attempt(
            rpc
              .request("run", { runId: selected })
              .then((run) => detailView(run, this.#detailContext(selected, words))),
          )
        : await this.#attempt(
            rpc.request("compare", { runIds: [selected, other] }).then((compared) =>
              comparisonView(compared, {
                ...this.#listContext(words),
                back: () => this.#select(selected, "enter"),
                show: (id) => this.#select(id, "enter"),
              }),
            ),
          );
    if (asked !== this.#asked.detail) return;
    frame.detail.removeAttribute("aria-busy");
    frame.showDetail(shown ?? this.#unreadable(selected, words));
    frame.detail.scrollTop = this.#state.scroll;
  }

  /** The list stays; of a run that cannot be read, what can be done is to remove it. */
  #unreadable(runId: string, words: PageWords): HTMLElement {
    const reason = this.#problem.textContent;
    this.#problem.textContent = "";
    const remove = (): void => void this.#attempt(this.ports.rpc.request("deleteRun", { runId }));
    return frameNote(reason, words.deleteRun, remove);
  }

  #listContext(words: PageWords): ListContext {
    const { rpc } = this.ports;
    return {
      words,
      openCode: ({ place }) => void this.#attempt(rpc.request("openCode", { place })),
      showDifference: (resource) => void this.#attempt(rpc.request("showDifference", { resource })),
      more: async (list, from): Promise<Entry[]> => (await this.#attempt(rpc.request("more", { list, from }))) ?? [],
      isOpen: (list) => this.#state.open.includes(list),
      setOpen: (list, isOpen) => this.#keep(withList(this.#state, list, isOpen)),
    };
  }

  #detailContext(runId: string, words: PageWords): Parameters<typeof detailView>[1] {
    const { rpc } = this.ports;
    return {
      ...this.#listContext(words),
      compareWithPrevious: () =>
        void this.#attempt(rpc.request("previousRun", { runId })).then((id) => this.#compare(id)),
      compareWith: () => void this.#attempt(rpc.request("pickOther", { runId })).then((id) => this.#compare(id)),
      exportRun: () => void this.#attempt(rpc.request("exportRun", { runId })),
      deleteRun: () => void this.#attempt(rpc.request("deleteRun", { runId })),
      showOutput: () => void this.#attempt(rpc.request("showOutput", { runId })),
      isOutputOpen: this.#isOutputOpen,
      setOutputOpen: (open) => (this.#isOutputOpen = open),
    };
  }

  async #loadTrend(): Promise<void> {
    if (!this.#state.isTrendOpen || this.#words === undefined) return;
    const asked = ++this.#asked.trend;
    const { root } = this.#state.filter;
    const chart = await this.#attempt(this.ports.rpc.request("trend", { root }));
    if (chart === null || asked !== this.#asked.trend) return;
    this.#frame?.showTrend(trendView(chart, { words: this.#words, showRun: (id) => this.#select(id, "enter") }));
  }

  async #loadRecurring(): Promise<void> {
    if (this.#words === undefined) return;
    const asked = ++this.#asked.recurring;
    const words = this.#words;
    const report = await this.#attempt(this.ports.rpc.request("recurrence", { root: this.#state.filter.root }));
    if (report === null || asked !== this.#asked.recurring) return;
    this.#frame?.showRecurring(recurrenceView(report, this.#listContext(words)));
  }
}

function frameNote(reason: string, action: string, onClick: () => void): HTMLElement {
  const button = element("button", { type: "button", class: "link" }, action);
  button.addEventListener("click", onClick);
  return element("div", { class: "detail unreadable" }, element("p", { role: "alert" }, reason), button);
}
