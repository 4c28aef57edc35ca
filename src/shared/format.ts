/** One wording for the tree, the page, the terminal and every report. Values are redacted before they come here. */
import { formatCount, formatDifference, formatValue, visible, type ValueStyle } from "./formatValue";
import type { AttributeChange, DriftedResource, Reason, RunMetadata, RunStatus, Severity, Trigger } from "./model";
import { SENSITIVE, UNKNOWN } from "./vocabulary";

const STATUS: Record<RunStatus, string> = {
  running: "Checking",
  clean: "No drift",
  drift_detected: "Drift detected",
  error: "Incomplete",
  cancelled: "Cancelled",
};

/** "Drift detected", "No drift", … */
export function statusWords(status: RunStatus): string {
  return STATUS[status];
}

const TRIGGER: Record<Trigger, string> = {
  manual: "manual",
  schedule: "scheduled",
  api: "through the API",
  verify: "verification",
};

/** What started a check: "manual", "scheduled", … */
export function triggerWords(trigger: Trigger): string {
  return TRIGGER[trigger];
}

const SEVERITY: Record<Severity, string> = { critical: "Critical", warning: "Warning", info: "Info" };

/** "Critical", "Warning", "Info". */
export function severityWords(severity: Severity): string {
  return SEVERITY[severity];
}

const REASON: Record<Reason, string> = {
  deleted_outside: "deleted outside",
  changed_outside: "changed outside",
  not_in_code: "changed outside, not in the code",
  lifecycle_ignored: "changed outside, covered by lifecycle.ignore_changes",
  converged: "changed outside, the code already has the new value",
  noise: "differs only in form",
};

/** Why a resource counts as drifted, in lower case: "deleted outside". */
export function reasonWords(reason: Reason): string {
  return REASON[reason];
}

/** What happened outside, of a resource: "changed", "deleted", "appeared". */
export function actionWords(action: DriftedResource["action"]): string {
  return { update: "changed", delete: "deleted", create: "appeared" }[action];
}

/** What applying the code would do with a resource: "applying puts it back". */
export function remedyWords(resource: Pick<DriftedResource, "remedy" | "action" | "reason">): string {
  switch (resource.remedy) {
    case "revert":
      return "applying puts it back";
    case "recreate":
      return "applying creates it again";
    case "replace":
      return "applying deletes it and creates it anew";
    case "none":
      if (resource.action === "delete") return "the code no longer has it, so there is nothing to apply";
      return resource.reason === "not_in_code" ? "applying will not put it back" : "applying changes nothing";
  }
}

/** A resource in one sentence: "Deleted outside; applying creates it again." */
export function resourceSentence(resource: Pick<DriftedResource, "remedy" | "action" | "reason">): string {
  const { action, reason } = resource;
  const what = action === "delete" ? "deleted outside" : action === "create" ? "appeared outside" : reasonWords(reason);
  return capitalized(reason === "noise" ? `${what}: nothing happened.` : `${what}; ${remedyWords(resource)}.`);
}

/** Why a resource is as grave as it is. */
export interface Why {
  /** The attribute that decides it; null where it is the resource as a whole. */
  attribute: string | null;
  reason: string;
  /** What applying would do, where the reason does not say it (those of other servers do not) and no attribute does. */
  remedy: string | null;
}

/** Takes a `severityReason` apart: our own begins with the path of the gravest attribute. */
export function whyOf(resource: DriftedResource): Why {
  const { severityReason, changes, action, remedy } = resource;
  const attribute = changes.find((change) => severityReason.startsWith(`${change.attribute}: `))?.attribute ?? null;
  const reason = attribute === null ? severityReason : severityReason.slice(attribute.length + 2);
  const isGone = action === "delete" || remedy === "replace";
  return { attribute, reason, remedy: isGone && !reason.includes("applying") ? remedyWords(resource) : null };
}

/** The three values of a change as texts. `planned` is null when the code does not decide it. */
export interface ChangedValues {
  recorded: string;
  actual: string;
  planned: string | null;
}

/** Recorded, actual and planned; what was absent is `not set`, long ones are cut around the place where they differ. */
export function changedValues(
  change: Pick<AttributeChange, "action" | "before" | "after" | "planned">,
  style: ValueStyle = {},
): ChangedValues {
  const { before, after } = formatDifference(change.before, change.after, style);
  return {
    recorded: change.action === "create" && change.before === null ? NOT_SET : before,
    actual: change.action === "delete" && change.after === null ? NOT_SET : after,
    planned:
      change.planned === undefined ? null : change.planned === null ? NOT_SET : formatValue(change.planned, style),
  };
}

/** Stands for a value that was absent; a text of that wording would be in quotes. */
export const NOT_SET = "not set";
/** A longer value is not said a second time. */
const REPEATED_AT_MOST = 40;

/**
 * What the code says about a changed attribute: `the code says "small"`. `reason` is the resource's, for changes that do not
 * say their own: it tells whether `lifecycle.ignore_changes` is why one is kept.
 */
export function codeWords(change: AttributeChange, reason: Reason, style: ValueStyle = {}): string {
  switch (change.effect) {
    case "converged":
      return "the code already says so";
    case "kept":
      return (change.reason ?? reason) === "lifecycle_ignored"
        ? "lifecycle.ignore_changes covers it"
        : "the code says nothing about it";
    case "noise":
      return `nothing happened: ${noiseWords(change)}`;
    default:
      return plannedWords(change, style);
  }
}

/** Why a change is noise: "null and empty mean the same here". */
function noiseWords({ severityReason }: AttributeChange): string {
  return severityReason === undefined ? "it differs only in form" : visible(severityReason);
}

