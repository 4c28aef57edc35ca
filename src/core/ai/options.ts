/** What can be done about a drifted resource, from what happened to it and what applying the code would do. */
import type { AttributeChange, DriftedResource } from "../../shared/model";
import type { SuggestSubject } from "../../shared/suggest";
import { SUGGESTED_COMMANDS } from "../../shared/suggestedCommands";
import { isNoise } from "./subjectWords";

/** One way to deal with drift, in Markdown. */
export interface Option {
  readonly title: string;
  readonly text: string;
  /** With placeholders; null where no command of ours does it. */
  readonly command: string | null;
}

const { ignore, history, reconcile, acceptState, accept } = SUGGESTED_COMMANDS;

const OPTIONS = {
  putBack: {
    title: "Put it back",
    text: "Apply the code; its plan is shown first, and nothing else is applied.",
    command: reconcile.usage,
  },
  applyConflict: {
    title: "Apply what the code says",
    text: "The code was changed as well: its value is neither the recorded nor the actual one.",
    command: reconcile.usage,
  },
  putBackIfInCode: {
    title: "Put it back, if the code decides it",
    text: "Whether it does, Terraform's plan tells; where the code says nothing, applying changes nothing.",
    command: reconcile.usage,
  },
  replace: {
    title: "Replace it, knowing what is lost",
    text: "**Warning:** applying the code deletes the object and creates it anew. What it holds is lost, and what depends on it is interrupted.",
    command: reconcile.usage,
  },
  recreate: {
    title: "Create it again",
    text: "Applying the code creates a new object; what the old one held does not come back.",
    command: reconcile.usage,
  },
  removeFromCode: {
    title: "Remove it from the code",
    text: "If it is not wanted any more. Look for what refers to it.",
    command: null,
  },
  acceptIntoCode: {
    title: "Accept it into the code",
    text: "Write the actual value into the code, where it stands there as a literal; then nothing is left to put back.",
    command: accept.usage,
  },
  decideInCode: {
    title: "Decide it in the code",
    text: "Reconciling does nothing about what the code does not say. Write the actual value into the code to keep the change, or the recorded one to have it put back by the next apply.",
    command: null,
  },
  stopIgnoring: {
    title: "Let the code decide again",
    text: "Reconciling does nothing about what `lifecycle.ignore_changes` covers. Take the attribute out of it if the change is not wanted.",
    command: null,
  },
  nothingToApply: {
    title: "Nothing to apply",
    text: "The code already has the new value; the next apply only records it.",
    command: null,
  },
  acceptIntoState: {
    title: "Accept it into the state",
    text: "An apply in refresh-only mode records what is there now, and changes nothing in the cloud. Where the code says something else, the next apply puts it back.",
    command: acceptState.usage,
  },
  ignoreChanges: {
    title: "Leave the attribute to others",
    text: "Add it to `lifecycle.ignore_changes` of the resource if something else sets it on purpose, such as an autoscaler.",
    command: null,
  },
  ignoreAlways: {
    title: "Ignore it",
    text: "Always, by a rule with a reason in `.terraform-drift.jsonc` (in VS Code: _Ignore Always…_), or in this run only.",
    command: ignore.usage,
  },
  ignoreWhole: {
    title: "Ignore it as a whole",
    text: "Always, by a rule with a reason in `.terraform-drift.jsonc` that names no attributes, since no rule about attributes silences a deletion or a replacement; or in this run only.",
    command: ignore.usage,
  },
  importOrRemove: {
    title: "Take it over or remove it",
    text: "If it is wanted, write it into the code and import it; if not, remove it where it was made.",
    command: null,
  },
  whoChanged: {
    title: "Find out who changed it",
    text: "The audit log of the cloud says who; the runs before say since when.",
    command: history.usage,
  },
} as const satisfies Readonly<Record<string, Option>>;
export type OptionName = keyof typeof OPTIONS;

/** In the order in which options are shown. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

export function optionOf(name: OptionName): Option {
  return OPTIONS[name];
}

/** The options that make sense for it, in that order; none where nothing happened. */
export function optionsFor(subject: SuggestSubject): OptionName[] {
  if (isNoise(subject)) return [];
  const names = new Set(subject.from === "check" ? checkedOptions(subject.resource) : bodyOptions(subject.resource));
  return OPTION_NAMES.filter((name) => names.has(name));
}

function bodyOptions({ action }: { action: DriftedResource["action"] }): OptionName[] {
  switch (action) {
    case "update":
      return ["putBackIfInCode", "acceptIntoCode", "ignoreChanges", "ignoreAlways", "whoChanged"];
    case "delete":
      return ["putBackIfInCode", "removeFromCode", "ignoreWhole", "whoChanged"];
    case "create":
      return ["importOrRemove", "whoChanged"];
  }
}

function checkedOptions(resource: DriftedResource): OptionName[] {
  const { action, remedy, ignored } = resource;
  if (action === "create") return ["importOrRemove", "whoChanged"];
  const isWhole = action === "delete" || remedy === "replace" || remedy === "recreate";
  const options = isWhole ? wholeOptions(resource) : attributeOptions(resource);
  const isDone = options.every((name) => name === "nothingToApply");
  if (isDone) return options;
  const ignoring: OptionName[] = ignored === null ? [isWhole ? "ignoreWhole" : "ignoreAlways"] : [];
  return [...options, ...ignoring, "whoChanged"];
}

/** Where the object as a whole is at stake. */
function wholeOptions({ remedy }: DriftedResource): OptionName[] {
  if (remedy === "replace") return ["replace", "acceptIntoCode", "ignoreChanges"];
  return remedy === "none" ? ["acceptIntoState"] : ["recreate", "removeFromCode"];
}

function attributeOptions({ changes, reason, remedy }: DriftedResource): OptionName[] {
  const told = changes.filter(({ effect }) => effect !== "noise");
  const options = told.flatMap((change) => effectOptions(change, change.reason ?? reason));
  const isConflict = options.includes("applyConflict"); // one apply does both
  const open = options.filter((name) => name !== "nothingToApply" && !(isConflict && name === "putBack"));
  if (told.length > 0) return open.length > 0 ? open : options;
  return remedy === "revert" ? ["putBack", "acceptIntoCode", "ignoreChanges"] : reasonOptions(reason);
}

function effectOptions({ effect }: AttributeChange, reason: DriftedResource["reason"]): OptionName[] {
  switch (effect) {
    case "reverted":
      return ["putBack", "acceptIntoCode", "ignoreChanges"];
    case "conflict":
      return ["applyConflict", "acceptIntoCode", "ignoreChanges"];
    case "replaced":
      return ["replace", "acceptIntoCode", "ignoreChanges"];
    case "recreated":
      return ["recreate", "removeFromCode"];
    case "converged":
      return ["nothingToApply"];
    case "kept":
      return reasonOptions(reason);
    case "noise":
      return [];
  }
}

/** What to do about what applying leaves as it is. */
function reasonOptions(reason: DriftedResource["reason"]): OptionName[] {
  switch (reason) {
    case "lifecycle_ignored":
      return ["stopIgnoring", "acceptIntoState"];
    case "converged":
      return ["nothingToApply"];
    case "noise":
      return [];
    case "changed_outside":
    case "deleted_outside":
    case "not_in_code":
      return ["decideInCode", "acceptIntoState"];
  }
}
