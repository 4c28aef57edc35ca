/** Puts drift right on this machine: reviews are kept in this process, records in the store, and exactly what was reviewed is applied. */
import { DriftError, oneLine } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import type { ReconcileRecord, Review } from "../../shared/reconcile";
import { type CheckSettings, type RootModule, rootModuleKey } from "../local/rootModule";
import type { Clock, Log } from "../ports";
import type { DriftEvent, WorkspaceRef } from "../service";
import { applyRunning, type ReconcileStore } from "../store/reconcileStore";
import { applyPlan } from "./applyPlan";
import { assertFresh, type HeldReview, stale } from "./heldReview";
import { assertConsent } from "./consent";
import { KeptReviews, removePlan } from "./keptReviews";
import { newRecord } from "./newRecord";
import type { ApplyOptions, DriftReconcile, ReviewOptions } from "./reconcile";
import { whatIsLeft } from "./whatIsLeft";

/** What it needs of the service that it is a part of. */
export interface ReconcilePorts {
  readonly store: ReconcileStore;
  readonly settings: () => CheckSettings;
  /** Rejects with "no_root_module". */
  readonly resolve: (ref: WorkspaceRef) => RootModule;
  readonly environment: NodeJS.ProcessEnv;
  readonly shownFrom: string | null;
  /** Keeps checks of a root module away until it is released. An aborted one resolves at once. */
  readonly alone: (ref: WorkspaceRef, signal: AbortSignal) => Promise<() => void>;
  /** Starts the check that follows an apply, and answers with its id. */
  readonly verify: (ref: WorkspaceRef) => Promise<string>;
  readonly endOf: (runId: string) => Promise<DriftRun>;
  readonly tell: (event: DriftEvent) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** What stops an apply. */
interface Controls {
  readonly soft: AbortController;
  readonly hard: AbortController;
}

interface Apply {
  readonly ended: Promise<ReconcileRecord>;
  readonly verified: Promise<ReconcileRecord>;
}

export class LocalReconcile implements DriftReconcile {
  readonly #reviews: KeptReviews;
  /** By the ids of their records, until they are verified. */
  readonly #applies = new Map<string, Apply>();
  /** Of those in which Terraform runs. */
  readonly #controls = new Map<string, Controls>();
  /** Root modules for which an apply is being prepared or made here. */
  readonly #taken = new Set<string>();
  readonly #making = new Set<AbortController>();
  #recovered: Promise<void> | undefined;
  #isDisposed = false;

  constructor(private readonly ports: ReconcilePorts) {
    this.#reviews = new KeptReviews(ports);
  }

  async review(ref: WorkspaceRef, options: ReviewOptions = {}): Promise<Review> {
    const { kind = "apply", targets, onProgress = () => undefined } = options;
    if (targets?.length === 0) throw new DriftError("usage", "No resource is named."); // never all of them in place of none
    const { resolve, settings, environment, shownFrom, alone, clock, log } = this.ports;
    const root = resolve(ref);
    await this.recover();
    await this.#assertNobodyApplies(ref);
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    options.signal?.addEventListener("abort", stop, { once: true });
    if (options.signal?.aborted === true || this.#isDisposed) stop();
    this.#making.add(controller);
    const release = await alone(ref, controller.signal);
    try {
      return await this.#reviews.make(kind, {
        ...{ root, settings: settings(), environment, signal: controller.signal, onProgress, shownFrom, clock, log },
        targets: targets === undefined ? null : [...new Set(targets)],
        lastTotal: () => Promise.resolve(undefined),
      });
    } finally {
      release();
      this.#making.delete(controller);
      options.signal?.removeEventListener("abort", stop);
    }
  }

