import { type LabOptions, LabWorkspace } from "../terraform";

/** The demo's folder, seen from the repository's root. */
export const DEMO_FOLDER = "test/lab/demo";

/**
 * The demo's configuration, applied, before anything drifted (see DEMO_DRIFT). As after every first apply with rules of their
 * own, both security groups would show their rules as drift. The state learns those of `web`, which is to drift for another
 * reason; those of `database` stay as an example of noise.
 */
export async function createDemo(options: LabOptions = {}): Promise<LabWorkspace> {
  const workspace = await LabWorkspace.create({ folder: DEMO_FOLDER }, options);
  const refresh = ["apply", "-refresh-only", "-auto-approve", "-input=false", "-target=lab_security_group.web"];
  const { exitCode, stderr } = await workspace.terraform(refresh);
  if (exitCode === 0) return workspace;
  workspace.dispose();
  throw new Error(stderr);
}
