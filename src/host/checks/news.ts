/** What a check that the person did not start is worth telling them. Pure. */
import { driftCountWords, listed, plural } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { DriftRun } from "../../shared/model";
import { countedDrift, criticalAmong } from "../../shared/vocabulary";
import type { NewsLevel } from "../settings";
import type { RootState } from "../state/driftState";

export interface News {
  readonly text: string;
  /** Drift appeared, or something could not be checked. */
  readonly isBad: boolean;
}

const NAMED_AT_MOST = 3;

/** One root module as it stood before and after; null: nothing that this level tells. */
export function newsOf(before: RootState, after: RootState, level: NewsLevel): News | null {
  if (level === "off") return null;
  if (after.failure !== null && after.failure !== before.failure) {
    return level === "all" ? { text: `${after.name}: ${after.failure.message}`, isBad: true } : null;
  }
  const [was, is] = [counted(before.run), counted(after.run)];
  const appeared = [...is].filter((address) => !was.has(address));
  const gone = [...was].filter((address) => !is.has(address));
  const parts = [
    appeared.length === 0 ? "" : `${plural(appeared.length, "resource")} drifted (${named(appeared)})`,
    gone.length === 0 ? "" : `${plural(gone.length, "resource")} no longer ${gone.length === 1 ? "drifts" : "drift"}`,
  ].filter((part) => part !== "");
  if (parts.length > 0) return { text: `${after.name}: ${parts.join(", ")}`, isBad: appeared.length > 0 };
  return level === "all" && after.run !== null
    ? {
        text: `${after.name}: ${driftCountWords(criticalAmong(countedDrift(after.run.metadata)), is.size)}`,
        isBad: false,
      }
    : null;
}

function counted(run: DriftRun | null): Set<string> {
  return new Set(run === null ? [] : countedDrift(run.metadata).map(({ address }) => address));
}

function named(addresses: readonly string[]): string {
  return listed(addresses.map(visible), NAMED_AT_MOST);
}
