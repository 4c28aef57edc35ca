/**
 * A check of 1,000 resources against the two Terraform commands that a person would type for it, their output kept in files.
 * Needs Terraform, and the lab in out/lab.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { showArguments } from "../../src/core/terraform/planArguments";
import { scaleWorkspace } from "../lab/scale";
import type { LabWorkspace } from "../lab/terraform";
import { CLI, compared, cost, type Figure, node } from "./measure";

const RESOURCES = 1_000;
/** Terraform's own times differ by a tenth from one run to the next. */
const ROUNDS = 7;
/** What one read takes in a cloud; those of AWS, Azure and Google Cloud take 50 to 200 ms. */
const CLOUD_MS = 50;

export async function checkBench(): Promise<Figure[]> {
  const workspace = await scaleWorkspace(RESOURCES);
  const folder = mkdtempSync(join(tmpdir(), "drift-bench-"));
  try {
    return [
      ...measure(workspace, folder, CLOUD_MS, "against plan and show by hand"),
      ...measure(workspace, folder, 0, "where reading takes no time at all"),
    ];
  } finally {
    workspace.dispose();
    rmSync(folder, { recursive: true });
  }
}

function measure(workspace: LabWorkspace, folder: string, readMs: number, what: string): Figure[] {
  const place = { cwd: workspace.dir, env: { ...workspace.env(), LAB_LATENCY_MS: String(readMs) } };
  const planFile = join(folder, "plan");
  const terraform = (args: readonly string[], exitCode: number, output: string): number =>
    cost({ ...place, command: ["terraform", ...args], exitCode, stdout: join(folder, output) }).ms;
  const byHand = (): number =>
    terraform(["plan", `-out=${planFile}`], 0, "plan.txt") + terraform(showArguments(planFile), 0, "plan.json");
  const check = { ...place, command: node(CLI, "check", "--json", "--data", join(folder, "data")), exitCode: 2 };
  byHand(); // fills the system's caches
  const times = Array.from({ length: ROUNDS }, () => ({ check: cost(check), byHand: byHand() }));
  const ours = times.map((round) => round.check.ms);
  return [
    ...compared(
      {
        what: `check of 1,000 resources, ${what}`,
        ours: "terraform-drift check",
        theirs: "terraform plan -out, then terraform show -json",
      },
      { ours, theirs: times.map((round) => round.byHand) },
      1.05,
    ),
    { what: "memory", value: Math.max(...times.map((round) => round.check.peakMb)), unit: "MB" },
  ];
}
