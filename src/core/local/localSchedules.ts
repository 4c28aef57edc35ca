/** The schedules over the data of this machine. What understands cron expressions is loaded when it is first needed. */
import type { Clock, Log } from "../ports";
import type { ScheduleEvent } from "../schedule/scheduleEvents";
import type { SchedulePreview, Schedules } from "../schedule/schedules";
import { timerWaker } from "../schedule/waker";
import type { DriftSchedules, DriftService, WorkspaceRef } from "../service";
import type { Schedule, ScheduleChange, ScheduleDraft } from "../../shared/schedule";

export interface LocalSchedulesOptions {
  /** The folder of the runs. */
  readonly dataDir: string;
  readonly service: Pick<DriftService, "check" | "ended">;
  /** Whether a root module can be checked here. */
  readonly canRun: (ref: WorkspaceRef) => boolean;
  /** Up to how many milliseconds after its slot a check starts. */
  readonly jitterMs: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (event: ScheduleEvent) => void;
}

export class LocalSchedules implements DriftSchedules {
  #opened: Promise<Schedules> | undefined;

  constructor(private readonly options: LocalSchedulesOptions) {}

  async list(of?: Partial<WorkspaceRef>): Promise<Schedule[]> {
    return (await this.#open()).list(of);
  }

  async get(id: string): Promise<Schedule> {
    return (await this.#open()).get(id);
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
    const schedules = openSchedules({ ...options, waker: timerWaker });
    schedules.onDidChange(tell);
    return schedules;
  }
}
