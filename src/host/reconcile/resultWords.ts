/** What came of an apply, in words. Knows nothing of VS Code. */
import { listed, plural, relativeTime } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { ReconcileRecord, ReconcileStatus } from "../../shared/reconcile";

const NAMED_AT_MOST = 3;

export interface Result {
  readonly text: string;
  readonly level: "information" | "warning" | "error";
}

/** Once it has ended, and the check that follows it has, or there is none. */
export function resultOf(rootName: string, record: ReconcileRecord): Result {
  const said = outcomeOf(visible(rootName), record);
  if (record.aftermath === null) return said;
  const level = said.level === "information" ? "warning" : said.level;
  return { text: `${said.text} ${record.aftermath}`, level };
}

function outcomeOf(name: string, record: ReconcileRecord): Result {
  switch (record.status) {
    case "applying":
      return { text: `${name} is still being applied.`, level: "information" };
    case "applied":
      return appliedResult(name, record);
    case "failed":
      return { text: `The apply of ${name} failed: ${firstError(record)}`, level: "error" };
    case "cancelled":
      return { text: `The apply of ${name} was cancelled: ${doneWords(record)}`, level: "warning" };
    case "interrupted":
      return { text: interruptedWords(name), level: "warning" };
  }
}

function appliedResult(name: string, { kind, verified }: ReconcileRecord): Result {
  const isApply = kind === "apply";
  const done = isApply ? `${name} was put right` : `The state of ${name} has what is there now`;
  if (verified === null) return { text: `${done}, but no check could confirm it.`, level: "warning" };
  if (verified.left.length > 0) {
    return { text: `${name} was applied, but still drifted: ${leftWords(verified.left)}.`, level: "warning" };
  }
  if (!verified.complete) {
    return { text: `${done}, but the check that followed could not read all of it.`, level: "warning" };
  }
  return { text: `${done}, and a check found nothing left.`, level: "information" };
}

function leftWords(addresses: readonly string[]): string {
  return listed(addresses.map(visible), NAMED_AT_MOST);
}

function firstError({ diagnostics, exitCode }: ReconcileRecord): string {
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined) return `${visible(error.summary).replace(/\.$/, "")}.`;
  return exitCode === null ? "Terraform could not be run to its end." : `Terraform ended with code ${exitCode}.`;
}

function doneWords({ applied }: ReconcileRecord): string {
  if (applied === null) return "what was done until then is in its record.";
  const done = applied.add + applied.change + applied.remove;
  return done === 0 ? "nothing was changed." : `${plural(done, "change")} had been made until then.`;
}

/** What is told when the window opens. */
export function interruptedWords(name: string): string {
  return `An apply of ${name} was interrupted: whoever ran it is gone, and how far it came is not known. Check for drift to see what is there now.`;
}

const STATUS: Readonly<Record<ReconcileStatus, string>> = {
  applying: "applying",
  applied: "applied",
  failed: "failed",
  cancelled: "cancelled",
  interrupted: "interrupted",
};

/** One record in a list to choose from. */
export function recordRow(
  rootName: string,
  record: ReconcileRecord,
  now: Date,
): { readonly label: string; readonly description: string; readonly detail: string } {
  const { kind, targets, changes, startedAt, status, by, verified } = record;
  const what = kind === "apply" ? "put back" : "accepted into state";
  const about = targets === null ? plural(changes.length, "resource") : listed(targets.map(visible), NAMED_AT_MOST);
  const held =
    verified === null ? "" : verified.left.length === 0 && verified.complete ? ", verified" : ", not verified";
  return {
    label: `${visible(rootName)}: ${what}, ${STATUS[status]}${held}`,
    description: relativeTime(startedAt, now),
    detail: [about, visible(by)].filter((part) => part !== "").join(" · "),
  };
}
