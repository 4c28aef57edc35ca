/** Answers the history panel's page. Knows nothing of VS Code; loaded with the engine. */
import { compareRuns } from "../../core/history/compareRuns";
import type { DriftEvent, DriftService, HistoryQuery, WorkspaceRef } from "../../core/service";
import type { Source } from "../../core/source/source";
import { DriftError, oneLine } from "../../shared/errors";
import type { DriftedResource, DriftRun } from "../../shared/model";
import {
  type Events,
  type Requests,
  type RunFilter,
  type RunPage,
  RUNS_AT_ONCE,
  type Snapshot,
} from "../../shared/protocol";
import { requestSchemas } from "../../shared/protocolSchemas";
import { emitter, type Envelope, type Guard, type Handlers, serve } from "../../shared/rpc";
import { type CodeLocator, placeNow } from "./codePlace";
import type { CodeTarget } from "./entries";
import { Explanations, type PromptDocument } from "./explanations";
import { comparisonView, inOrder } from "./comparison";
import type { HistoryHost, HistoryPage } from "./historyHost";
import { KnownRoots } from "./knownRoots";
import { LiveRuns } from "./liveRuns";
import { otherRuns, previousRun } from "./pastRuns";
import { renderExport } from "./renderExport";
import { runDetail } from "./runDetail";
import { runRow } from "./runRows";
import { recurrenceReport, trendChart } from "./severalRuns";
import { ShownViews } from "./shownViews";

/** Characters that say what was wrong with a request; the names in it are a stranger's. */
const LOGGED = 500;

/** Starts to answer; nothing is read before the page asks. */
export function openHistory(
  service: DriftService,
  host: HistoryHost,
  locate: CodeLocator,
  promptDocument: PromptDocument,
): HistoryPage {
  return new ServedHistory(service, host, locate, promptDocument);
}

class ServedHistory implements HistoryPage {
  readonly emit: HistoryPage["emit"];
  readonly receive: (message: unknown) => Promise<void>;
  readonly #live: LiveRuns;
  readonly #views = new ShownViews();
  readonly #roots = new KnownRoots();
  readonly #subscription: { dispose(): void };
  readonly #explanations: Explanations;
  #selected: string | null = null;
  #isDisposed = false;

