/**
 * Compares reading a plan with the scanner to `readFile` and `JSON.parse`, each in a process of its own, and shows that a plan
 * that is too large for the latter is read as well. Prints one line of JSON for each size.
 *   node esbuild.mjs --tests test/bench/scanBench.ts && node out/bench/scanBench.js
 */
import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scanPlan } from "../../src/core/plan/scan";
import { writePlan } from "./planGenerator";

const RUNS = 5;
const WANTED = ["resource_drift", "resource_changes"];

interface Figures {
  readonly ms: number;
  /** The largest memory that the process ever had. */
  readonly peakMb: number;
  readonly elements: number;
}

async function scan(file: string): Promise<number> {
  let elements = 0;
  await scanPlan(createReadStream(file, { highWaterMark: 256 * 1024 }), {
    want: (key) => (WANTED.includes(key) ? "elements" : "skip"),
    found: () => elements++,
  });
  return elements;
}

function parse(file: string): number {
  const plan = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown[]>;
  return WANTED.reduce((sum, key) => sum + plan[key]!.length, 0);
}

async function measure(way: string, file: string): Promise<Figures> {
  const start = performance.now();
  const elements = way === "scan" ? await scan(file) : parse(file);
  const ms = performance.now() - start;
  return { ms, peakMb: process.resourceUsage().maxRSS / 1024, elements };
}

function inChild(way: "scan" | "parse", file: string): Figures {
  return JSON.parse(execFileSync(process.execPath, [__filename, way, file], { encoding: "utf8" })) as Figures;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}

function summary(runs: readonly Figures[]) {
  return {
    medianMs: Math.round(median(runs.map(({ ms }) => ms))),
    peakMb: Math.round(Math.max(...runs.map(({ peakMb }) => peakMb))),
    elements: runs[0]!.elements,
  };
}

async function compare(resources: number, withParse: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "scan-bench-"));
  try {
    const file = join(folder, "plan.json");
    await writePlan(file, resources);
    const scans: Figures[] = [];
    const parses: Figures[] = [];
    for (let run = 0; run < RUNS; run++) {
      if (withParse) parses.push(inChild("parse", file));
      scans.push(inChild("scan", file));
    }
    const fileMb = Math.round(statSync(file).size / 1e6);
    const result = { bench: "scan", resources, fileMb, runs: RUNS, scan: summary(scans) };
    if (withParse) {
      const parsed = summary(parses);
      const ratio = Number((result.scan.medianMs / parsed.medianMs).toFixed(2));
      print({ ...result, parse: parsed, ratio });
    } else print(result);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function main([way, file]: readonly string[]): Promise<void> {
  if (way !== undefined && file !== undefined) print(await measure(way, file));
  else {
    await compare(20_000, true);
    await compare(80_000, false);
  }
}

void main(process.argv.slice(2));
