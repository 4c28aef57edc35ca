/** `terraform fmt` over copies in a private folder: the files themselves are never given to it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DriftError } from "../../shared/errors";
import type { CheckSettings, RootModule } from "../local/rootModule";
import type { Log } from "../ports";
import { findBinary } from "../terraform/binary";
import { terraformEnv } from "../terraform/environment";
import { assertFormatting, formatArguments, formatCheckArguments } from "../terraform/formatArguments";
import { forEachLine } from "../terraform/lines";
import { runTerraform } from "../terraform/runner";
import { createTempFolder } from "../terraform/tempFolder";
import { startWatchdog } from "../terraform/watchdog";

/** `broken`: it does not parse. */
export type Shape = "formatted" | "unformatted" | "broken";

export interface Formatter {
  /** `kind`: which of the two endings the text is read under. */
  shapeOf(text: string, kind: "tf" | "tfvars"): Promise<Shape>;
  /** The text as `terraform fmt` writes it; null where it does not take it. */
  formatted(text: string, kind: "tf" | "tfvars"): Promise<string | null>;
}

export interface FormatterOptions {
  readonly root: RootModule;
  readonly settings: CheckSettings;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** Longer than any file takes, for programs that hang. */
const TIMEOUT_MS = 60_000;

/** `terraform fmt -check`'s word for a file that it would write otherwise. */
const WOULD_CHANGE = 3;

/** Has the formatter for as long as `work` goes on. Rejects with "binary_not_found", and "timed_out" where it hangs. */
export async function withFormatter<T>(
  { root, settings, environment, log }: FormatterOptions,
  work: (formatter: Formatter) => Promise<T>,
): Promise<T> {
  const binary = await findBinary({ path: settings.binary, wrapper: settings.wrapper ?? [], env: environment });
  const folder = await createTempFolder({ log });
  const watchdog = await startWatchdog(folder.path, { log });
  const env = terraformEnv(environment, settings.env);
  let copies = 0;

  async function run(args: readonly string[]): Promise<number> {
    assertFormatting(args, folder.path);
    // In the root module: wrappers choose a version by the folder.
    const options = { cwd: root.dir, env, timeoutMs: TIMEOUT_MS, watchdog };
    const { ended, exitCode } = await runTerraform(
      binary,
      args,
      options,
      (stdout) => forEachLine(stdout, () => undefined), // names of files
    );
    if (ended === "timed_out") throw new DriftError("timed_out", `${binary.kind} fmt did not come to an end.`);
    if (exitCode === null) throw new DriftError("terraform_failed", `${binary.kind} fmt was killed.`);
    return exitCode;
  }

  async function copyOf(text: string, kind: "tf" | "tfvars"): Promise<string> {
    const file = join(folder.path, `copy${++copies}.${kind}`);
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
    return file;
  }

  try {
    return await work({
      async shapeOf(text, kind) {
        const exitCode = await run(formatCheckArguments(await copyOf(text, kind)));
        return exitCode === 0 ? "formatted" : exitCode === WOULD_CHANGE ? "unformatted" : "broken";
      },
      async formatted(text, kind) {
        const file = await copyOf(text, kind);
        return (await run(formatArguments(file))) === 0 ? readFile(file, "utf8") : null;
      },
    });
  } finally {
    await folder.dispose();
    watchdog.dispose();
  }
}
