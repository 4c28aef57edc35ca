/** How something drifted over several runs. */
import type { Json } from "../../shared/model";
import type { Presence } from "../../shared/vocabulary";
import { identityOf } from "./jsonIdentity";

/**
 * The most telling pattern of several that may hold; the earlier one wins.
 *
 * 1. `flips`: the actual value became one that it had had before, with another in between (a, b, a). Somebody or something
 *    sets it back and forth. Runs without drift between those values do not matter. `times` counts the returns.
 * 2. `returns`: the drift went away, in a run that could tell, and came back. `times` counts its coming back.
 * 3. `changes`: the actual value became another one `times` times, never one that it had had before.
 * 4. `gone`: it drifted in several runs and no longer does.
 * 5. `steady`: in every run since it first drifted, with one and the same value.
 * 6. `lasts`: in every run since it first drifted; its values are hidden, or it is a resource as a whole, which has none.
 * 7. `once`: it drifted in one run only. The only one for what drifted once.
 *
 * Runs that could not tell are passed over. Hidden values prove nothing, neither that one flips nor that it is the same.
 */
export type Pattern =
  | {
      readonly kind: "flips";
      /** The first distinct ones, at most three, in the order in which they appeared. */
      readonly values: readonly Json[];
      /** How many distinct ones there are. */
      readonly distinct: number;
      readonly times: number;
    }
  | { readonly kind: "returns"; readonly times: number }
  | { readonly kind: "changes"; readonly times: number }
  | { readonly kind: "gone" }
  | { readonly kind: "steady" }
  | { readonly kind: "lasts" }
  | { readonly kind: "once" };

const VALUES_KEPT = 3;

/** The pattern of what drifted at least once. `values`: the actual ones where it drifted, without hidden ones; oldest first, as `presence`. */
export function patternOf(presence: readonly Presence[], values: readonly Json[]): Pattern {
  const told = presence.filter((one) => one !== "unknown");
  const since = told.slice(told.indexOf("drifted"));
  const runs = since.filter((one) => one === "drifted").length;
  if (runs < 2) return { kind: "once" };

  const { steps, distinct } = stepsIn(values);
  if (steps > distinct.length) {
    return {
      kind: "flips",
      values: distinct.slice(0, VALUES_KEPT),
      distinct: distinct.length,
      times: steps - distinct.length,
    };
  }
  const returns = since.filter((one, i) => one === "drifted" && since[i - 1] === "absent").length;
  if (returns > 0) return { kind: "returns", times: returns };
  if (distinct.length > 1) return { kind: "changes", times: distinct.length - 1 };
  if (since.at(-1) === "absent") return { kind: "gone" };
  return { kind: values.length === runs ? "steady" : "lasts" };
}

/** How many values there were one after another, each unlike the one before, and which are distinct. */
function stepsIn(values: readonly Json[]): { steps: number; distinct: readonly Json[] } {
  const identities = values.map(identityOf);
  const distinct = new Map<string, Json>();
  for (const [i, identity] of identities.entries()) {
    if (!distinct.has(identity)) distinct.set(identity, values[i]!);
  }
  const steps = identities.filter((identity, i) => identity !== identities[i - 1]).length;
  return { steps, distinct: [...distinct.values()] };
}
