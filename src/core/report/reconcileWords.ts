/** Sentences about putting drift right, for the terminal and the editor alike. */
import { driftedTargets, type Unmet } from "../../shared/consent";
import { listed, plural } from "../../shared/format";
import { formatCount, visible } from "../../shared/formatValue";
import type {
  ChangeCounts,
  PlannedChange,
  ReconcileKind,
  ReconcileRecord,
  ReconcileStatus,
  Review,
} from "../../shared/reconcile";

/** Addresses that a sentence names; the rest is counted. */
const NAMED_AT_MOST = 10;

const KIND: Record<ReconcileKind, { readonly name: string; readonly does: string }> = {
  apply: { name: "Put back", does: "the cloud becomes what the code says" },
  accept_state: {
    name: "Accept into state",
    does: "the state takes over what is there now, the cloud stays as it is",
  },
};

/** "Put back", "Accept into state". */
export function kindName(kind: ReconcileKind): string {
  return KIND[kind].name;
}

/** "Put back: the cloud becomes what the code says" */
export function kindWords(kind: ReconcileKind): string {
  return `${KIND[kind].name}: ${KIND[kind].does}`;
}

const STATUS: Record<ReconcileStatus, string> = {
  applying: "Being applied",
  applied: "Applied",
  failed: "Failed; a part of it may have been done",
  cancelled: "Cancelled; a part of it may have been done",
  interrupted: "Interrupted: whoever applied it is gone, and what was done is not known",
};

/** What became of an apply: "Applied", "Failed; a part of it may have been done". */
export function reconcileStatusWords(status: ReconcileStatus): string {
  return STATUS[status];
}

/** Terraform's words, before and after. */
const TENSES = { planned: ["to add", "to change", "to destroy"], done: ["added", "changed", "destroyed"] } as const;

/** "1 to add, 2 to change, 1 to destroy", or "1 added, …". A replacement is one of the first and one of the last. */
export function countWords({ add, change, remove }: ChangeCounts, tense: keyof typeof TENSES): string {
  const [added, changed, removed] = TENSES[tense];
  return `${formatCount(add)} ${added}, ${formatCount(change)} ${changed}, ${formatCount(remove)} ${removed}`;
}

/** What a plan does, in one line without a full stop. */
export function reviewCountWords({ kind, summary, changes }: Pick<Review, "kind" | "summary" | "changes">): string {
  if (kind === "apply") return countWords(summary, "planned");
  const forgotten = changes.filter(isForgotten).length;
  const taken = `${plural(changes.length - forgotten, "resource")} to take over`;
  return forgotten === 0 ? taken : `${taken}, ${formatCount(forgotten)} to forget`;
}

/** The state loses it, and nothing else happens: its object is gone, or is left to others. */
export function isForgotten({ actions, destroys }: PlannedChange): boolean {
  return !destroys && actions.some((action) => action === "forget" || action === "delete");
}

/** "the whole root module", "only a.b and what it depends on" */
export function scopeWords(targets: readonly string[] | null): string {
  if (targets === null) return "the whole root module";
  return `only ${named(targets)} and what ${targets.length === 1 ? "it depends" : "they depend"} on`;
}

function named(addresses: readonly string[]): string {
  return listed(
    addresses.map((address) => visible(address)),
    NAMED_AT_MOST,
  );
}

/** "2 objects would be lost: a.b, c.d." */
export function lostSentence(addresses: readonly string[]): string {
  return `${plural(addresses.length, "object")} would be lost: ${named(addresses)}.`;
}

/** "1 change in the plan puts no drift back: a.b." Why each is in it, the review says. */
export function pendingSentence(addresses: readonly string[]): string {
  const put = addresses.length === 1 ? "puts" : "put";
  return `${plural(addresses.length, "change")} in the plan ${put} no drift back: ${named(addresses)}.`;
}

/** What a consent does not cover, in one or two sentences. */
export function unmetWords({ destroys, pending }: Unmet): string {
  return [
    ...(destroys.length === 0 ? [] : [lostSentence(destroys)]),
    ...(pending.length === 0 ? [] : [pendingSentence(pending)]),
  ].join(" ");
}

/** The flags that would cover it, as they are to be typed. */
export function unmetFlags({ destroys, pending }: Unmet): string {
  return [
    ...destroys.map((address) => `--allow-destroy ${shellWord(address)}`),
    ...(pending.length === 0 ? [] : ["--include-pending"]),
  ].join(" ");
}

/** The flags with which only what drifted is put back; null where the code moved on in all of it. */
export function driftOnlyFlags(review: Pick<Review, "changes">): string | null {
  const drifted = driftedTargets(review);
  return drifted.length === 0 ? null : drifted.map((address) => `--target ${shellWord(address)}`).join(" ");
}

/** A text as one argument for a POSIX shell. What could act upon a terminal is shown instead, and then is no longer the same. */
export function shellWord(text: string): string {
  return /^[\w./@:][\w./@:-]*$/.test(text) ? text : `'${visible(text).replaceAll("'", "'\\''")}'`;
}

/** What the verifying check says: "The check run_… found nothing left of it." */
export function verifiedSentence({ verifyRunId, verified, status }: ReconcileRecord): string {
  if (verifyRunId === null) {
    return status === "applying"
      ? "A check follows once it is applied."
      : "No check was made afterwards: what is there now is not known.";
  }
  const check = `The check ${visible(verifyRunId)}`;
  if (verified === null) return `${check} has not ended: what is left is not known yet.`;
  const { complete, left } = verified;
  const found =
    left.length === 0 ? "nothing left of it" : `${plural(left.length, "resource")} left as it was: ${named(left)}`;
  if (complete) return `${check} found ${found}.`;
  return `${check} could not read all of it; in what it read it found ${found}.`;
}
