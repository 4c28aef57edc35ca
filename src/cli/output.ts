/** How results are printed. */
import { isAbsolute, join, relative, sep } from "node:path";
import { ruleFindings, type RuleUse } from "../core/rules/ruleFindings";
import { DriftError } from "../shared/errors";
import type { DriftRun, RunStatus } from "../shared/model";
import type { FlagValues } from "./arguments";
import { EXIT_CODES } from "./flags";

export type Format = "text" | "markdown" | "sarif" | "json";

export function formatOf(flags: FlagValues): Format {
  const format = flags.text("format") ?? (flags.on("json") ? "json" : "text");
  if (format !== "text" && format !== "markdown" && format !== "sarif" && format !== "json") {
    throw new DriftError("usage", "--format must be text, markdown, sarif or json.");
  }
  if (flags.on("json") && format !== "json")
    throw new DriftError("usage", "--json and --format contradict each other.");
  return format;
}

/** Writes to standard output and waits until it is out. A reader that has gone (`| head`) is no error. */
export async function print(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => {
      const gone = (error as NodeJS.ErrnoException | null | undefined)?.code === "EPIPE";
      if (error === null || error === undefined || gone) resolve();
      else reject(error);
    });
  });
}

export async function printJson(value: unknown): Promise<void> {
  await print(`${JSON.stringify(value, null, 2)}\n`);
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Lines of a table: rows with the same number of cells, no blanks at a line's end. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string => row.map((text, i) => text.padEnd(widths[i]!)).join("  ");
  return rows.map((row) => line(row).trimEnd());
}

/** Where a root module's folder is, by its id, as a path from where the program was started. */
export type FolderOf = (run: Pick<DriftRun, "projectId" | "workspaceId">) => string | undefined;

export interface PrintOptions {
  readonly format: Format;
  readonly folderOf: FolderOf;
  readonly showNoise: boolean;
  /** Several were asked for: JSON is then a list with a status, even for one. */
  readonly several: boolean;
}

export async function printRuns(runs: readonly DriftRun[], options: PrintOptions): Promise<void> {
  const { format, several, showNoise } = options;
  if (format === "json") {
    await printJson(several ? { runs, status: gravest(runs) } : runs[0]);
  } else if (format === "sarif") {
    const { renderSarif } = await import("../core/report/sarif");
    await printJson(renderSarif(runs, { version: VERSION }));
  } else if (format === "markdown") {
    const { renderMarkdown } = await import("../core/report/markdown");
    await print(renderMarkdown(runs));
  } else {
    const { renderText } = await import("../core/report/text");
    const rootPrefix = (run: Parameters<FolderOf>[0]): string => options.folderOf(run) ?? run.workspaceId;
    await print(renderText(runs, { ...lookOf(process.stdout), showNoise, rootPrefix }));
  }
}

/** How text is laid out for a stream. */
export function lookOf(stream: NodeJS.WriteStream): { width: number; color: boolean; unicode: boolean } {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return {
    width: stream.isTTY ? stream.columns : 100,
    color: usesColor(stream),
    unicode: /utf-?8/i.test(LC_ALL ?? LC_CTYPE ?? LANG ?? "utf-8"),
  };
}

/** The version of this program, put in when it is built. */
declare const TERRAFORM_DRIFT_VERSION: string;
export const VERSION: string = TERRAFORM_DRIFT_VERSION;

/** https://no-color.org: set and not empty means no colour. */
export function usesColor(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
}

/** A folder as a person would type it where the program was started: "." for that folder itself. */
export function shownPath(absolute: string): string {
  const path = relative(process.cwd(), absolute);
  if (path === "") return ".";
  return path.startsWith(join("..", "..")) || isAbsolute(path) ? absolute : path.split(sep).join("/");
}

const GRAVITY: readonly RunStatus[] = ["error", "cancelled", "drift_detected", "running", "clean"];

/** One failure is never hidden by the others' success. */
export function gravest(runs: readonly DriftRun[]): RunStatus {
  return GRAVITY.find((status) => runs.some((run) => run.status === status)) ?? "clean";
}

export function exitCodeOf(status: RunStatus): number {
  const codes: Record<RunStatus, number> = {
    clean: EXIT_CODES.clean,
    drift_detected: EXIT_CODES.drift,
    error: EXIT_CODES.error,
    running: EXIT_CODES.error,
    cancelled: EXIT_CODES.cancelled,
  };
  return codes[status];
}

/** Rules that no root module needed. Those of a root module's own folder are in its run already. */
export function sayUnusedRules(uses: readonly RuleUse[], runs: readonly DriftRun[]): void {
  const own = new Set(runs.flatMap(({ metadata }) => metadata.diagnostics.map(({ detail }) => detail)));
  for (const { rule, sentence } of ruleFindings(uses)) {
    if (!own.has(sentence)) say(`warning: ${rule.file}:${rule.line}: ${sentence}`);
  }
}
