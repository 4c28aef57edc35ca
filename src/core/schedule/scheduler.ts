import { DriftError, oneLine } from "../../shared/errors";
import type { RunStatus } from "../../shared/model";
import type { Clock, Log } from "../ports";
import type { DriftService, WorkspaceRef } from "../service";
import type { ScheduleBook, ScheduleEntry } from "../store/scheduleBook";
import type { ScheduleStore } from "../store/scheduleStore";
import { claimRun, dueAt, isSetBack, missClaim, planFrom, slotsDue, swallow } from "./accounts";
import type { CronSchedule } from "./cron";
import { CronCache } from "./cronCache";
import { takeLease, turnOf } from "./lease";
import type { ScheduleEvent } from "./scheduleEvents";
import type { Waker } from "./waker";

/** The longest time between two looks at the schedules. Nothing is looked for more often, only what is known to be due is. */
const LOOK_EVERY = 60_000;
/** The shortest: timers may fire early, and checks that are due within a second are started together. */
const SHORTEST = 1_000;

export interface SchedulerOptions {
  readonly store: ScheduleStore;
  readonly service: Pick<DriftService, "check" | "ended">;
  /** Whether this process can check a root module. The schedules of others are left to other processes. */
  readonly canRun: (ref: WorkspaceRef) => boolean;
  /** Up to how many milliseconds after its slot a check starts. Asked for each time. */
  readonly jitterMs: () => number;
  /** Names this scheduler among all that use the store. */
  readonly holder: string;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly log: Log;
  readonly tell: (event: ScheduleEvent) => void;
}

/** A run that this scheduler has claimed, or taken over from one that is gone. */
interface OwnRun {
  readonly scheduleId: string;
  readonly slot: string;
  runId: string | null;
  /** Set when it is over. */
  result: { readonly status: RunStatus; readonly error: string | null } | null;
  /** The store knows all that is known here. */
  saved: boolean;
}

/**
 * Starts checks when they are due, as the accounts say. Whatever it does is decided on what is stored at that moment, under the store's lock, so
 * that several of them over one store start each check once; who started it is remembered until it is over. It holds a lease on each schedule
 * that it can run. Only one timer exists at any time, and none after it was disposed.
 */
export class Scheduler {
  readonly #crons = new CronCache();
  /** By the schedule's id. */
  readonly #runs = new Map<string, OwnRun>();
  #timer: { dispose(): void } | null = null;
  #last: Promise<void> = Promise.resolve();
  #paused = false;
  #disposed = false;

  constructor(private readonly options: SchedulerOptions) {}

