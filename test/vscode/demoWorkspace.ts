import { createDemo } from "../lab/demo/demo";
import { DEMO_DRIFT } from "../lab/demo/drift";
import type { LabWorkspace } from "../lab/terraform";

/** The demo after its bad week: nearly everything there is to see. */
export async function driftedDemo(): Promise<LabWorkspace> {
  const workspace = await createDemo();
  for (const { apply } of DEMO_DRIFT) apply(workspace);
  return workspace;
}
