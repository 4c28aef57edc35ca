/** Which of the attributes that drifted a wish is about, and which of them cannot be settled in the code, whatever it looks like. */
import { DriftError } from "../../shared/errors";
import type { AttributeChange, DriftedResource, Json } from "../../shared/model";
import { SENSITIVE, UNKNOWN } from "../../shared/vocabulary";
import { samePath } from "./attributeTouch";
import type { CodeWish } from "./codeChanges";

/** An attribute that is not settled, and why, in one sentence. */
export interface Refusal {
  readonly attribute: string;
  readonly reason: string;
}

export interface WishedChanges {
  readonly changes: readonly AttributeChange[];
  readonly refused: readonly Refusal[];
}

/**
 * `isSaid`: whether the code says the attribute. Throws "unknown_resource", and "edit_refused" for what concerns the whole resource: it is gone,
 * or the run does not know enough of it.
 */
export function wishedChanges(wish: CodeWish, isSaid: (attribute: string) => boolean): WishedChanges {
  const resource = resourceOf(wish);
  const { attributes } = wish;
  const named = attributes?.map((name) => resource.changes.find(({ attribute }) => samePath(attribute, name)) ?? name);
  const asked = new Set(named ?? resource.changes.filter(({ effect }) => effect !== "noise"));
  const changes: AttributeChange[] = [];
  const refused: Refusal[] = [];
  for (const change of asked) {
    if (typeof change === "string") {
      refused.push({ attribute: change, reason: "It did not drift." });
      continue;
    }
    const reason = whyNot(change, wish.kind, named !== undefined, isSaid);
    if (reason === null) changes.push(change);
    else refused.push({ attribute: change.attribute, reason });
  }
  return { changes, refused };
}

function resourceOf({ run, address }: CodeWish): DriftedResource {
  const found = run.metadata.driftedResources.filter((resource) => resource.address === address);
  const [resource] = found;
  if (resource === undefined) {
    throw new DriftError("unknown_resource", `${address} is not among the drifted resources of run ${run.id}.`);
  }
  if (!run.metadata.complete) {
    throw refusal("The check could not read everything, so the code cannot be changed by it.", "Check again first.");
  }
  if (found.some(({ action, remedy }) => action === "delete" || remedy === "recreate")) {
    throw refusal("The object is gone: remove its block, or reconcile to create it again.");
  }
  if (found.length > 1) throw refusal(`${address} stands for several objects.`, "Reconcile it first.");
  if (address.includes(SENSITIVE)) throw refusal("A key in its address is a secret, so nobody can tell which it is.");
  return resource;
}

function refusal(message: string, wayOut = ""): DriftError {
  return new DriftError("edit_refused", message, wayOut);
}

function whyNot(
  change: AttributeChange,
  kind: CodeWish["kind"],
  isNamed: boolean,
  isSaid: (attribute: string) => boolean,
): string | null {
  const { attribute, effect, reason } = change;
  if (effect === "noise") return "Nothing happened to it but noise.";
  if (effect === "converged") return "The code already has the new value.";
  if (effect === "recreated") return "The object is gone: remove its block, or reconcile to create it again.";
  if (attribute.includes(SENSITIVE)) return "Its name holds a secret.";
  if (kind === "accept" && holdsSecret(change))
    return "It is a secret or holds one, and no secret is written into code.";
  if (!isNamed && reason === "lifecycle_ignored") return "The code ignores what happens to it.";
  const isLeftAlone = effect === "kept" || (effect === "replaced" && !isDecided(change) && !isSaid(attribute));
  return isLeftAlone && !isNamed ? "The code says nothing about it, and applying leaves it alone." : null;
}

/** Of a resource that is to be replaced every attribute is "replaced", those too that only the provider decides. */
function isDecided({ planned }: AttributeChange): boolean {
  return planned !== undefined && planned !== UNKNOWN;
}

/** Also where it was taken out of a longer text: what is left is not what is there. */
function holdsSecret({ sensitive, before, after }: AttributeChange): boolean {
  return sensitive || isRedacted(before) || isRedacted(after);
}

function isRedacted(value: Json): boolean {
  if (typeof value === "string") return value.includes(SENSITIVE);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => key.includes(SENSITIVE) || isRedacted(item));
}
