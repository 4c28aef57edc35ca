import { DriftError } from "../../shared/errors";
import type { RunSummary } from "../../shared/model";
import type { RunFilter } from "./runFilter";
import { isRunId } from "./runId";
import { keyOf } from "./runIndex";

/** Which runs to list; without a limit, all of them. */
export interface RunQuery extends RunFilter {
  /** At least 1. */
  limit?: number | undefined;
  /** `next` of a page before, whatever that was filtered by. */
  cursor?: string | undefined;
}

/** Newest first. */
export interface RunPage {
  runs: RunSummary[];
  /** The cursor of the next page; null if this was the last one. */
  next: string | null;
}

/** Where a list goes on after this run: runs that come in later do not move it. Safe in a URL. */
export function cursorAfter(run: RunSummary): string {
  return Buffer.from(keyOf(run)).toString("base64url");
}

/** The key that a cursor stands for. Throws "usage" for what is none. */
export function keyOfCursor(cursor: string): string {
  const key = Buffer.from(cursor, "base64url").toString();
  if (!isRunId(key.slice(key.lastIndexOf("|") + 1)) || !key.includes("|")) {
    throw new DriftError("usage", "This cursor is not one of ours.", "Start again without a cursor.");
  }
  return key;
}
