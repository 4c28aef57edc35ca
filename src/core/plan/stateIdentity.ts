/** Which state it is, and which version of it: all that is kept of a stored state, whose values are secrets. */
import { DriftError } from "../../shared/errors";
import type { JsonKind } from "./jsonGrammar";
import { JsonScanner, type Treatment } from "./jsonScanner";

export interface StateIdentity {
  readonly lineage: string;
  /** As digits, however many. */
  readonly serial: string;
}

/** Reads what `terraform state pull` prints. Null: there is no state yet. Throws a DriftError "plan_unreadable" for anything that is no state. */
export async function readStateIdentity(source: AsyncIterable<Uint8Array>): Promise<StateIdentity | null> {
  const found = new Map<string, unknown>();
  const scanner = new JsonScanner({ of: "array", child: (_, kind) => stateIn(kind, found) }, 0, unrounded);
  let isEmpty = true;
  for await (const chunk of source) {
    if (isEmpty && Buffer.from(chunk).toString("latin1").trim() === "") continue;
    isEmpty = false;
    inOwnWords(() => scanner.write(chunk));
  }
  if (isEmpty) return null;
  inOwnWords(() => scanner.end());
  const [lineage, serial] = [found.get("lineage"), found.get("serial")];
  if (typeof lineage !== "string" || lineage === "" || !/^\d+$/.test(String(serial))) throw noState();
  return { lineage, serial: String(serial) };
}

function stateIn(kind: JsonKind, found: Map<string, unknown>): Treatment {
  if (kind !== "object") return { refuse: "is no state" };
  return {
    of: "object",
    child: (key) => {
      if (key !== "lineage" && key !== "serial") return "skip";
      return found.has(key) ? { refuse: "says twice which state it is" } : (value) => void found.set(key, value);
    },
  };
}

function unrounded(text: string): unknown {
  return /^\d+$/.test(text) ? text : JSON.parse(text);
}

/** The scanner speaks of plans. */
function inOwnWords(step: () => void): void {
  try {
    step();
  } catch (cause) {
    throw noState(cause);
  }
}

function noState(cause?: unknown): DriftError {
  const wayOut = "See what `terraform state pull` prints.";
  return new DriftError("plan_unreadable", "What Terraform gave out as the state is none.", wayOut, { cause });
}
