/** `explain`: what happened, whether it matters, and what can be done about it. */
import type { AiBackend } from "../core/ai/backend";
import { openBackend } from "../core/ai/openBackend";
import { promptFor } from "../core/ai/prompt";
import { suggest, type Suggestion } from "../core/ai/suggest";
import type { DriftService } from "../core/service";
import { DriftError } from "../shared/errors";
import { plural } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { DriftRun } from "../shared/model";
import { type SuggestSubject, subjectsOfResources } from "../shared/suggest";
import { type Arguments, operandsOf } from "./arguments";
import { openService, terminalLog } from "./engine";
import { EXIT_CODES } from "./flags";
import { onInterrupt } from "./interrupt";
import { print, printJson, say } from "./output";
import { type Preferences, readPreferences } from "./preferences";

/** Newer runs than the newest ended one: those that are being made. */
const LOOK_BACK = 50;

export async function explain(args: Arguments): Promise<number> {
  const { flags } = args;
  const operands = operandsOf(args, 0, Infinity);
  const preferences = await readPreferences(flags, process.env);
  const service = openService(preferences, [], terminalLog(flags.on("verbose")));
  const controller = new AbortController();
  const interrupt = onInterrupt(() => controller.abort());
  try {
    const named = operands[0] !== undefined && /^run_[\w-]+$/.test(operands[0]) ? operands[0] : null;
    const run = await service.run(named ?? (await newestRun(service, preferences)));
    const subjects = subjectsIn(run, named === null ? operands : operands.slice(1));
    if (flags.on("print-prompt")) await printPrompt(subjects, flags.on("json"));
    else await answer(args, { run, subjects, preferences, signal: controller.signal });
    return EXIT_CODES.clean;
  } catch (error) {
    if (error instanceof DriftError && error.reason === "cancelled") return EXIT_CODES.cancelled;
    throw error;
  } finally {
    interrupt.dispose();
    await service.dispose();
  }
}

async function newestRun(service: DriftService, { project }: Preferences): Promise<string> {
  const ofProject = project === undefined ? {} : { projectId: project };
  const { runs } = await service.history({ ...ofProject, limit: LOOK_BACK });
  const newest = runs.find(({ status }) => status !== "running" && status !== "cancelled");
  if (newest !== undefined) return newest.id;
  throw new DriftError("unknown_run", "No run is stored yet.", "Make one with `terraform-drift check`.");
}

/** Those that were named, whatever they are; else all but noise and what is ignored. */
function subjectsIn(run: DriftRun, addresses: readonly string[]): SuggestSubject[] {
  const { driftedResources } = run.metadata;
  const unknown = addresses.find((address) => driftedResources.every((one) => one.address !== address));
  if (unknown !== undefined) {
    throw new DriftError(
      "unknown_resource",
      `${visible(unknown)} is not among the drifted resources of ${run.id}.`,
      `See them with \`terraform-drift show ${run.id}\`.`,
    );
  }
  return subjectsOfResources(driftedResources, addresses.length === 0 ? undefined : addresses);
}

/** Exactly what would be sent, and nothing is sent. */
async function printPrompt(subjects: readonly SuggestSubject[], asJson: boolean): Promise<void> {
  const { system, user, report } = promptFor(subjects);
  if (asJson) return printJson({ system, user, report });
  await print(`${system}\n\n${user}\n`);
  const { resources, leftOut, hiddenValues, cutValues } = report;
  say(
    `${plural(resources, "resource")}, ${leftOut} left out for want of room; ${plural(hiddenValues, "attribute")} hidden, ${plural(cutValues, "value")} cut.`,
  );
}

interface Question {
  readonly run: DriftRun;
  readonly subjects: readonly SuggestSubject[];
  readonly preferences: Preferences;
  readonly signal: AbortSignal;
}

async function answer({ flags }: Arguments, { run, subjects, preferences, signal }: Question): Promise<void> {
  const backend = subjects.length === 0 ? null : await configuredBackend(preferences, flags.on("verbose"));
  const { model, leftOut, text } = suggest(subjects, { backend, signal, runId: run.id });
  if (flags.on("json")) {
    let whole = "";
    for await (const part of text) whole += part;
    return printJson({ runId: run.id, model, answer: whole });
  }
  if (model !== null) say(`Asking ${model} about ${plural(subjects.length - leftOut, "resource")}.`);
  if (leftOut > 0) say(`${plural(leftOut, "resource")} left out for want of room: name those that you mean.`);
  await printStream(text);
}

async function configuredBackend({ ai }: Preferences, verbose: boolean): Promise<AiBackend | null> {
  const { settings, key } = ai;
  if (settings.provider === "off") return null;
  return openBackend(settings, key === undefined ? { kind: "none" } : { kind: "key", key }, terminalLog(verbose));
}

/** A model's text must not act upon the terminal. What had arrived stays when the rest does not come. */
async function printStream(text: Suggestion["text"]): Promise<void> {
  let held = "";
  let last = "\n";
  try {
    for await (const part of text) {
      const whole = held + part;
      const [shown, rest] = /[\ud800-\udbff]$/.test(whole) ? [whole.slice(0, -1), whole.slice(-1)] : [whole, ""];
      held = rest; // the second half of a character comes with the next part
      if (shown === "") continue;
      last = shown;
      await print(shown.split("\n").map(visible).join("\n"));
    }
  } finally {
    if (!last.endsWith("\n")) await print("\n");
  }
}
