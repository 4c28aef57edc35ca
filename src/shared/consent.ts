/** What a person agrees to before a plan is applied. Without schemas: surfaces that only ask need none. */
import type { Review } from "./reconcile";

/** What somebody has to say beside "apply it". */
export interface Consent {
  /** Changes that are in the plan because the code moved on are applied, too. */
  readonly includePending?: boolean | undefined;
  /** Addresses whose objects may be lost. */
  readonly allowDestroy?: readonly string[] | undefined;
}

/** What a consent does not cover. */
export interface Unmet {
  /** Addresses whose objects would be lost, each once. */
  readonly destroys: readonly string[];
  /** Addresses with changes of the code, each once. */
  readonly pending: readonly string[];
}

/** Null: the consent covers all that the plan does. */
export function unmetBy(
  { changes }: Pick<Review, "changes">,
  { includePending = false, allowDestroy = [] }: Consent,
): Unmet | null {
  const lost = changes.filter(({ destroys }) => destroys).map(({ address }) => address);
  const moved = changes.filter(({ origin }) => origin === "pending").map(({ address }) => address);
  const destroys = [...new Set(lost)].filter((address) => !allowDestroy.includes(address));
  const pending = includePending ? [] : [...new Set(moved)];
  return destroys.length === 0 && pending.length === 0 ? null : { destroys, pending };
}

/** The addresses of what a plan would put right, and nothing of what the code moved on: what to name as targets to leave the rest out. */
export function driftedTargets({ changes }: Pick<Review, "changes">): string[] {
  const moved = new Set(changes.filter(({ origin }) => origin === "pending").map(({ address }) => address));
  return [...new Set(changes.map(({ address }) => address))].filter((address) => !moved.has(address));
}
