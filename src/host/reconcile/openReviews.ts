/** The reviews of this window, one for each root module at a time, and how each stands. Knows nothing of VS Code. */
import { randomUUID } from "node:crypto";
import type { ReconcileKind, Review } from "../../shared/reconcile";

export type Standing =
  | { readonly kind: "open" | "applying" | "expired" | "discarded" }
  /** `reason`: why it is not about what is there now, in one sentence. */
  | { readonly kind: "stale"; readonly reason: string }
  | { readonly kind: "applied"; readonly recordId: string };

/** A review in its document. A new object with every change. */
export interface OpenReview {
  /** Names the document, which the reviews of a root module follow one another in. */
  readonly id: string;
  readonly rootId: string;
  readonly rootName: string;
  readonly kind: ReconcileKind;
  /** What was asked for; null: the whole root module. */
  readonly targets: readonly string[] | null;
  readonly review: Review;
  readonly standing: Standing;
}

export type NewReview = Pick<OpenReview, "rootId" | "rootName" | "kind" | "targets" | "review">;

/** Documents may stay open for days; the oldest that cannot be applied go first. */
const KEPT = 20;
/** Longer waits than this overflow timers. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export class OpenReviews {
  readonly #reviews = new Map<string, OpenReview>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    /** Told which review is new, or stands otherwise. */
    private readonly onChange: (review: OpenReview) => void,
    private readonly now: () => Date,
  ) {}

  get all(): readonly OpenReview[] {
    return [...this.#reviews.values()];
  }

  get(id: string): OpenReview | undefined {
    return this.#reviews.get(id);
  }

  /** What could be applied, or is being applied. */
  of(rootId: string): OpenReview | undefined {
    return this.all.find((one) => one.rootId === rootId && isAlive(one.standing));
  }

  /** In the document of an earlier one of the same kind, if there is one: then that one is gone. */
  add(review: NewReview): OpenReview {
    const before = this.all.findLast(({ rootId, kind }) => rootId === review.rootId && kind === review.kind);
    const id = before?.id ?? randomUUID();
    this.#reviews.delete(id); // the newest stand last
    const added = this.#set({ ...review, id, standing: { kind: "open" } });
    for (const { id: oldest, standing } of this.all.slice(0, -KEPT))
      if (!isAlive(standing)) this.#reviews.delete(oldest);
    return added;
  }

  stand(id: string, standing: Standing): void {
    const review = this.#reviews.get(id);
    if (review !== undefined) this.#set({ ...review, standing });
  }

  #set(review: OpenReview): OpenReview {
    this.#reviews.set(review.id, review);
    this.#forgetTimer(review.id);
    if (review.standing.kind === "open") this.#expireInTime(review);
    this.onChange(review);
    return review;
  }

  #expireInTime({ id, review }: OpenReview): void {
    const wait = Date.parse(review.expiresAt) - this.now().getTime();
    const expire = (): void => this.stand(id, { kind: "expired" });
    this.#timers.set(id, setTimeout(expire, Math.min(Math.max(0, wait), LONGEST_WAIT_MS)));
  }

  #forgetTimer(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#reviews.clear();
  }
}

function isAlive({ kind }: Standing): boolean {
  return kind === "open" || kind === "applying";
}
