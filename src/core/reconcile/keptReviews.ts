/** Reviews whose plans wait for a person's word. They are gone with their plan files after 15 minutes, when they are applied, and with this process. */
import { DriftError } from "../../shared/errors";
import type { Review } from "../../shared/reconcile";
import type { PlanRequest } from "../local/makePlan";
import type { Clock, Log } from "../ports";
import { createTempFolder } from "../terraform/tempFolder";
import { APPLY_WATCHDOG_GRACE, startWatchdog } from "../terraform/watchdog";
import type { HeldReview } from "./heldReview";
import { makeReview } from "./makeReview";

interface Waiting {
  readonly held: HeldReview;
  readonly expiry: NodeJS.Timeout;
}

export class KeptReviews {
  readonly #waiting = new Map<string, Waiting>();
  #isDisposed = false;

  constructor(private readonly ports: { readonly clock: Clock; readonly log: Log }) {}

  /** Rejects as `makeReview` does; then nothing is left of it. */
  async make(kind: Review["kind"], request: PlanRequest): Promise<Review> {
    const { clock, log } = this.ports;
    const folder = await createTempFolder({ log });
    const watchdog = await startWatchdog(folder.path, { grace: APPLY_WATCHDOG_GRACE, log });
    const place = { folder, watchdog };
    const held = await makeReview(kind, request, place).catch(async (error: unknown) => {
      await removePlan({ place });
      throw error;
    });
    const { review } = held;
    const left = Date.parse(review.expiresAt) - clock.now().getTime();
    const expiry = setTimeout(() => void this.discard(review.id), Math.max(0, left));
    this.#waiting.set(review.id, { held, expiry: expiry.unref() });
    if (this.#isDisposed) await this.discard(review.id);
    return review;
  }

  /** Throws "unknown_review". */
  get(reviewId: string): HeldReview {
    const held = this.#waiting.get(reviewId)?.held;
    if (held !== undefined) return held;
    throw new DriftError(
      "unknown_review",
      "There is no such review any more: it was applied, discarded, or is older than 15 minutes.",
      "Review a fresh plan.",
    );
  }

  /** From now on it is the caller's, who removes its plan; false: it is gone already. */
  take(reviewId: string): boolean {
    clearTimeout(this.#waiting.get(reviewId)?.expiry);
    return this.#waiting.delete(reviewId);
  }

  async discard(reviewId: string): Promise<void> {
    const held = this.#waiting.get(reviewId)?.held;
    if (held !== undefined && this.take(reviewId)) await removePlan(held);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...this.#waiting.keys()].map((id) => this.discard(id)));
  }
}

/** The plan file with its folder, and what would have removed it had we been killed. */
export async function removePlan({ place }: Pick<HeldReview, "place">): Promise<void> {
  await place.folder.dispose();
  place.watchdog.dispose();
}
