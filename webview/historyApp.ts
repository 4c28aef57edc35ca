/** Puts the parts of the page together: what is asked for when, and where the answers go. */
import type { PageWords } from "../src/shared/pageWords";
import {
  type Events,
  type LiveRun,
  type Requests,
  type RunRow,
  RUNS_AT_MOST,
  RUNS_AT_ONCE,
  type Snapshot,
} from "../src/shared/protocol";
import type { RpcClient } from "../src/shared/rpc";
import { Ask } from "./ask";
import { historyFrame, type HistoryFrame } from "./historyFrame";
import type { ListContext } from "./listView";
import { type PageState, type Tab, withList } from "./pageState";
import { Problems } from "./problems";
import { recurrenceView } from "./recurrenceView";
import type { SelectedBy } from "./runList";
import { RunPane } from "./runPane";
import { trendView } from "./trendView";

const SCROLL_SETTLES_MS = 150;
/** When the runs stood on the page, for whoever measures it. */
const DRAWN = "terraformDrift.drawn";

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

/** What there is once the host has answered. */
interface Parts {
  readonly words: PageWords;
  readonly frame: HistoryFrame;
  readonly runPane: RunPane;
  readonly lists: ListContext;
}

class HistoryApp {
  readonly #problems = new Problems();
  readonly #ask: Ask;
  #state: PageState;
  #parts: Parts | undefined;
  #snapshot: Snapshot | undefined;
  /** Answers to earlier questions are passed over. */
  readonly #asked = { trend: 0, recurring: 0 };
  #refreshing: Promise<void> | undefined;
  #isStale = false;
  /** The person asked for a check: its run is shown when it is there. */
  #followsNewest = false;

  constructor(
    private readonly page: HTMLElement,
    private readonly ports: HistoryPorts,
  ) {
    this.#state = ports.state;
    this.#ask = new Ask(ports.rpc, this.#problems);
  }