  reviewed(reviewId: string): Promise<Review> {
    return new Promise((resolve) => resolve(this.#reviews.get(reviewId).review)); // what is thrown is a rejection
  }

  async discard(reviewId: string): Promise<void> {
    await this.#reviews.discard(reviewId);
  }

  async apply(reviewId: string, options: ApplyOptions = {}): Promise<string> {
    const held = this.#reviews.get(reviewId);
    const { review } = held;
    assertConsent(review, options);
    if (this.#taken.has(rootModuleKey(review))) throw applyRunning(null);
    this.#taken.add(rootModuleKey(review));
    const signal = options.signal ?? new AbortController().signal;
    const release = await this.ports.alone(review, signal);
    try {
      await this.#assertApplicable(held, signal);
      return await this.#begin(held, newRecord(held, options, this.ports.clock), release);
    } catch (error) {
      release();
      this.#taken.delete(rootModuleKey(review));
      if (error instanceof DriftError && error.reason === "review_stale") await this.discard(reviewId);
      throw error;
    }
  }

  /** Nothing is applied that is not on record before. From here on the plan is used up, whatever happens. */
  async #begin(held: HeldReview, record: ReconcileRecord, release: () => void): Promise<string> {
    this.#reviews.take(held.review.id);
    try {
      await this.ports.store.begin(record);
    } catch (error) {
      await removePlan(held);
      throw error;
    }
    this.#perform(held, record, release);
    return record.id;
  }

  async #assertApplicable(held: HeldReview, signal: AbortSignal): Promise<void> {
    const { environment, clock, resolve } = this.ports;
    await this.#assertNobodyApplies(held.review);
    if (resolve(held.review).dir !== held.root.dir) {
      throw stale("The root module is in another folder now.");
    }
    const [last] = await this.ports.store.list(held.review);
    if (last !== undefined && last.startedAt >= held.begunAt) {
      throw stale("The root module was applied since the plan was made.");
    }
    await assertFresh(held, { environment, now: clock.now(), signal });
    if (signal.aborted || this.#isDisposed) throw new DriftError("cancelled", "Nothing was applied.");
    this.#reviews.get(held.review.id); // it may have been discarded, or have run out, while all that was looked at
  }

  async #assertNobodyApplies(ref: WorkspaceRef): Promise<void> {
    const other = await this.ports.store.applying(ref);
    if (other !== null) throw applyRunning(other);
  }

  #perform(held: HeldReview, record: ReconcileRecord, release: () => void): void {
    const ended = this.#applyAndCheck(held, record, release);
    const verified = ended.then((after) => this.#verified(after));
    this.#applies.set(record.id, { ended, verified });
    verified
      .catch((error: unknown) => this.ports.log.error(`What became of ${record.id} could not be followed.`, error))
      .finally(() => this.#applies.delete(record.id));
  }

  async #applyAndCheck(held: HeldReview, record: ReconcileRecord, release: () => void): Promise<ReconcileRecord> {
    const { store, clock, log } = this.ports;
    this.#tell({ kind: "reconcile", record });
    const controls = { soft: new AbortController(), hard: new AbortController() };
    this.#controls.set(record.id, controls);
    const watch = store.onCancelRequested(record.id, (isHard) => stopIt(controls, isHard));
    const outcome = await applyPlan(held, {
      ...{ signal: controls.soft.signal, hurry: controls.hard.signal, log },
      onProgress: (progress) => this.#tell({ kind: "applying", reconcileId: record.id, ...progress }),
    });
    watch.dispose();
    this.#controls.delete(record.id);
    await removePlan(held);
    release();
    this.#taken.delete(rootModuleKey(record));
    const endedAt = clock.now().toISOString();
    const verifyRunId = await this.#startCheck(record);
    const after: ReconcileRecord = { ...record, ...outcome, endedAt, verifyRunId };
    await this.#store(after);
    this.#tell({ kind: "reconcile", record: after });
    return after;
  }

  /** Whoever listens and fails must not stop what is being applied. */
  #tell(event: DriftEvent): void {
    try {
      this.ports.tell(event);
    } catch (error) {
      this.ports.log.error("Somebody could not take the news of an apply.", error);
    }
  }

  /** Null: it could not be started, and the log says why. A program that is about to end starts nothing more. */
  async #startCheck(ref: WorkspaceRef): Promise<string | null> {
    if (this.#isDisposed) return null;
    try {
      return await this.ports.verify(ref);
    } catch (error) {
      this.ports.log.warn(`The check after the apply could not be started. ${oneLine(error)}`);
      return null;
    }
  }

  async #verified(record: ReconcileRecord): Promise<ReconcileRecord> {
    if (record.verifyRunId === null) return record;
    const run = await this.ports.endOf(record.verifyRunId);
    const after = { ...record, verified: whatIsLeft(record, run) };
    await this.#store(after);
    this.#tell({ kind: "reconcile", record: after });
    return after;
  }

  /** What was done is done: that it could not be written down is said in the record that is passed on, and in the log. */
  async #store(record: ReconcileRecord): Promise<void> {
    try {
      await this.ports.store.update(record);
    } catch (error) {
      this.ports.log.error(`The record ${record.id} could not be stored.`, error);
      record.diagnostics.push({
        severity: "warning",
        summary: "This record could not be stored.",
        detail: oneLine(error),
      });
    }
  }

  async ended(recordId: string): Promise<ReconcileRecord> {
    return this.#applies.get(recordId)?.ended ?? this.record(recordId);
  }

  async verified(recordId: string): Promise<ReconcileRecord> {
    return this.#applies.get(recordId)?.verified ?? this.record(recordId);
  }

  async cancel(recordId: string, { hard = false }: { readonly hard?: boolean | undefined } = {}): Promise<void> {
    const controls = this.#controls.get(recordId);
    if (controls === undefined) await this.ports.store.requestCancel(recordId, hard);
    else stopIt(controls, hard);
  }

  async records(of?: Partial<WorkspaceRef>): Promise<ReconcileRecord[]> {
    await this.recover();
    return this.ports.store.list(of);
  }

  async record(id: string): Promise<ReconcileRecord> {
    await this.recover();
    const record = await this.ports.store.get(id);
    if (record !== null) return record;
    throw new DriftError(
      "unknown_reconcile",
      `There is no record ${id}.`,
      "List them with `terraform-drift reconcile --list`.",
    );
  }

  /** Applies whose process was killed are said to be interrupted, once, before anything else is done here. */
  recover(): Promise<void> {
    const { store, log } = this.ports;
    this.#recovered ??= store.recoverInterrupted().then(
      (records) => records.forEach((record) => this.#tell({ kind: "reconcile", record })),
      (error: unknown) => log.debug(`Interrupted applies: ${oneLine(error)}`), // whatever needs the store says it to the person
    );
    return this.#recovered;
  }

  /** Drops what waits, has Terraform finish what it has begun, and waits for its end. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const controller of this.#making) controller.abort();
    await this.#reviews.dispose();
    for (const { soft } of this.#controls.values()) soft.abort();
    await Promise.allSettled([...this.#applies.values()].map(({ ended }) => ended));
    this.ports.store.dispose();
  }
}

function stopIt({ soft, hard }: Controls, isHard: boolean): void {
  soft.abort();
  if (isHard) hard.abort();
}
