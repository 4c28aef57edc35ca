/**
 * The schedules over the data of this machine. What understands cron expressions is loaded when it is first needed: not to show schedules, whose
 * words and next runs are stored with them.
 */
import type { RunStatus } from "../../shared/model";
import type { Schedule, ScheduleChange, ScheduleDraft } from "../../shared/schedule";
import type { Clock, Log } from "../ports";
import { entryOf, schedulesIn } from "../schedule/bookEntries";
import type { ScheduleEvent } from "../schedule/scheduleEvents";
import type { SchedulePreview, Schedules } from "../schedule/schedules";
import { timerWaker } from "../schedule/waker";
import type { DriftSchedules, DriftService, WorkspaceRef } from "../service";
import { lazily } from "./lazily";

export interface LocalSchedulesOptions {
  /** The folder of the runs. */
  readonly dataDir: string;
  readonly service: Pick<DriftService, "check" | "ended">;
  /** How a run is now, whoever makes or made it; null if it is not in the history any more. */
  readonly statusOf: (runId: string) => Promise<RunStatus | null>;
  /** Whether a root module can be checked here. */
  readonly canRun: (ref: WorkspaceRef) => boolean;
  /** Up to how many milliseconds after its slot a check starts. */
  readonly jitterMs: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (event: ScheduleEvent) => void;
}

export class LocalSchedules implements DriftSchedules {
  /** A check needs none of it, and would pay for its schemas. */
  readonly #store = lazily(async () => {
    const { openScheduleStore } = await import("../store/scheduleStore");
    return openScheduleStore(this.options.dataDir, this.options);
  });
  #opened: Promise<Schedules> | undefined;

  constructor(private readonly options: LocalSchedulesOptions) {}

  async list(of?: Partial<WorkspaceRef>): Promise<Schedule[]> {
    const schedules = schedulesIn(await (await this.#store()).read(), of);
    return Promise.all(schedules.map((schedule) => this.#asItIs(schedule)));
  }

  async get(id: string): Promise<Schedule> {
    return this.#asItIs(entryOf(await (await this.#store()).read(), id).schedule);
  }

  /** Nobody may have written down yet how the last run ended: whoever had started it is gone, and nobody has followed it since. */
  async #asItIs(schedule: Schedule): Promise<Schedule> {
    const { lastStatus, lastRunId } = schedule;
    if (lastStatus !== "running" || lastRunId === null) return schedule;
    return { ...schedule, lastStatus: await this.options.statusOf(lastRunId) };
  }

  async add(draft: ScheduleDraft): Promise<Schedule> {
    return (await this.#open()).add(draft);
  }

  async update(id: string, change: ScheduleChange): Promise<Schedule> {
    return (await this.#open()).update(id, change);
  }

  async remove(id: string): Promise<void> {
    return (await this.#open()).remove(id);
  }

  async run(id: string): Promise<string> {
    return this.options.service.check(await this.get(id));
  }

  async preview(cron: string, timezone: string, count: number): Promise<SchedulePreview> {
    return (await this.#open()).preview(cron, timezone, count);
  }

  /** From now on this process checks what is due. */
  async start(): Promise<void> {
    (await this.#open()).start();
  }

  /** From now on it no longer does, until `start`. */
  async stop(): Promise<void> {
    await (await this.#opened)?.stop();
  }

  async dispose(): Promise<void> {
    await (await this.#opened)?.dispose();
  }

  #open(): Promise<Schedules> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  async #load(): Promise<Schedules> {
    const { tell, ...options } = this.options;
    const { openSchedules } = await import("../schedule/openSchedules"); // a bundle of its own
    const schedules = openSchedules({ ...options, store: await this.#store(), waker: timerWaker });
    schedules.onDidChange(tell);
    return schedules;
  }
}
