/** `terraform-drift report FILE|-` */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { reportRun } from "../core/local/planFileRun";
import { rootModule } from "../core/local/rootModule";
import { systemClock } from "../core/ports";
import { DriftError } from "../shared/errors";
import { type Arguments, operandsOf } from "./arguments";
import { exitCodeOf, formatOf, printRuns, say, shownPath } from "./output";
import { readPreferences } from "./preferences";

export async function report(args: Arguments): Promise<number> {
  const [file = "-"] = operandsOf(args, 1, 1);
  const { flags } = args;
  const format = formatOf(flags);
  const preferences = await readPreferences(flags, process.env);
  const rootDir = flags.text("root");
  if (rootDir !== undefined) await assertFolder(rootDir);
  const root = rootModule(rootDir ?? ".", {
    ...(rootDir === undefined ? { topDir: "." } : {}),
    projectId: preferences.project,
    terraformWorkspace: preferences.workspace,
  });
  const run = await reportRun({
    document: await open(file),
    root,
    hasCode: rootDir !== undefined,
    threshold: preferences.settings.threshold,
    environment: process.env,
    clock: systemClock,
  });
  await printRuns([run], {
    format,
    several: false,
    showNoise: flags.on("show-noise"),
    folderOf: () => shownPath(root.dir),
  });
  const problem = run.metadata.diagnostics.find(({ severity }) => severity === "error");
  if (problem !== undefined) say(`terraform-drift: ${problem.summary}. ${problem.detail}`);
  return exitCodeOf(run.status);
}

async function assertFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found?.isDirectory() !== true) throw new DriftError("usage", `There is no folder ${dir}.`);
}

/** Large chunks: plan documents may have hundreds of megabytes. */
async function open(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === "-") return process.stdin;
  const found = await stat(file).catch(() => null);
  if (found === null) throw new DriftError("usage", `There is no file ${file}.`);
  if (found.isDirectory()) throw new DriftError("usage", `${file} is a folder.`, "To check it: terraform-drift check.");
  return createReadStream(file, { highWaterMark: 256 * 1024 });
}
