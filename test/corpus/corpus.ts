/**
 * Reads every plan document of a folder as the product does and compares with what the folder's `oracle.json` says of it:
 * `npm run corpus -- DIR`. One line for each file; the last one counts them; exit code 1 if anything differs. Nothing is kept.
 */
import { spawnSync } from "node:child_process";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reportRun } from "../../src/core/local/planFileRun";
import { rootModule } from "../../src/core/local/rootModule";
import { readPlanReport } from "../../src/core/plan/planReport";
import { systemClock } from "../../src/core/ports";
import { renderMarkdown } from "../../src/core/report/markdown";
import { renderSarif } from "../../src/core/report/sarif";
import { renderText } from "../../src/core/report/text";
import { DriftError, oneLine } from "../../src/shared/errors";
import { differences, readOracle, type Verdict } from "./oracle";
import { markedSecrets } from "./markedSecrets";

const CLI = join(process.cwd(), "dist", "cli.js");
const EXIT_CODES: Readonly<Record<string, number>> = { clean: 0, error: 1, drift_detected: 2 };

async function main([dir]: readonly string[]): Promise<boolean> {
  if (dir === undefined) throw new Error("Usage: npm run corpus -- DIR");
  const oracle = await readOracle(join(dir, "oracle.json"));
  if (oracle === null) say(`${dir} has no oracle.json: only what must hold for any file is looked at`);
  const files = readdirSync(dir).filter((name) => /\.(?:json|jsonl|ndjson)$/.test(name) && name !== "oracle.json");
  const missing = [...(oracle?.keys() ?? [])].filter((name) => !files.includes(name));
  let failed = missing.length;
  for (const name of missing) say(`${name}: is in the oracle and not in the folder`);
  for (const name of files) {
    const problems = await problemsOf(join(dir, name), oracle?.get(name) ?? null);
    say(`${name}: ${problems.length === 0 ? "ok" : problems.join("; ")}`);
    if (problems.length > 0) failed++;
  }
  say(`${files.length + missing.length - failed} passed, ${failed} failed`);
  return failed === 0 && files.length > 0;
}

/** One sentence for each thing that is not as it should be. */
async function problemsOf(file: string, expected: Verdict | null): Promise<string[]> {
  try {
    const report = await readPlanReport(createReadStream(file));
    const read = expected?.valid_json === false ? ["was read although it is not one JSON document"] : [];
    const other = expected === null || read.length > 0 ? [] : differences(report, expected);
    return [...read, ...other, ...(await surfaceProblems(file)), ...programProblems(file, true)];
  } catch (error) {
    return [...refusalProblems(error, expected), ...programProblems(file, false)];
  }
}

function refusalProblems(error: unknown, expected: Verdict | null): string[] {
  if (!(error instanceof DriftError)) return [`crashed: ${oneLine(error)}`];
  const problems = expected?.valid_json === true ? [`was refused: ${oneLine(error)}`] : [];
  if (error.reason !== "plan_unreadable") problems.push(`was refused as ${error.reason}`);
  if (oneLine(error).includes("\n")) problems.push("the refusal has several lines");
  return problems;
}

/** Every format can show it, and none shows what the document marks as sensitive. */
async function surfaceProblems(file: string): Promise<string[]> {
  const run = await reportRun({
    document: createReadStream(file),
    root: rootModule("."),
    hasCode: false,
    threshold: "warning",
    environment: {},
    clock: systemClock,
  });
  const shown = [
    JSON.stringify(run),
    JSON.stringify(renderSarif([run], { version: "0" })),
    renderMarkdown([run]),
    renderText([run], { width: 100, color: false, unicode: true, showNoise: true }),
  ].join("\n");
  const secrets = [...markedSecrets(JSON.parse(readFileSync(file, "utf8")))];
  const leaked = secrets.filter((secret) => shown.includes(JSON.stringify(secret).slice(1, -1)));
  return leaked.length === 0 ? [] : [`shows ${leaked.length} of ${secrets.length} values that it marks as sensitive`];
}

/** The program itself: exit code, nothing but JSON on stdout, and on stderr at most one line that says what is wrong. */
function programProblems(file: string, readable: boolean): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "report", file, "--json"], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const run = readable ? (JSON.parse(stdout) as { status: string }) : { status: "error" };
  const said = run.status === "error" ? /^terraform-drift: [^\n]+\n$/.test(stderr) : stderr === "";
  if (status === EXIT_CODES[run.status] && said && (readable || stdout === "")) return [];
  return [`the program ends with ${status} for ${run.status} and says: ${JSON.stringify(stderr)}`];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main(process.argv.slice(2)).then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${oneLine(error)}\n`);
    process.exitCode = 1;
  },
);
