/** `POST /api/v1/drift/reconcile`, without HTTP: what is asked is reviewed and applied under the same guards as everywhere. */
import type * as z from "zod";
import { DriftError, type DriftErrorReason } from "../../shared/errors";
import { type Unmet, unmetBy } from "../../shared/consent";
import {
  type ChangeCounts,
  type PlannedChange,
  type ReconcileAnswer,
  reconcileBody,
  type Review,
} from "../../shared/reconcile";
import type { DriftReconcile } from "./reconcile";

/** RFC 9457; `errors` for a bad body, `destroys` and `pending` for what a consent does not cover. */
export interface ReconcileProblem extends Partial<Unmet> {
  readonly title: string;
  readonly status: 400 | 403 | 404 | 409;
  readonly detail: string;
  /** Why, as our errors say it. */
  readonly reason: DriftErrorReason | "forbidden";
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Of `review: true`. Nulls: there is nothing to apply. */
export interface ReviewAnswer {
  readonly reviewId: string | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
  readonly summary: ChangeCounts;
  readonly changes: readonly PlannedChange[];
}

export type ReconcileResponse =
  | { readonly status: 200; readonly body: ReconcileAnswer | ReviewAnswer }
  | { readonly status: ReconcileProblem["status"]; readonly body: ReconcileProblem };

export interface AnswerOptions {
  /** Who asks, for the record. */
  readonly by: string;
  /** Whether the server was started with `--allow-reconcile`. */
  readonly isAllowed: boolean;
  /** Ends what is not applied yet: the client has gone, or the server stops. */
  readonly signal?: AbortSignal | undefined;
}

type ParsedBody = z.output<typeof reconcileBody>;

/**
 * Resolves once Terraform is gone; the check that follows goes on. Rejects with what is no answer to the question: what a check may fail
 * with, "cancelled", "store_unwritable".
 */
export async function answerReconcile(
  reconcile: DriftReconcile,
  body: unknown,
  options: AnswerOptions,
): Promise<ReconcileResponse> {
  if (!options.isAllowed) return forbidden();
  const parsed = reconcileBody.safeParse(body);
  if (!parsed.success) return badBody(parsed.error);
  const { review: isReviewOnly, reviewId, targets } = parsed.data;
  if (reviewId !== undefined && (isReviewOnly || targets !== undefined)) {
    const wayOut = "Leave out review and targets: exactly what was reviewed is applied.";
    return problem(new DriftError("usage", "A reviewId says already what is to be done.", wayOut), 400);
  }
  try {
    if (isReviewOnly) return await reviewed(reconcile, parsed.data, options);
    return reviewId === undefined
      ? await atOnce(reconcile, parsed.data, options)
      : await applied(reconcile, await ownReview(reconcile, reviewId, parsed.data), parsed.data, options);
  } catch (error) {
    if (!(error instanceof DriftError)) throw error;
    if (error.reason === "nothing_to_apply") return nothingToApply(error, isReviewOnly);
    const status = STATUS.get(error.reason);
    if (status === undefined) throw error;
    return problem(error, status);
  }
}

const STATUS: ReadonlyMap<DriftErrorReason, ReconcileProblem["status"]> = new Map([
  ["usage", 400],
  ["no_root_module", 404],
  ["unknown_review", 404],
  ["review_refused", 409],
  ["review_stale", 409],
  ["apply_running", 409],
  ["state_locked", 409],
]);

async function reviewed(
  reconcile: DriftReconcile,
  body: ParsedBody,
  options: AnswerOptions,
): Promise<ReconcileResponse> {
  const { id, expiresAt, summary, changes } = await makeReview(reconcile, body, options);
  return { status: 200, body: { reviewId: id, expiresAt, summary, changes } };
}

/** Nobody has seen the plan: what it loses and what the code moved on is applied only where the body says so. */
async function atOnce(reconcile: DriftReconcile, body: ParsedBody, options: AnswerOptions): Promise<ReconcileResponse> {
  const review = await makeReview(reconcile, body, options);
  let response: ReconcileResponse | undefined;
  try {
    response = await applied(reconcile, review, body, options);
    return response;
  } finally {
    if (response?.status !== 200) await reconcile.discard(review.id);
  }
}

function makeReview(
  reconcile: DriftReconcile,
  { projectId, workspaceId, kind, targets }: ParsedBody,
  { signal }: AnswerOptions,
): Promise<Review> {
  return reconcile.review({ projectId, workspaceId }, { kind, targets, signal });
}

/** A review of another root module is none of what the body asks for. */
async function ownReview(reconcile: DriftReconcile, reviewId: string, body: ParsedBody): Promise<Review> {
  const review = await reconcile.reviewed(reviewId);
  const { projectId, workspaceId } = body;
  if (review.projectId === projectId && review.workspaceId === workspaceId) return review;
  throw new DriftError("unknown_review", `There is no such review of ${projectId}/${workspaceId}.`);
}

async function applied(
  reconcile: DriftReconcile,
  review: Review,
  consent: ParsedBody,
  { by, signal }: AnswerOptions,
): Promise<ReconcileResponse> {
  const unmet = unmetBy(review, consent);
  if (unmet !== null) return refused(unmet);
  const { includePending, allowDestroy } = consent;
  const id = await reconcile.apply(review.id, { includePending, allowDestroy, by, signal });
  const record = await reconcile.ended(id);
  return {
    status: 200,
    body: {
      success: record.status === "applied",
      exitCode: record.exitCode,
      // Where Terraform did not get to say what it did, as much as was planned may have been done.
      summary: record.applied ?? record.summary,
      output: record.output,
      runId: record.verifyRunId,
      reconcileId: record.id,
    },
  };
}

function nothingToApply(error: DriftError, isReviewOnly: boolean): ReconcileResponse {
  const summary = { add: 0, change: 0, remove: 0 };
  if (isReviewOnly) return { status: 200, body: { reviewId: null, expiresAt: null, summary, changes: [] } };
  const output = `${error.message}\n`;
  return { status: 200, body: { success: true, exitCode: 0, summary, output, runId: null, reconcileId: null } };
}

function forbidden(): ReconcileResponse {
  const detail = "This server does not change anything. Start it with --allow-reconcile to let it.";
  return { status: 403, body: { title: TITLES[403], status: 403, detail, reason: "forbidden" } };
}

function badBody({ issues }: z.ZodError): ReconcileResponse {
  const errors = issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
  const detail = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return { status: 400, body: { title: TITLES[400], status: 400, detail, reason: "usage", errors } };
}

function refused(unmet: Unmet): ReconcileResponse {
  const detail =
    "The plan does more than was agreed to. Name in allowDestroy what may be lost, and set includePending for changes of the code, or leave them out with targets.";
  return { status: 409, body: { title: TITLES[409], status: 409, detail, reason: "review_refused", ...unmet } };
}

const TITLES = { 400: "Bad request", 403: "Not allowed", 404: "Not found", 409: "Conflict" } as const;

function problem({ message, wayOut, reason }: DriftError, status: ReconcileProblem["status"]): ReconcileResponse {
  const detail = wayOut === "" ? message : `${message} ${wayOut}`;
  return { status, body: { title: TITLES[status], status, detail, reason } };
}
