/** Puts drift right on this machine: reviews are kept in this process, records in the store, and exactly what was reviewed is applied. */
import { hostname, userInfo } from "node:os";
import { DriftError, oneLine } from "../../shared/errors";
import { listed } from "../../shared/format";
import type { DriftRun } from "../../shared/model";
import { type ReconcileRecord, type Review, unmetBy } from "../../shared/reconcile";
import type { CheckSettings, RootModule } from "../local/rootModule";
import type { Clock, Log } from "../ports";
import type { DriftEvent, WorkspaceRef } from "../service";
import type { ReconcileStore } from "../store/reconcileStore";
import { newReconcileId } from "../store/runId";
import { createTempFolder } from "../terraform/tempFolder";
import { APPLY_WATCHDOG_GRACE, startWatchdog } from "../terraform/watchdog";
import { applyPlan } from "./applyPlan";
import { assertFresh, type HeldReview, stale } from "./heldReview";
import { makeReview } from "./makeReview";
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

interface Waiting {
  readonly held: HeldReview;
  readonly expiry: NodeJS.Timeout;
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

const MAX_NAMED = 5;

export class LocalReconcile implements DriftReconcile {
  readonly #waiting = new Map<string, Waiting>();
  /** By the ids of their records, until they are verified. */
  readonly #applies = new Map<string, Apply>();
  /** Of those in which Terraform runs. */
  readonly #controls = new Map<string, Controls>();
  /** Root modules for which an apply is being prepared or made here. */
  readonly #taken = new Set<string>();
  readonly #making = new Set<AbortController>();
  #recovered: Promise<void> | undefined;
  #isDisposed = false;

  constructor(private readonly ports: ReconcilePorts) {}

  async review(ref: WorkspaceRef, options: ReviewOptions = {}): Promise<Review> {
    const { ports } = this;
    const root = ports.resolve(ref);
    await this.recover();
    await this.#assertNobodyApplies(ref);
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    options.signal?.addEventListener("abort", stop, { once: true });
    if (options.signal?.aborted === true || this.#isDisposed) stop();
    this.#making.add(controller);
    const release = await ports.alone(ref, controller.signal);
    try {
      return await this.#keep(await this.#make(root, options, controller.signal));
    } finally {
      release();
      this.#making.delete(controller);
      options.signal?.removeEventListener("abort", stop);
    }
  }

  async #make(root: RootModule, { kind = "apply", targets, onProgress }: ReviewOptions, signal: AbortSignal) {
    const { settings, environment, shownFrom, clock, log } = this.ports;
    const folder = await createTempFolder({ log });
    const watchdog = await startWatchdog(folder.path, { grace: APPLY_WATCHDOG_GRACE, log });
    try {
      const request = {
        ...{ root, settings: settings(), environment, signal, shownFrom, clock, log },
        targets: targets === undefined || targets.length === 0 ? null : [...new Set(targets)],
        lastTotal: () => Promise.resolve(undefined),
        onProgress: onProgress ?? (() => undefined),
      };
      return await makeReview(kind, request, { folder, watchdog });
    } catch (error) {
      await folder.dispose();
      watchdog.dispose();
      throw error;
    }
  }

  async #keep(held: HeldReview): Promise<Review> {
    const { review } = held;
    const left = Date.parse(review.expiresAt) - this.ports.clock.now().getTime();
    const expiry = setTimeout(() => void this.discard(review.id), Math.max(0, left));
    this.#waiting.set(review.id, { held, expiry: expiry.unref() });
    if (this.#isDisposed) await this.discard(review.id);
    return review;
  }

  reviewed(reviewId: string): Promise<Review> {
    const held = this.#waiting.get(reviewId)?.held;
    return held === undefined ? Promise.reject(unknownReview()) : Promise.resolve(held.review);
  }

  async discard(reviewId: string): Promise<void> {
    const waiting = this.#take(reviewId);
    if (waiting !== undefined) await remove(waiting);
  }

  #take(reviewId: string): HeldReview | undefined {
    const waiting = this.#waiting.get(reviewId);
    this.#waiting.delete(reviewId);
    clearTimeout(waiting?.expiry);
    return waiting?.held;
  }