  constructor(
    private readonly service: DriftService,
    private readonly host: HistoryHost,
    private readonly locate: CodeLocator,
    promptDocument: PromptDocument,
  ) {
    const post = (message: Envelope): void => {
      if (!this.#isDisposed) host.post(message); // a panel that is closed takes nothing, and says so by throwing
    };
    this.emit = emitter<Events>(post);
    this.#explanations = new Explanations({
      ...{ service, host, promptDocument, views: this.#views, emit: this.emit },
      openCode: (run, resource) => this.#openCode(run, resource),
    });
    this.receive = serve(this.#handlers(), post, this.#guard());
    this.#live = new LiveRuns(
      service,
      host,
      () => this.emit("live", this.#live.all(this.#roots.nameOf)),
      () => this.emit("changed", null),
    );
    this.#subscription = service.onDidChange((event) => this.#follow(event));
  }

  select(runId: string): void {
    this.#selected = runId;
    this.emit("select", runId);
  }

  async explain(runId: string, addresses?: readonly string[]): Promise<void> {
    await this.#explanations.explain(runId, addresses);
    this.select(runId);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#explanations.answers.dispose();
    this.#subscription.dispose();
    this.#live.dispose();
  }

  #follow(event: DriftEvent): void {
    this.#live.follow(event);
    if (event.kind === "removed") this.#explanations.answers.closeAll(event.runIds);
    if (event.kind !== "progress" && event.kind !== "schedules") this.emit("changed", null);
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
    const { nameOf } = this.#roots;
    const hasCode = (ref: WorkspaceRef): boolean => host.rootOf(ref) !== null;
    return {
      ready: (params) => this.#snapshot(params),
      runs: ({ filter, cursor }) => this.#page({ ...this.#query(filter), cursor, limit: RUNS_AT_ONCE }),
      run: async ({ runId }) => {
        const shown = this.#views.renew("detail");
        if (runId === this.#selected) this.#selected = null; // the page was told, and need not be told once more
        const run = await service.run(runId);
        const answer = this.#explanations.answers.of(runId);
        return runDetail(run, { shown, nameOf, hasCode: hasCode(run), answer });
      },
      trend: ({ root }) => trendChart(service, this.#roots.find(root)),
      compare: async ({ runIds: [a, b] }) => {
        const shown = this.#views.renew("comparison");
        const pair = inOrder(await service.run(a), await service.run(b));
        return comparisonView(pair, compareRuns(...pair), { shown, nameOf, hasCode });
      },
      recurrence: ({ root }) => {
        const ref = this.#roots.find(root);
        const shown = this.#views.renew("recurrence");
        const refs = ref === null ? this.#roots.all() : [ref];
        return recurrenceReport(service, refs, { shown, nameOf, hasCode, log: host.log });
      },
      more: ({ list, from }) => this.#views.more(list, from),
      openCode: async ({ place }) => {
        const handle = this.#views.handle(place);
        if (handle?.kind === "code") await this.#openTarget(handle.run, handle.tool, handle.target);
        return null;
      },
      showDifference: async ({ resource }) => {
        const handle = this.#views.handle(resource);
        if (handle?.kind === "resource") await host.showDifference(handle.runId, handle.address);
        return null;
      },
      showOutput: async ({ runId }) => {
        await host.showOutput((await service.run(runId)).id);
        return null;
      },
      check: async ({ root }) => {
        const ref = this.#roots.find(root);
        if (root !== null && ref === null) throw new DriftError("usage", "There is no such root module.");
        await host.check(ref);
        return null;
      },
      cancel: async ({ runId }) => {
        await service.cancel(runId);
        return null;
      },
      previousRun: async ({ runId }) => previousRun(service, await service.run(runId)),
      pickOther: async ({ runId }) =>
        host.choose(host.words.compareWith, await otherRuns(service, await service.run(runId), nameOf)),
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
      ...this.#explanations.handlers(),
    };
  }

  /** Nowhere, where the code is not at hand. */
  async #openTarget(ref: WorkspaceRef, tool: "terraform" | "tofu", target: CodeTarget): Promise<void> {
    const root = this.host.rootOf(ref);
    if (root === null) return;
    const source = (): Promise<Source> => this.locate(root, tool);
    await this.host.openCode(await placeNow(root, target, source));
  }

  async #openCode(run: DriftRun, { address, location }: DriftedResource): Promise<void> {
    if (location === null) return;
    await this.#openTarget(run, run.metadata.tool.binary, { ...location, address, attribute: null });
  }

  async #snapshot({ filter, limit }: Requests["ready"]["params"]): Promise<Snapshot> {
    const { host } = this;
    this.#roots.set([...host.roots(), ...(await this.service.workspaces())]);
    const known = { ...filter, root: this.#roots.find(filter.root) === null ? null : filter.root };
    this.#live.note((await this.service.history({ status: ["running"] })).runs); // the list may leave them out
    const page = await this.#page({ ...this.#query(known), limit });
    const selected = this.#selected;
    this.#selected = null;
    return {
      words: host.words,
      filter: known,
      roots: this.#roots.choices(),
      page,
      live: this.#live.all(this.#roots.nameOf),
      canCheck: host.canCheck(),
      kept: host.kept(),
      selected,
      model: host.model(),
    };
  }

  async #page(query: HistoryQuery): Promise<RunPage> {
    const { runs, next } = await this.service.history(query);
    return { rows: runs.map((run) => runRow(run, this.#roots.nameOf)), next };
  }

  #query({ root, status }: RunFilter): HistoryQuery {
    return { ...this.#roots.find(root), ...(status === null ? {} : { status: [status] }) };
  }
}
