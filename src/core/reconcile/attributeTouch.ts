/** How the positions that two attribute paths name lie to each other; `tags.Env` and `tags["Env"]` are one. */
import { parsePath } from "../source/attributePath";

export function samePath(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parsePath(a), parsePath(b)];
  return left !== null && right !== null && left.length === right.length && isAbove(left, right);
}

/** Whether they are the same, or one is above the other. What is no path may be anywhere. */
export function touches(a: string, b: string): boolean {
  const [left, right] = [parsePath(a), parsePath(b)];
  return left === null || right === null || isAbove(left, right) || isAbove(right, left);
}

/** The same but for the numbers of elements, which another change of the list may move. */
export function sameButNumbers(a: string, b: string): boolean {
  const [left, right] = [parsePath(a), parsePath(b)];
  if (left === null || right === null) return a === b;
  return left.length === right.length && left.every((step, i) => step === right[i] || isNumber(step, right[i]));
}

type Steps = readonly (string | number)[];

/** The same counts as above. */
function isAbove(upper: Steps, lower: Steps): boolean {
  return upper.every((step, i) => step === lower[i]);
}

function isNumber(...steps: readonly unknown[]): boolean {
  return steps.every((step) => typeof step === "number");
}