  /** Looks at the schedules now: to begin with, and after each change. Resolves when it has looked; never rejects. */
  look(): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (this.#disposed) return;
      this.#timer?.dispose();
      const wait = await this.#lookNow().catch((error: unknown) => {
        this.options.log.error("Schedules cannot be looked at.", error);
        return LOOK_EVERY;
      });
      if (wait !== null) this.#lookAfter(wait);
    });
    return this.#last;
  }

  /** Starts nothing until `resume`, and gives its leases back. What it has started it follows to its end, and notes how that went. */
  pause(): Promise<void> {
    this.#paused = true;
    return this.look();
  }

  resume(): Promise<void> {
    this.#paused = false;
    return this.look();
  }

  /** Stops looking and gives its leases back. What it has started goes on, and whoever looks next follows it. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#timer?.dispose();
    await this.#last;
    const { store, holder, log } = this.options;
    const holds = ({ lease }: ScheduleEntry) => lease?.holder === holder;
    try {
      if (!(await store.read()).entries.some(holds)) return;
      await store.change(({ entries }) => entries.filter(holds).forEach((entry) => (entry.lease = null)));
    } catch (error) {
      log.warn(`The leases of schedules were not given back, and end by themselves: ${oneLine(error)}`);
    }
  }

  #lookAfter(ms: number): void {
    if (!this.#disposed) this.#timer = this.options.waker.after(ms, () => void this.look());
  }

  /** Says how long to wait; null: until it is told to. */
  async #lookNow(): Promise<number | null> {
    const { store, clock, tell } = this.options;
    let book = await store.read();
    if (this.#hasWork(book, clock.now().getTime())) {
      let done: Done = { started: [], events: [], saved: [] };
      book = await store.change((stored) => {
        done = this.#work(stored, clock.now().getTime());
        return stored;
      });
      for (const run of done.saved) this.#save(run);
      for (const run of done.started) this.#begin(run);
      done.events.forEach(tell);
      if (done.saved.length + done.started.length + done.events.length > 0) tell({ kind: "changed" });
    }
    return this.#paused ? null : this.#wait(book, clock.now().getTime());
  }

  #hasWork({ entries }: ScheduleBook, now: number): boolean {
    if ([...this.#runs.values()].some((run) => !run.saved)) return true;
    if (this.#paused) return entries.some((entry) => this.#canGiveBack(entry));
    return entries.some((entry) => {
      if (!this.#concerns(entry)) return false;
      const turn = turnOf(entry, this.options.holder, now);
      if (turn !== "mine") return turn !== "others";
      if (entry.claim !== null && !this.#runs.has(entry.schedule.id)) return true;
      return isSetBack(entry, now) || this.#isDue(entry, now);
    });
  }

  /** Enabled, or its last run is not over, and this process can check its root module. */
  #concerns({ schedule, claim }: ScheduleEntry): boolean {
    return (schedule.enabled || claim !== null) && this.options.canRun(schedule);
  }

  #isDue(entry: ScheduleEntry, now: number): boolean {
    const { enabled, nextRunAt } = entry.schedule;
    if (!enabled || (nextRunAt !== null && Date.parse(nextRunAt) > now)) return false;
    const cron = this.#cronOf(entry);
    if (cron === null || nextRunAt === null) return (cron === null) !== (nextRunAt === null);
    return slotsDue(entry, cron, now, this.options.jitterMs()) !== null;
  }

  /** Changes the stored book; may be called more than once for one look, and changes nothing else. */
  #work({ entries }: ScheduleBook, now: number): Done {
    const done: Done = { started: [], events: [], saved: [] };
    for (const run of this.#runs.values()) {
      if (run.saved) continue;
      const entry = entries.find(({ schedule }) => schedule.id === run.scheduleId);
      if (entry !== undefined) note(entry, run);
      done.saved.push({ ...run });
    }
    if (this.#paused) {
      for (const entry of entries) if (this.#canGiveBack(entry)) entry.lease = null;
      return done;
    }
    for (const entry of entries) {
      if (!this.#concerns(entry) || !takeLease(entry, this.options.holder, now)) continue;
      this.#takeOver(entry, done);
      this.#settle(entry, now, done);
    }
    return done;
  }

  /** Whoever takes a schedule whose check is just being started would take that for one that never was. */
  #canGiveBack({ lease, claim }: ScheduleEntry): boolean {
    return lease?.holder === this.options.holder && claim?.runId !== null;
  }

  /** The run of a holder that is gone is followed to its end, or was never started. */
  #takeOver(entry: ScheduleEntry, { started, events }: Done): void {
    const { claim, schedule } = entry;
    const own = this.#runs.get(schedule.id);
    if (claim === null || own?.slot === claim.slot) return;
    if (claim.runId === null) {
      missClaim(entry);
      events.push({ kind: "counted", scheduleId: schedule.id, as: "missed", slot: claim.slot, count: 1 });
    } else {
      claim.holder = this.options.holder;
      started.push({ scheduleId: schedule.id, slot: claim.slot, runId: claim.runId, result: null, saved: true });
    }
  }

  #settle(entry: ScheduleEntry, now: number, { started, events }: Done): void {
    const { schedule } = entry;
    const { holder, jitterMs } = this.options;
    if (!schedule.enabled) return;
    const cron = this.#cronOf(entry);
    if (cron === null) {
      schedule.nextRunAt = null;
      schedule.lastError =
        "Its cron expression or its time zone is not understood by this version on this machine. Change the schedule.";
      return;
    }
    if (isSetBack(entry, now) || schedule.nextRunAt === null) {
      planFrom(entry, cron, now);
      events.push({ kind: "replanned", scheduleId: schedule.id, nextRunAt: schedule.nextRunAt });
    }
    const due = slotsDue(entry, cron, now, jitterMs());
    if (due === null) return;
    const { slot, count } = due;
    const counted = (as: "run" | "missed" | "swallowed", last: number, number: number) => {
      const at = new Date(last).toISOString();
      if (number > 0) events.push({ kind: "counted", scheduleId: schedule.id, as, slot: at, count: number });
    };
    if (entry.claim !== null) {
      swallow(entry, cron, due, now);
      counted("swallowed", slot, count);
      return;
    }
    claimRun(entry, cron, due, holder, now);
    counted("missed", slot, count - 1);
    counted("run", slot, 1);
    started.push({
      scheduleId: schedule.id,
      slot: new Date(slot).toISOString(),
      runId: null,
      result: null,
      saved: true,
      ref: { projectId: schedule.projectId, workspaceId: schedule.workspaceId },
    });
  }

  #save(saved: OwnRun): void {
    const run = this.#runs.get(saved.scheduleId);
    if (run?.slot !== saved.slot) return;
    if (saved.result !== null) this.#runs.delete(saved.scheduleId);
    else run.saved = run.runId === saved.runId && run.result === null;
  }

  #begin({ ref, ...run }: Started): void {
    this.#runs.set(run.scheduleId, run);
    void this.#follow(run, ref).then(() => {
      run.saved = false;
      return this.look();
    });
  }

  /** Never rejects. */
  async #follow(run: OwnRun, ref: WorkspaceRef | undefined): Promise<void> {
    const { service } = this.options;
    try {
      if (ref !== undefined) {
        run.runId = await service.check(ref, { trigger: "schedule" });
        run.saved = false;
        void this.look();
      }
      const { status } = await service.ended(run.runId!);
      run.result = { status, error: null };
    } catch (error) {
      if (!(error instanceof DriftError)) this.options.log.error("A scheduled check has failed.", error);
      run.result = { status: "error", error: oneLine(error) };
    }
  }

  /** Null where what is stored cannot be read, as where this machine does not know the time zone. */
  #cronOf({ schedule }: ScheduleEntry): CronSchedule | null {
    try {
      return this.#crons.get(schedule.cron, schedule.timezone);
    } catch {
      return null; // what is wrong with it was said when it was made; here it is only noted that it is not planned
    }
  }

  #wait({ entries }: ScheduleBook, now: number): number {
    const { holder, jitterMs } = this.options;
    let wait = LOOK_EVERY;
    for (const entry of entries) {
      const { nextRunAt } = entry.schedule;
      if (nextRunAt === null || Date.parse(nextRunAt) - now > wait || entry.lease?.holder !== holder) continue;
      const cron = this.#cronOf(entry);
      const at = cron === null ? null : dueAt(entry, cron, now, jitterMs());
      if (at !== null && this.#concerns(entry)) wait = Math.min(wait, at - now);
    }
    return Math.max(SHORTEST, wait);
  }
}

/** A run to be started, or, without `ref`, to be followed. */
interface Started extends OwnRun {
  readonly ref?: WorkspaceRef;
}

/** What a change of the store amounts to, once it is written. */
interface Done {
  readonly started: Started[];
  readonly events: ScheduleEvent[];
  /** Copies of what is in the store now. */
  readonly saved: OwnRun[];
}

/** Writes down what became of a run. */
function note(entry: ScheduleEntry, { slot, runId, result }: OwnRun): void {
  const { schedule, claim } = entry;
  if (claim?.slot !== slot) return; // taken over meanwhile, by somebody who took us for gone
  claim.runId = runId;
  schedule.lastRunId = runId;
  if (result === null) return;
  entry.claim = null;
  schedule.lastStatus = result.status;
  schedule.lastError = result.error;
}
