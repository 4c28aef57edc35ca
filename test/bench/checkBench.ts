/** A check of 1,000 resources against the same two Terraform commands run by hand. Needs Terraform, and the lab in out/lab. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planArguments, showArguments } from "../../src/core/terraform/planArguments";
import { scaleWorkspace } from "../lab/scale";
import type { LabWorkspace } from "../lab/terraform";
import { alternate, CLI, compared, cost, type Figure, node } from "./measure";

const RESOURCES = 1_000;
const PAIRS = 5;
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
  const planFile = join(folder, "plan");
  const place = { cwd: workspace.dir, env: { ...workspace.env(), LAB_LATENCY_MS: String(readMs) } };
  const byHand = (): number => {
    const plan = cost({ ...place, command: ["terraform", ...planArguments({ out: planFile })], exitCode: 2 });
    const show = cost({ ...place, command: ["terraform", ...showArguments(planFile)], exitCode: 0 });
    return plan.ms + show.ms;
  };
  const check = { ...place, command: node(CLI, "check", "--json", "--data", join(folder, "data")), exitCode: 2 };
  byHand(); // fills the system's caches
  const times = alternate(
    PAIRS,
    () => cost(check),
    () => byHand(),
  );
  return [
    ...compared(
      {
        what: `check of 1,000 resources, ${what}`,
        ours: "terraform-drift check",
        theirs: "terraform plan, then terraform show",
      },
      { ours: times.first.map(({ ms }) => ms), theirs: times.second },
      1.05,
    ),
    { what: "memory", value: Math.max(...times.first.map((c) => c.peakMb)), unit: "MB" },
  ];
}