  start(): void {
    const { rpc } = this.ports;
    rpc.on("changed", () => void this.#refresh());
    rpc.on("live", (runs) => this.#setLive(runs));
    rpc.on("answer", (event) => this.#parts?.runPane.hear(event));
    rpc.on("answerText", (event) => this.#parts?.runPane.hearText(event));
    rpc.on("select", (runId) => this.#select(runId, "enter"));
    this.page.append(this.#problems.element);
    void this.#refresh();
  }

  #keep(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.ports.keep(this.#state);
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
      const shown = this.#parts?.frame.list.rows().length ?? 0;
      const limit = Math.min(RUNS_AT_MOST, Math.max(RUNS_AT_ONCE, shown));
      const snapshot = await this.#ask.read("ready", { filter: this.#state.filter, limit });
      if (snapshot !== null) this.#draw(snapshot);
    }
  }

  #draw(snapshot: Snapshot): void {
    const isFirst = this.#parts === undefined;
    const parts = (this.#parts ??= this.#build(snapshot.words));
    const before = parts.frame.list.rows();
    this.#snapshot = snapshot;
    this.#keep({ filter: snapshot.filter });
    parts.frame.set(snapshot);
    parts.runPane.setModel(snapshot.model);
    this.#setLive(snapshot.live);
    parts.frame.live.announce(snapshot.page.rows);
    this.#settleSelection(parts, snapshot, isFirst ? null : before);
    if (isFirst) performance.mark(DRAWN);
    void this.#loadTrend();
    if (this.#state.tab === "recurring") void this.#loadRecurring();
  }

  /** After the list came anew: what was selected stays, where it is still there; it is asked for again where it changed. */
  #settleSelection(parts: Parts, { page: { rows }, selected }: Snapshot, before: readonly RunRow[] | null): void {
    const current = this.#state.selected;
    const isCurrent = ({ id }: RunRow): boolean => id === current;
    const [newest] = rows;
    const [then, now] = [before?.find(isCurrent), rows.find(isCurrent)];
    const isGone = then !== undefined && now === undefined;
    const isNewer = this.#followsNewest && newest !== undefined && before?.every(({ id }) => id !== newest.id) === true;
    if (isNewer) this.#followsNewest = false;
    if (selected !== null) {
      this.#select(selected, "enter");
    } else if (current === null || isGone || isNewer) {
      this.#select(newest?.id ?? null, "move");
    } else {
      parts.frame.list.select(current);
      if (before === null || JSON.stringify(then) !== JSON.stringify(now)) void this.#loadRun();
    }
  }

  #setLive(runs: readonly LiveRun[]): void {
    const { roots = [], canCheck = false } = this.#snapshot ?? {};
    this.#parts?.frame.live.set(runs);
    const { filter } = this.#state;
    const isChecking = runs.some(({ rootId }) => filter.root === null || filter.root === rootId);
    this.#parts?.frame.header.set({ roots, canCheck, isChecking, filter });
  }

  #build(words: PageWords): Parts {
    const ask = this.#ask;
    const frame = historyFrame({
      words,
      problems: this.#problems.element,
      state: this.#state,
      onFilter: (filter) => {
        this.#keep({ filter });
        void this.#refresh();
      },
      onCheck: () => {
        this.#followsNewest = true;
        return ask.act("check", { root: this.#state.filter.root });
      },
      onTab: (tab) => this.#showTab(tab),
      onTrend: (isTrendOpen) => {
        this.#keep({ isTrendOpen });
        void this.#loadTrend();
      },
      onSelect: (id, way) => this.#select(id, way),
      onBack: () => this.#leaveRun(),
      older: (cursor) => ask.act("runs", { filter: this.#state.filter, cursor }),
      cancel: (runId) => ask.act("cancel", { runId }),
      clear: () => void ask.act("clearHistory", null),
      openRetention: () => void ask.act("openRetention", null),
    });
    this.page.replaceChildren(...frame.elements);
    this.#rememberScroll(frame.detail);
    frame.content.addEventListener("click", () => this.#enter(frame)); // so that it stays when there is less room
    const lists: ListContext = {
      words,
      openCode: ({ place }) => void ask.act("openCode", { place }),
      showDifference: (resource) => void ask.act("showDifference", { resource }),
      explain: null,
      more: async (list, from) => (await ask.act("more", { list, from })) ?? [],
      isOpen: (list) => this.#state.open.includes(list),
      setOpen: (list, isOpen) => this.#keep(withList(this.#state, list, isOpen)),
    };
    const runPane = new RunPane({
      ...{ words, ask, lists, pane: frame.detail, content: frame.content },
      show: (id) => this.#select(id, "enter"),
      showTab: (tab) => this.#showTab(tab),
      compare: (other) => {
        this.#keep({ other, scroll: 0 });
        void this.#loadRun().then(() => runPane.focus());
      },
    });
    return { words, frame, runPane, lists };
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
    this.#parts?.frame.showTab(tab);
    if (tab === "recurring") void this.#loadRecurring();
  }

  #select(id: string | null, way: SelectedBy): void {
    if (this.#parts === undefined) return; // the host says it again with all the rest
    const { frame, runPane } = this.#parts;
    const isOther = id !== this.#state.selected || this.#state.other !== null;
    this.#keep({ selected: id, other: null, ...(isOther ? { scroll: 0 } : {}) });
    frame.list.select(id);
    if (way !== "move") this.#enter(frame);
    if (this.#state.tab !== "runs") this.#showTab("runs");
    const isListGone = frame.list.element.offsetParent === null;
    const loaded = this.#loadRun();
    if (way === "enter" || (way === "pointer" && isListGone)) void loaded.then(() => runPane.focus());
  }

  #enter(frame: HistoryFrame): void {
    this.#keep({ isInside: true });
    frame.showInside(true);
  }

  #leaveRun(): void {
    this.#keep({ isInside: false });
    this.#parts?.frame.showInside(false);
    this.#parts?.frame.list.focus();
  }

  async #loadRun(): Promise<void> {
    if (this.#parts === undefined) return;
    const { words, frame, runPane } = this.#parts;
    const { selected, other, scroll } = this.#state;
    if (selected === null) runPane.showNone(frame.list.rows().length === 0 ? "" : words.chooseRun);
    else await runPane.show({ runId: selected, other, scroll });
  }

  async #loadTrend(): Promise<void> {
    if (this.#parts === undefined || !this.#state.isTrendOpen) return;
    const { words, frame } = this.#parts;
    const asked = ++this.#asked.trend;
    const chart = await this.#ask.read("trend", { root: this.#state.filter.root });
    if (chart === null || asked !== this.#asked.trend) return;
    frame.showTrend(trendView(chart, { words, showRun: (id) => this.#select(id, "enter") }));
  }

  async #loadRecurring(): Promise<void> {
    if (this.#parts === undefined) return;
    const { frame, lists } = this.#parts;
    const asked = ++this.#asked.recurring;
    const report = await this.#ask.read("recurrence", { root: this.#state.filter.root });
    if (report === null || asked !== this.#asked.recurring) return;
    frame.showRecurring(recurrenceView(report, lists));
  }
}
