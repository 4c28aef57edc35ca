/**
 * Measures what the project promises about its speed, all ratios within this one run: `npm run bench [-- [--json] [NAME…]]`.
 * Prints a table, or JSON; progress goes to stderr. The exit code is 1 if a budget is exceeded.
 */
import { cpus } from "node:os";
import { activationBench } from "./activationBench";
import { answerBench } from "./answerBench";
import { checkBench } from "./checkBench";
import { helpBench } from "./helpBench";
import { historyBench } from "./historyBench";
import { locateBench } from "./locateBench";
import { type Figure, load } from "./measure";
import { reportBench } from "./reportBench";
import { storeBench } from "./storeBench";
import { paintBench } from "./paintBench";
import { treeBench } from "./treeBench";

const BENCHES = new Map<string, () => Figure[] | Promise<Figure[]>>([
  ["check", checkBench],
  ["report", reportBench],
  ["store", storeBench],
  ["locate", locateBench],
  ["help", helpBench],
  ["activation", activationBench],
  ["tree", treeBench],
  ["answer", answerBench],
  ["paint", paintBench],
  ["history", historyBench],
]);

async function main(words: readonly string[]): Promise<boolean> {
  const names = words.filter((word) => word !== "--json");
  const unknown = names.find((name) => !BENCHES.has(name));
  if (unknown !== undefined) throw new Error(`There is no bench ${unknown}: ${[...BENCHES.keys()].join(", ")}.`);
  const machine = { node: process.version, platform: process.platform, cores: cpus().length, load: load() };
  const figures: Figure[] = [];
  for (const [name, bench] of BENCHES) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    figures.push(...(await bench()));
  }
  const json = { machine, figures: figures.map((figure) => ({ ...figure, ok: isWithin(figure) })) };
  process.stdout.write(words.includes("--json") ? `${JSON.stringify(json, null, 2)}\n` : table(machine, figures));
  return figures.every(isWithin);
}

function isWithin({ value, budget }: Figure): boolean {
  return budget === undefined || value <= budget;
}

function table(machine: object, figures: readonly Figure[]): string {
  const rows = [
    ["", "measured", "at most", ""],
    ...figures.map((figure) => {
      const { what, value, unit, budget } = figure;
      const verdict = budget === undefined ? "" : isWithin(figure) ? "ok" : "MISSED";
      return [
        budget === undefined ? `  ${what}` : what,
        shown(value, unit),
        budget === undefined ? "" : shown(budget, unit),
        verdict,
      ];
    }),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
  const about = Object.entries(machine).map(([name, value]) => `${name} ${String(value)}`);
  return [about.join(", "), ...lines, ""].join("\n");
}

function shown(value: number, unit: Figure["unit"]): string {
  return `${value.toFixed(unit === "×" ? 2 : 0)} ${unit}`;
}

main(process.argv.slice(2)).then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
