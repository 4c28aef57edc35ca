/** Answers the history panel's page. Knows nothing of VS Code; loaded with the engine. */
import { compareRuns } from "../../core/history/compareRuns";
import { trendOf } from "../../core/history/trend";
import type { DriftEvent, DriftService, HistoryQuery, WorkspaceRef } from "../../core/service";
import type { Source } from "../../core/source/source";
import { DriftError, oneLine } from "../../shared/errors";
import { statusWords } from "../../shared/format";
import type { DriftRun } from "../../shared/model";
import {
  type Events,
  type RecurrenceReport,
  type Requests,
  type RunFilter,
  type RunPage,
  RUNS_AT_ONCE,
  type Snapshot,
  type TrendChart,
} from "../../shared/protocol";
import { requestSchemas } from "../../shared/protocolSchemas";
import { emitter, type Envelope, type Guard, type Handlers, serve } from "../../shared/rpc";
import { type CodeLocator, placeNow } from "./codePlace";
import { comparisonView, inOrder } from "./comparison";
import type { HistoryHost, HistoryPage } from "./historyHost";
import { LiveRuns } from "./liveRuns";
import { previousRun, recentRuns } from "./pastRuns";
import { recurringRoot } from "./recurrenceView";
import { renderExport } from "./renderExport";
import { runDetail, linkerFor } from "./runDetail";
import { type NameOf, namesFor, rootChoices, rootId, runRow } from "./runRows";
import { type Handle, ShownLists } from "./shownLists";

/** The trend looks back over so many runs. */
const TREND_RUNS = 500;
/** Recurrence over all root modules is looked for in so many of them. */
const RECURRING_ROOTS = 10;
/** What can be chosen to compare with. */
const CHOICES = 200;
/** Characters that say what was wrong with a request; the names in it are a stranger's. */
const LOGGED = 500;

type View = "detail" | "comparison" | "recurrence";

/** Starts to answer; nothing is read before the page asks. */
export function openHistory(service: DriftService, host: HistoryHost, locate: CodeLocator): HistoryPage {
  return new ServedHistory(service, host, locate);
}

class ServedHistory implements HistoryPage {
  readonly emit: HistoryPage["emit"];
  readonly receive: (message: unknown) => Promise<void>;
  readonly #live: LiveRuns;
  readonly #views = new Map<View, ShownLists>();
  readonly #subscription: { dispose(): void };
  #refs: readonly WorkspaceRef[] = [];
  #nameOf: NameOf = namesFor([]);
  #selected: string | null = null;
  #nextNumber = 1;
  #isDisposed = false;

  constructor(
    private readonly service: DriftService,
    private readonly host: HistoryHost,
    private readonly locate: CodeLocator,
  ) {
    const post = (message: Envelope): void => {
      if (!this.#isDisposed) host.post(message); // a panel that is closed takes nothing, and says so by throwing
    };
    this.emit = emitter<Events>(post);
    this.receive = serve(this.#handlers(), post, this.#guard());
    this.#live = new LiveRuns(
      service,
      host.log,
      () => this.emit("live", this.#live.all(this.#nameOf)),
      () => this.emit("changed", null),
    );
    this.#subscription = service.onDidChange((event) => this.#follow(event));
  }

  select(runId: string): void {
    this.#selected = runId;
    this.emit("select", runId);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
    this.#live.dispose();
  }

  #follow(event: DriftEvent): void {
    this.#live.follow(event);
    if (event.kind !== "progress") this.emit("changed", null);
  }

  #guard(): Guard<Requests> {
    const { log } = this.host;
    return {
      parse(method, params) {
        const parsed = requestSchemas[method].safeParse(params);
        if (parsed.success) return parsed.data;
        log.warn(
          `The history page asked for ${method} with what it must not: ${parsed.error.message.slice(0, LOGGED)}`,
        );
        throw new DriftError("usage", "This cannot be asked for.");
      },
      failure(error) {
        if (!(error instanceof DriftError)) log.error("The history page could not be answered.", error);
        return oneLine(error);
      },
    };
  }

