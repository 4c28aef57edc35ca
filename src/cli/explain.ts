/** `explain`: what happened, whether it matters, and what can be done about it. */
import type { Prompt } from "../core/ai/prompt";
import type { Suggestion } from "../core/ai/suggest";
import type { DriftService } from "../core/service";
import { DriftError } from "../shared/errors";
import { plural } from "../shared/format";
import { visible } from "../shared/formatValue";
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
    const isNamed = operands[0] !== undefined && /^run_[\w-]+$/.test(operands[0]);
    const runId = isNamed ? operands[0]! : await newestRun(service, preferences);
    const named = isNamed ? operands.slice(1) : operands;
    const about = { runId, addresses: named.length === 0 ? undefined : named };
    const { signal } = controller;
    if (flags.on("print-prompt")) {
      await printPrompt((await service.suggest(about, { signal, model: null })).prompt, flags.on("json"));
    } else {
      await answer(runId, await service.suggest(about, { signal }), flags.on("json"));
    }
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

/** Exactly what would be sent, and nothing is sent. */
async function printPrompt({ system, user, report }: Prompt, asJson: boolean): Promise<void> {
  if (asJson) return printJson({ system, user, report });
  await print(`${system}\n\n${user}\n`);
  const { resources, leftOut, hidden, cutValues } = report;
  say(
    `${plural(resources, "resource")}, ${leftOut} left out for want of room; ${plural(hidden.length, "attribute")} hidden, ${plural(cutValues, "value")} cut.`,
  );
}

async function answer(runId: string, { model, prompt, text }: Suggestion, asJson: boolean): Promise<void> {
  if (asJson) {
    let whole = "";
    for await (const part of text) whole += part;
    return printJson({ runId, model: model?.name ?? null, answer: whole });
  }
  if (model !== null) {
    const { resources, leftOut } = prompt.report;
    say(`Asking ${model.name} about ${plural(resources, "resource")}.`);
    if (leftOut > 0) say(`${plural(leftOut, "resource")} left out for want of room: name those that you mean.`);
  }
  await printStream(text);
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
