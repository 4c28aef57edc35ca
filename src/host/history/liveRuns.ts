/** The checks that are being made now: those of this window with how far they are, and those that the store knows of. */
import type { DriftEvent, DriftService } from "../../core/service";
import { oneLine } from "../../shared/errors";
import type { RunSummary } from "../../shared/model";
import type { LiveRun } from "../../shared/protocol";
import { visible } from "../../shared/formatValue";
import type { HistoryHost } from "./historyHost";
import { type NameOf, rootId } from "./runRows";

/** Progress may come thousands of times a second; nobody reads faster than this. */
const PROGRESS_MS = 100;

export class LiveRuns {
  readonly #runs = new Map<string, { run: RunSummary; progress: LiveRun["progress"] }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly service: DriftService,
    private readonly host: Pick<HistoryHost, "log" | "progressOf">,
    /** Told when there is something new to show. */
    private readonly onChange: () => void,
    /** Told when a run ended of which the service says nothing by itself. */
    private readonly onEndElsewhere: () => void,
  ) {}

  all(nameOf: NameOf): LiveRun[] {
    return [...this.#runs].map(([id, { run, progress }]) => ({ id, root: nameOf(run), rootId: rootId(run), progress }));
  }

  follow(event: DriftEvent): void {
    switch (event.kind) {
      case "started":
        this.#runs.set(event.run.id, { run: event.run, progress: { done: 0, total: null, current: null } });
        this.#tell();
        return;
      case "progress": {
        const live = this.#runs.get(event.runId);
        if (live === undefined) return;
        const { done, total, current } = event;
        live.progress = { done, total, current: current === null ? null : visible(current) };
        this.#timer ??= setTimeout(() => this.#tell(), PROGRESS_MS); // what is told is then the newest of all that came
        return;
      }
      case "ended":
        this.#end(event.run.id);
        return;
      case "changed":
      case "removed":
      case "schedules":
      case "reconcile":
      case "applying":
        return;
    }
  }

  /** Runs that the store says are being made: by another process, or by this one since before anybody listened here. */
  note(runs: readonly RunSummary[]): void {
    for (const run of runs) {
      if (run.status !== "running" || this.#runs.has(run.id)) continue;
      const own = this.host.progressOf(run.id);
      this.#runs.set(run.id, { run, progress: own === null ? null : { ...own, current: null } });
      if (own === null) void this.#awaitEnd(run.id);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.onChange();
  }

  async #awaitEnd(runId: string): Promise<void> {
    try {
      await this.service.ended(runId);
    } catch (error) {
      this.host.log.debug(`The end of ${runId} is not known: ${oneLine(error)}`);
    }
    if (this.#end(runId)) this.onEndElsewhere();
  }

  /** False if that was known before. */
  #end(runId: string): boolean {
    const wasThere = this.#runs.delete(runId);
    if (wasThere) this.#tell();
    return wasThere;
  }
}