  #handlers(): Handlers<Requests> {
    const { service, host } = this;
    return {
      ready: (params) => this.#snapshot(params),
      runs: ({ filter, cursor }) => this.#page({ ...this.#query(filter), cursor, limit: RUNS_AT_ONCE }),
      run: async ({ runId }) => {
        const shown = this.#renew("detail");
        if (runId === this.#selected) this.#selected = null; // the page was told, and need not be told once more
        const run = await service.run(runId);
        return runDetail(run, { shown, nameOf: this.#nameOf, hasCode: this.#hasCode(run) });
      },
      trend: ({ root }) => this.#trend(root),
      compare: async ({ runIds: [a, b] }) => {
        const shown = this.#renew("comparison");
        const pair = inOrder(await service.run(a), await service.run(b));
        const hasCode = (run: DriftRun): boolean => this.#hasCode(run);
        return comparisonView(pair, compareRuns(...pair), { shown, nameOf: this.#nameOf, hasCode });
      },
      recurrence: ({ root }) => this.#recurrence(root),
      more: ({ list, from }) => {
        for (const shown of this.#views.values()) {
          const entries = shown.more(list, from);
          if (entries !== undefined) return entries;
        }
        return [];
      },
      openCode: async ({ place }) => {
        const handle = this.#handle(place);
        if (handle?.kind !== "code") return null;
        const root = host.rootOf(handle.run);
        if (root === null) return null;
        const source = (): Promise<Source> => this.locate(root, handle.tool);
        await host.openCode(await placeNow(root, handle.target, source));
        return null;
      },
      showDifference: async ({ resource }) => {
        const handle = this.#handle(resource);
        if (handle?.kind === "resource") await host.showDifference(handle.runId, handle.address);
        return null;
      },
      showOutput: async ({ runId }) => {
        await host.showOutput((await service.run(runId)).id);
        return null;
      },
      check: async ({ root }) => {
        const ref = this.#refOf(root);
        if (root !== null && ref === null) throw new DriftError("usage", "There is no such root module.");
        await host.check(ref);
        return null;
      },
      cancel: async ({ runId }) => {
        await service.cancel(runId);
        return null;
      },
      previousRun: async ({ runId }) => previousRun(service, await service.run(runId)),
      pickOther: async ({ runId }) => this.#pickOther(await service.run(runId)),
      exportRun: async ({ runId }) => {
        const run = await service.run(runId);
        await host.save(run, (format) => renderExport(run, format));
        return null;
      },
      deleteRun: async ({ runId }) => {
        const { deleteAction, deleteQuestion } = host.words;
        if (!(await host.confirm(deleteQuestion, deleteAction))) return false;
        await service.delete(runId);
        return true;
      },
      clearHistory: async () => {
        const { clearHistory, clearQuestion } = host.words;
        if (!(await host.confirm(clearQuestion, clearHistory))) return false;
        await service.clear();
        return true;
      },
      openRetention: async () => {
        await host.openRetention();
        return null;
      },
    };
  }

  async #snapshot({ filter, limit }: Requests["ready"]["params"]): Promise<Snapshot> {
    const { host } = this;
    this.#refs = distinct([...host.roots(), ...(await this.service.workspaces())]);
    this.#nameOf = namesFor(this.#refs);
    const known = { ...filter, root: this.#refOf(filter.root) === null ? null : filter.root };
    this.#live.note((await this.service.history({ status: ["running"] })).runs); // the list may leave them out
    const page = await this.#page({ ...this.#query(known), limit });
    const selected = this.#selected;
    this.#selected = null;
    return {
      words: host.words,
      filter: known,
      roots: rootChoices(this.#refs, this.#nameOf),
      page,
      live: this.#live.all(this.#nameOf),
      canCheck: host.canCheck(),
      kept: host.kept(),
      selected,
    };
  }

  async #page(query: HistoryQuery): Promise<RunPage> {
    const { runs, next } = await this.service.history(query);
    return { rows: runs.map((run) => runRow(run, this.#nameOf)), next };
  }

  #query({ root, status }: RunFilter): HistoryQuery {
    return { ...this.#refOf(root), ...(status === null ? {} : { status: [status] }) };
  }

  #refOf(root: string | null): WorkspaceRef | null {
    return this.#refs.find((ref) => rootId(ref) === root) ?? null;
  }

  async #trend(root: string | null): Promise<TrendChart> {
    const { runs, next } = await this.service.history({ ...this.#refOf(root), limit: TREND_RUNS });
    const { points, failures } = trendOf(runs);
    return {
      points: points.map(({ runId, at, bySeverity, unsorted }) => ({ runId, at, bySeverity, unsorted })),
      failures: failures.map(({ runId, at, status }) => ({ runId, at, status: statusWords(status) })),
      isCut: next !== null,
    };
  }

  async #recurrence(root: string | null): Promise<RecurrenceReport> {
    const shown = this.#renew("recurrence");
    const ref = this.#refOf(root);
    const refs = ref === null ? this.#refs : [ref];
    const roots: RecurrenceReport["roots"][number][] = [];
    let lookedAt = 0;
    for (const one of refs) {
      if (roots.length === RECURRING_ROOTS) break;
      lookedAt++;
      const runs = await recentRuns(this.service, one, this.host.log);
      const newest = runs.at(-1);
      if (newest === undefined) continue;
      const link = linkerFor(newest, shown, this.#hasCode(one));
      roots.push(recurringRoot(this.#nameOf(one), runs, link));
    }
    return { roots, moreRoots: refs.length - lookedAt };
  }

  async #pickOther(run: DriftRun): Promise<string | null> {
    const { projectId, workspaceId } = run;
    const { runs } = await this.service.history({ projectId, workspaceId, limit: CHOICES });
    const others = runs.filter(({ id, status }) => id !== run.id && status !== "running");
    if (others.length === 0) throw new DriftError("usage", "There is no other run of this root module.");
    return this.host.choose(
      this.host.words.compareWith,
      others.map((one) => {
        const { status, facts } = runRow(one, this.#nameOf);
        return { runId: one.id, startedAt: one.startedAt, label: status, description: facts.join(" · ") };
      }),
    );
  }

  #hasCode(ref: WorkspaceRef): boolean {
    return this.host.rootOf(ref) !== null;
  }

  /** What the page shows there from now on; what it showed before can no longer be asked for. */
  #renew(view: View): ShownLists {
    const shown = new ShownLists(() => this.#nextNumber++);
    this.#views.set(view, shown);
    return shown;
  }

  #handle(number: number): Handle | undefined {
    for (const shown of this.#views.values()) {
      const handle = shown.handle(number);
      if (handle !== undefined) return handle;
    }
    return undefined;
  }
}

function distinct(refs: readonly WorkspaceRef[]): WorkspaceRef[] {
  return [
    ...new Map(
      refs.map(({ projectId, workspaceId }) => [rootId({ projectId, workspaceId }), { projectId, workspaceId }]),
    ).values(),
  ];
}
