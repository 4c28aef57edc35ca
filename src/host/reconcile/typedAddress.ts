/** The address of what would be lost, typed by whoever allows it. Knows nothing of VS Code. */
import { visible } from "../../shared/formatValue";
import type { PlannedChange } from "../../shared/reconcile";
import type { Verdict } from "../questions/question";

/** Null: it is the address, to the letter. */
export function addressVerdict(typed: string, address: string): Verdict | null {
  if (typed === address) return null;
  const shown = visible(address);
  if (address.startsWith(typed)) return { text: `Type all of it: ${shown}`, isProblem: true, isUnfinished: true };
  return { text: `This is not the address. It is ${shown}`, isProblem: true };
}

/** "Delete 1 of 2: type the address to allow it". A replacement deletes, too. */
export function addressTitle({ actions }: Pick<PlannedChange, "actions">, number: number, of: number): string {
  const what = isReplacement(actions) ? "Replace" : "Delete";
  return `${what} ${number} of ${of}: type the address to allow it`;
}

/** Why an object is lost, and its address. */
export function lossPrompt(change: Pick<PlannedChange, "address" | "actions" | "replacedBy">): string {
  return `${lossWords(change)} What it holds is lost.`;
}

/** "lab_volume.data is deleted and created anew, because of engine." */
export function lossWords({
  address,
  actions,
  replacedBy,
}: Pick<PlannedChange, "address" | "actions" | "replacedBy">): string {
  if (!isReplacement(actions)) return `${visible(address)} is deleted.`;
  const because = replacedBy.length === 0 ? "" : `, because of ${replacedBy.map(visible).join(", ")}`;
  return `${visible(address)} is deleted and created anew${because}.`;
}

function isReplacement(actions: readonly string[]): boolean {
  return actions.includes("delete") && actions.includes("create");
}
