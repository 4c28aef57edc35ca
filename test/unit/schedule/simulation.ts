/** A machine with a clock, sleep, and programs that run a scheduler over one store and one service: ports of the core, made for tests. */
import type { Clock } from "../../../src/core/ports";
import { silentLog } from "../../../src/core/ports";
import type { WorkspaceRef } from "../../../src/core/service";
import type { ScheduleEvent } from "../../../src/core/schedule/scheduleEvents";
import { Scheduler } from "../../../src/core/schedule/scheduler";
import type { Waker } from "../../../src/core/schedule/waker";
import { emptyBook, type ScheduleBook, type ScheduleEntry } from "../../../src/core/store/scheduleBook";
import type { ScheduleStore } from "../../../src/core/store/scheduleStore";
import { DriftError } from "../../../src/shared/errors";
import type { RunStatus } from "../../../src/shared/model";
import { endedRun } from "../store/runs";

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

/** Time that passes while the machine is awake, what its clock shows meanwhile, and what was asked to happen then. */
export class Machine implements Clock {
  /** Milliseconds for which it was awake. */
  awake = 0;
  readonly #timers = new Set<Timer>();

  constructor(
    /** What its clock shows, in milliseconds since 1970. */
    public shows: number,
  ) {}

  now(): Date {
    return new Date(this.shows);
  }

  after(ms: number, act: () => void): { dispose(): void } {
    const timer = { at: this.awake + ms, act };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets so much time pass, with all that happens in it. */
  async pass(ms: number): Promise<void> {
    const end = this.awake + ms;
    for (;;) {
      let next: Timer | null = null;
      for (const timer of this.#timers) if (timer.at <= end && (next === null || timer.at < next.at)) next = timer;
      this.#move((next?.at ?? end) - this.awake);
      if (next === null) return;
      this.#timers.delete(next);
      next.act();
      await settled();
    }
  }

  #move(ms: number): void {
    this.awake += ms;
    this.shows += ms;
  }
}

/** Everything that waits for nothing but promises has happened. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** As `schedules.json`, without the disk. What was read is frozen. */
export class MemoryStore implements ScheduleStore {
  #book: ScheduleBook = emptyBook();
  /** While set, nothing can be stored. */
  failure: DriftError | null = null;

  read(): Promise<ScheduleBook> {
    return Promise.resolve(this.#book);
  }

  async change<T>(make: (book: ScheduleBook) => T): Promise<T> {
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    const book = { ...this.#book, entries: this.#book.entries.map(copyOf) };
    const result = make(book);
    this.#book = book;
    for (const entry of book.entries) {
      for (const part of [entry.schedule, entry.lease, entry.claim, entry]) Object.freeze(part);
    }
    return result;
  }
}

function copyOf({ schedule, lease, claim, countedUntil }: ScheduleEntry): ScheduleEntry {
  return { schedule: { ...schedule }, lease: lease && { ...lease }, claim: claim && { ...claim }, countedUntil };
}

/** A check as the service would make it. */
export interface SimulatedRun {
  readonly id: string;
  readonly ref: WorkspaceRef;
  readonly program: string;
  readonly startedAt: number;
  status: RunStatus;
}

/** Checks that take as long as they are told to. Programs see each other's. */
export class SimulatedChecks {
  readonly runs: SimulatedRun[] = [];
  /** Runs that were started while another one of the same root module was running. */
  readonly overlaps: SimulatedRun[] = [];
  readonly #running = new Map<string, SimulatedRun>();
  readonly #waiting = new Map<string, ((run: SimulatedRun) => void)[]>();

  constructor(
    private readonly machine: Machine,
    private readonly duration: (ref: WorkspaceRef) => number,
  ) {}

  start(ref: WorkspaceRef, program: string): SimulatedRun {
    const id = `run_${this.runs.length + 1}`;
    const run: SimulatedRun = { id, ref, program, startedAt: this.machine.shows, status: "running" };
    this.runs.push(run);
    if (this.#running.has(ref.workspaceId)) this.overlaps.push(run);
    this.#running.set(ref.workspaceId, run);
    this.machine.after(this.duration(ref), () => this.end(run, "clean"));
    return run;
  }

  end(run: SimulatedRun, status: RunStatus): void {
    if (run.status !== "running") return;
    run.status = status;
    this.#running.delete(run.ref.workspaceId);
    this.#waiting.get(run.id)?.forEach((resolve) => resolve(run));
    this.#waiting.delete(run.id);
  }

  ended(id: string): Promise<SimulatedRun> {
    const run = this.runs[Number(id.slice("run_".length)) - 1];
    if (run === undefined) return Promise.reject(new DriftError("unknown_run", "There is no such run."));
    if (run.status !== "running") return Promise.resolve(run);
    return new Promise((resolve) => this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]));
  }
}

/** One program with a scheduler, which can be killed at any time. */
export class Program {
  #alive = true;
  readonly scheduler: Scheduler;
  readonly events: ScheduleEvent[] = [];
  /** While set, checks cannot be started. */
  refusal: DriftError | null = null;
  /** It dies in the moment in which it is to start a check. */
  diesAtStart = false;
  /** While set, checks take until then to be started. */
  starting: Promise<void> | null = null;

  constructor(
    readonly name: string,
    machine: Machine,
    store: ScheduleStore,
    private readonly checks: SimulatedChecks,
    private readonly options: {
      readonly jitterMs?: number;
      readonly tell?: (event: ScheduleEvent) => void;
      readonly died?: () => void;
    } = {},
  ) {
    const waker: Waker = { after: (ms, wake) => machine.after(ms, () => this.#alive && wake()) };
    const alive = <T>(value: Promise<T>): Promise<T> =>
      value.then((result) => (this.#alive ? result : new Promise<T>(() => undefined)));
    this.scheduler = new Scheduler({
      store: { read: () => alive(store.read()), change: (make) => alive(store.change(make)) },
      service: {
        check: (ref) => {
          if (this.diesAtStart) this.kill();
          if (!this.#alive) return new Promise(() => undefined);
          if (this.refusal !== null) return Promise.reject(this.refusal);
          const begin = () => this.checks.start(ref, this.name).id;
          return alive(this.starting === null ? Promise.resolve(begin()) : this.starting.then(begin));
        },
        ended: (id) => alive(this.checks.ended(id)).then((run) => endedRun(1, 0, { id: run.id, status: run.status })),
      },
      canRun: () => true,
      jitterMs: () => options.jitterMs ?? 60_000,
      holder: name,
      clock: machine,
      waker,
      log: silentLog,
      tell: (event) => {
        this.events.push(event);
        options.tell?.(event);
      },
    });
  }

  get dead(): boolean {
    return !this.#alive;
  }

  /** Its checks end with it. */
  kill(): void {
    this.#alive = false;
    this.options.died?.();
    for (const run of this.checks.runs) if (run.program === this.name) this.checks.end(run, "error");
  }
}
