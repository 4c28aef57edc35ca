/** What every surface knows about putting drift right. Interfaces only: what implements them is a bundle of its own. */
import type { Consent } from "../../shared/consent";
import type { ReconcileKind, ReconcileRecord, Review } from "../../shared/reconcile";

/** Names one root module. */
type RootModuleRef = Pick<ReconcileRecord, "projectId" | "workspaceId">;

export interface ReviewOptions {
  readonly kind?: ReconcileKind | undefined;
  /** Only these addresses, and what they depend on. */
  readonly targets?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReconcileProgress) => void) | undefined;
}

export interface ReconcileProgress {
  /** Resource instances: read, of a review; changed, of an apply. */
  readonly done: number;
  /** Null if nobody knows. */
  readonly total: number | null;
  /** An address that is being read or changed now. */
  readonly current: string | null;
}

export interface ApplyOptions extends Consent {
  /** Who says so; absent: whoever this process runs as. */
  readonly by?: string | undefined;
  /** Aborted before the apply has begun: nothing is applied ("cancelled"). Afterwards `cancel` is for that. */
  readonly signal?: AbortSignal | undefined;
}

/** All methods reject with a `DriftError`. */
export interface DriftReconcile {
  /**
   * Makes a fresh plan and keeps it for 15 minutes; changes nothing. Rejects with "nothing_to_apply" where there is nothing to put
   * right, and with what a check may fail with: a plan that is not complete is no basis for an apply.
   */
  review(ref: RootModuleRef, options?: ReviewOptions): Promise<Review>;
  /** A review whose plan is kept. Rejects with "unknown_review". */
  reviewed(reviewId: string): Promise<Review>;
  /** Drops the plan. It may be gone already. */
  discard(reviewId: string): Promise<void>;
  /**
   * Begins to apply exactly that plan, and answers with the id of the record. Rejects, before anything has changed, with
   * "unknown_review", "review_refused" (the consent does not cover it), "review_stale" (it is not about what is there now; the plan is dropped),
   * "apply_running", and "store_unwritable": nothing is applied that cannot be recorded.
   */
  apply(reviewId: string, options?: ApplyOptions): Promise<string>;
  /** Waits until Terraform is gone; then `verifyRunId` names the check that follows. */
  ended(recordId: string): Promise<ReconcileRecord>;
  /** Waits for the end of the verifying check, too. */
  verified(recordId: string): Promise<ReconcileRecord>;
  /**
   * The first time Terraform is asked to finish what it has begun and to begin nothing more, however long that takes. `hard`: it
   * is to stop at once, which may leave behind what the record then says. Rejects with "run_over" where nothing is applied any more.
   */
  cancel(recordId: string, options?: { readonly hard?: boolean | undefined }): Promise<void>;
  /** Newest first; the newest 200 are kept. */
  records(of?: Partial<RootModuleRef>): Promise<ReconcileRecord[]>;
  /** Rejects with "unknown_reconcile". */
  record(id: string): Promise<ReconcileRecord>;
}
