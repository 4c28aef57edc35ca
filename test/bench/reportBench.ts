/** A report from a large plan document against reading the file and JSON.parse; and from one that is too large for those. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate, CLI, compared, cost, type Figure, type Measured, node } from "./measure";
import { writePlan } from "./planGenerator";

const PAIRS = 7;
/** About 180 MB. */
const LARGE = 20_000;
/** About 710 MB: more than a string of V8's can hold. */
const HUGE = 80_000;

export async function reportBench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "drift-bench-"));
  const file = join(folder, "plan.json");
  const report: Measured = { command: node(CLI, "report", file, "--json"), exitCode: 2 };
  try {
    await writePlan(file, LARGE);
    const parse = `JSON.parse(require("node:fs").readFileSync(${JSON.stringify(file)}, "utf8"))`;
    const times = alternate(
      PAIRS,
      () => cost(report),
      () => cost({ command: node("-e", parse), exitCode: 0 }),
    );
    await writePlan(file, HUGE);
    const huge = cost(report);
    return [
      ...compared(
        {
          what: "report from 20,000 resources (180 MB), against readFile and JSON.parse",
          ours: "terraform-drift report",
          theirs: "readFile and JSON.parse",
        },
        { ours: times.first.map(({ ms }) => ms), theirs: times.second.map(({ ms }) => ms) },
        0.8,
      ),
      { what: "its memory", value: Math.max(...times.first.map((c) => c.peakMb)), unit: "MB", budget: 150 },
      { what: "memory of readFile and JSON.parse", value: times.second[0]!.peakMb, unit: "MB" },
      { what: "report from 80,000 resources (710 MB)", value: huge.ms, unit: "ms" },
      { what: "its memory", value: huge.peakMb, unit: "MB", budget: 150 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