function plannedWords(change: AttributeChange, style: ValueStyle): string {
  const { planned, effect } = change;
  if (planned === undefined) {
    return effect === "reverted" || effect === "conflict"
      ? "the code says otherwise"
      : "the code says nothing about it";
  }
  if (planned === null) return "the code does not set it";
  if (planned === UNKNOWN) return "its value will be known after the apply";
  if (change.sensitive || planned === SENSITIVE) return "what the code says is hidden";
  const text = formatValue(planned, style);
  return effect === "reverted" && text.length > REPEATED_AT_MOST
    ? "the code says what is recorded"
    : `the code says ${text}`;
}

/** What applying the code would do to a changed attribute: "applying puts it back". */
export function applyingWords(change: AttributeChange): string {
  switch (change.effect) {
    case "reverted":
      return change.action === "create" ? "applying removes it" : "applying puts it back";
    case "conflict":
      return "applying sets what the code says";
    case "converged":
    case "noise":
      return "applying changes nothing";
    case "kept":
      return "applying will not put it back";
    case "replaced":
      return "applying replaces the resource";
    case "recreated":
      return "applying creates the resource again";
  }
}

/** A change in one sentence: `size is "large" in the cloud, the code says "small"; applying puts it back.` */
export function changeSentence(change: AttributeChange, reason: Reason, style: ValueStyle = {}): string {
  const name = visible(change.attribute);
  const { recorded, actual } = changedValues(change, style);
  if (change.effect === "noise") {
    return change.sensitive
      ? `${name}: nothing happened, ${noiseWords(change)}.`
      : `${name} (${recorded} and ${actual}): nothing happened, ${noiseWords(change)}.`;
  }
  if (change.sensitive) return `${name} changed in the cloud, its value is hidden; ${applyingWords(change)}.`;
  return `${factWords(change, name, recorded, actual)}, ${codeWords(change, reason, style)}; ${applyingWords(change)}.`;
}

function factWords(change: AttributeChange, name: string, recorded: string, actual: string): string {
  if (change.effect === "recreated") return `${name} was ${recorded} before the resource was deleted outside`;
  if (change.action === "create") return `${name} was added in the cloud as ${actual}`;
  if (change.action === "delete") return `${name} was removed in the cloud, it was ${recorded}`;
  return change.effect === "reverted" || change.effect === "replaced"
    ? `${name} is ${actual} in the cloud`
    : `${name} changed from ${recorded} to ${actual} in the cloud`;
}

const PLANNED_ACTIONS: Record<string, string> = {
  create: "create",
  "create+delete": "replace",
  "delete+create": "replace",
  update: "update",
  delete: "destroy",
  read: "read",
  "no-op": "no change",
  forget: "forget",
};

/** The actions of a pending change in one word: `["delete", "create"]` → "replace". */
export function plannedActionWords(actions: readonly string[]): string {
  const joined = actions.join("+");
  return Object.hasOwn(PLANNED_ACTIONS, joined) ? PLANNED_ACTIONS[joined]! : visible(joined);
}

/** "1 resource", "12,345 resources"; an irregular plural is given. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** "a, b, c and 4 more" */
export function listed(words: readonly string[], atMost: number): string {
  const rest = words.length - atMost;
  return rest > 0 ? `${words.slice(0, atMost).join(", ")} and ${rest} more` : words.join(", ");
}

/** "2 critical, 3 drifted": the drifted ones are all that count, the critical among them. "no drift" when there are none. */
export function driftCountWords(critical: number, drifted: number): string {
  if (drifted === 0) return "no drift";
  return critical === 0
    ? `${formatCount(drifted)} drifted`
    : `${formatCount(critical)} critical, ${formatCount(drifted)} drifted`;
}

/** What people call a run's root module: its path; at the top of a project the project's name. */
export function rootModuleName({ projectId, workspaceId }: { projectId: string; workspaceId: string }): string {
  return visible(workspaceId.replace(/^\.(?=@|$)/, () => projectId));
}

/** The same with its project, where there are several; a root module at the top is called as its project anyway. */
export function qualifiedName(ref: { projectId: string; workspaceId: string }): string {
  const isTop = /^\.(?:@|$)/.test(ref.workspaceId);
  return isTop ? rootModuleName(ref) : visible(`${ref.projectId}/${ref.workspaceId}`);
}

/** "main@1a2b3c4", with "and uncommitted edits" where there were some; empty when nothing is known. */
export function sourceWords({ commit, branch, dirty }: RunMetadata["source"]): string {
  const place = [branch, commit?.slice(0, 7)].filter((part) => part !== undefined && part !== "").join("@");
  return place === "" ? "" : visible(dirty === true ? `${place} and uncommitted edits` : place);
}

/** Milliseconds as "0.4 s", "12 s", "2 min 5 s", "1 h 3 min". */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long a run took; null while it runs or when its times cannot be read. */
export function durationOf(run: { startedAt: string; endedAt: string | null }): number | null {
  const length = run.endedAt === null ? NaN : Date.parse(run.endedAt) - Date.parse(run.startedAt);
  return Number.isNaN(length) ? null : Math.max(0, length);
}

const AGES = [
  { unit: "d", seconds: 86_400 },
  { unit: "h", seconds: 3600 },
  { unit: "min", seconds: 60 },
];

/** An ISO time as "just now", "3 h ago", "in 5 min"; "at an unknown time" when it cannot be read. */
export function relativeTime(iso: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) return "at an unknown time";
  const age = AGES.find((candidate) => Math.abs(seconds) >= candidate.seconds);
  if (age === undefined) return "just now";
  const words = `${formatCount(Math.floor(Math.abs(seconds) / age.seconds))} ${age.unit}`;
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** Upper case for the first letter. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
