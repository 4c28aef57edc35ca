/** Drift in which nothing happened (design: semantics, section 3). */
import type { Json } from "../../shared/model";
import type { AttributeDrift } from "./attributeDrift";
import { isObject, sameElements, sameValue } from "./compare";
import { parseContainer } from "./jsonText";

/** Computed attributes that only say what time it is. Credentials' own dates are none of these. */
const CLOCK =
  /(^|_)(latest_restorable_time|last_(updated|modified|seen|refreshed|activity|synced?|evaluated|accessed|heartbeat)(_(time|at|on|date|timestamp))?|(updated?|modified|refreshed|generated)_(time|at|on)|update_timestamp|current_time)$/;
const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))*)?$/i;

/** Why a drifted position is noise, in words; null when it is not. `decided`: the plan or the code has a say in it. */
export function noiseReason(drift: AttributeDrift, decided: boolean): string | null {
  const { before, after, steps } = drift;
  if (isEmpty(before) && isEmpty(after)) return "null and empty mean the same here";
  if (sameJsonText(before, after)) return "the same JSON, written differently";
  // A set is compared without order; a list whose order mattered would be put back by the plan.
  if (drift.planned === "unchanged" || sameValue(drift.planned.value, after)) {
    if (sameElements(before, after)) return "the same elements in another order";
  }
  const name = steps.findLast((step) => typeof step === "string") ?? "";
  if (!decided && CLOCK.test(name) && isTime(before) && isTime(after)) return "a clock that the cloud keeps";
  return null;
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function sameJsonText(before: Json | undefined, after: Json | undefined): boolean {
  if (typeof before !== "string" || typeof after !== "string") return false;
  const left = parseContainer(before);
  const right = parseContainer(after);
  return left !== undefined && right !== undefined && sortedText(left) === sortedText(right);
}

/** Unlike `canonical`, keeps an explicit null apart from an absent key: a policy may mean something by it. */
function sortedText(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function isTime(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "number" ? value > 1e9 : typeof value === "string" && DATE.test(value);
}