  async apply(reviewId: string, options: ApplyOptions = {}): Promise<string> {
    const held = this.#waiting.get(reviewId)?.held;
    if (held === undefined) throw unknownReview();
    const { review } = held;
    assertConsent(review, options);
    if (this.#taken.has(keyOf(review))) throw applyRunning();
    this.#taken.add(keyOf(review));
    const signal = options.signal ?? new AbortController().signal;
    const release = await this.ports.alone(review, signal);
    try {
      await this.#assertApplicable(held, signal);
      const record = await this.#begin(held, options);
      this.#take(reviewId);
      this.#perform(held, record, release);
      return record.id;
    } catch (error) {
      release();
      this.#taken.delete(keyOf(review));
      if (error instanceof DriftError && error.reason === "review_stale") await this.discard(reviewId);
      throw error;
    }
  }

  async #assertApplicable(held: HeldReview, signal: AbortSignal): Promise<void> {
    const { environment, clock, resolve } = this.ports;
    await this.#assertNobodyApplies(held.review);
    if (resolve(held.review).dir !== held.root.dir) {
      throw stale("The root module is in another folder now.");
    }
    const [last] = await this.ports.store.list(held.review);
    if (last !== undefined && last.startedAt >= held.review.createdAt) {
      throw stale("The root module was applied since the plan was made.");
    }
    await assertFresh(held, { environment, now: clock.now(), signal });
    if (signal.aborted) throw new DriftError("cancelled", "Nothing was applied.");
    if (!this.#waiting.has(held.review.id)) {
      throw stale("The review was discarded.");
    }
  }

  async #assertNobodyApplies(ref: WorkspaceRef): Promise<void> {
    const other = await this.ports.store.applying(ref);
    if (other !== null) throw applyRunning(other);
  }

  /** Nothing is applied that is not on record before. */
  async #begin({ review, digest }: HeldReview, options: ApplyOptions): Promise<ReconcileRecord> {
    const { clock, store } = this.ports;
    const { projectId, workspaceId, kind, targets, summary, changes, outputChanges, driftedResources } = review;
    const record: ReconcileRecord = {
      ...{ projectId, workspaceId, kind, targets, summary, changes, outputChanges, driftedResources },
      ...{ tool: review.tool, source: review.source },
      id: newReconcileId(clock),
      status: "applying",
      by: options.by ?? whoWeAre(),
      reviewedAt: review.createdAt,
      startedAt: clock.now().toISOString(),
      endedAt: null,
      allowedDestroy: [...(options.allowDestroy ?? [])],
      includedPending: options.includePending ?? false,
      planDigest: digest,
      ...{ applied: null, exitCode: null, output: "", diagnostics: [], aftermath: null },
      ...{ verifyRunId: null, verified: null },
    };
    await store.begin(record);
    return record;
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
    await remove(held);
    release();
    this.#taken.delete(keyOf(record));
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
    await Promise.all([...this.#waiting.keys()].map((id) => this.discard(id)));
    for (const { soft } of this.#controls.values()) soft.abort();
    await Promise.allSettled([...this.#applies.values()].map(({ ended }) => ended));
    this.ports.store.dispose();
  }
}

function stopIt({ soft, hard }: Controls, isHard: boolean): void {
  soft.abort();
  if (isHard) hard.abort();
}

function unknownReview(): DriftError {
  return new DriftError(
    "unknown_review",
    "There is no such review any more: it was applied, discarded, or is older than 15 minutes.",
    "Review a fresh plan.",
  );
}

async function remove({ place }: HeldReview): Promise<void> {
  await place.folder.dispose();
  place.watchdog.dispose();
}

function assertConsent(review: Review, options: ApplyOptions): void {
  const unmet = unmetBy(review, options);
  if (unmet === null) return;
  const { destroys, pending } = unmet;
  if (destroys.length > 0) {
    const what = destroys.length === 1 ? "An object would be lost" : `${destroys.length} objects would be lost`;
    throw new DriftError(
      "review_refused",
      `${what}: ${listed(destroys, MAX_NAMED)}.`,
      "Each has to be allowed by its address.",
    );
  }
  throw new DriftError(
    "review_refused",
    `The plan has changes of the code in it: ${listed(pending, MAX_NAMED)}.`,
    "Include them, or put back only what drifted.",
  );
}

function applyRunning(record?: ReconcileRecord): DriftError {
  const by = record === undefined ? "" : ` by ${record.by}, since ${record.startedAt}`;
  return new DriftError("apply_running", `This root module is being applied${by}.`, "Wait for its end, or cancel it.");
}

/** As Terraform says who holds a lock. */
function whoWeAre(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname(); // a user without a name, as in some containers
  }
}

function keyOf({ projectId, workspaceId }: WorkspaceRef): string {
  return `${projectId}\n${workspaceId}`;
}
