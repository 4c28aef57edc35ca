/** `npm run demo`: a small company's infrastructure in a lab cloud, a bad week, and one command that shows what happened. */
import { execaNode } from "execa";
import { createDemo } from "./demo";
import type { LabWorkspace } from "../terraform";
import { DEMO_DRIFT } from "./drift";

const CLI = "dist/cli.js";

/** The demo is a terminal program of its own; the linter's rule is for the product. */
const tell = (text = ""): void => void process.stdout.write(`${text}\n`);

async function demo(): Promise<void> {
  const started = Date.now();
  tell("Making a small cloud and applying the configuration of a shop to it, with your own Terraform …");
  const workspace = await createDemo();
  tell(`  ${workspace.dir}`);
  tell();
  tell("Behind Terraform's back:");
  for (const [i, { what, apply }] of DEMO_DRIFT.entries()) {
    apply(workspace);
    tell(`  - ${what}.`);
    if (i === 0) tell(`    terraform plan: ${await planSays(workspace)}`);
  }
  tell();
  tell("$ terraform-drift check");
  tell();
  const check = await execaNode(CLI, ["check", workspace.dir, "--data", `${workspace.dir}/.drift-data`], {
    env: workspace.env(),
    extendEnv: false,
    stdio: "inherit",
    reject: false,
  });
  if (check.exitCode !== 2)
    throw new Error(`The check should have found drift, but ended with exit code ${check.exitCode ?? "none"}.`);
  tell();
  tell("Try it yourself:");
  tell(`  cd ${workspace.dir}`);
  tell(`  node ${process.cwd()}/${CLI} check             # again; try --json, --format markdown, --format sarif`);
  tell("  edit or delete a file under cloud/, or put things right with: terraform apply");
  tell(`  rm -rf ${workspace.dir}    # when you have seen enough`);
  tell();
  tell(
    `Done in ${Math.round((Date.now() - started) / 1000)} seconds. Your own code: node ${process.cwd()}/${CLI} check DIR`,
  );
}

/** Terraform's own conclusion, while the opened port is all that drifted. */
async function planSays(workspace: LabWorkspace): Promise<string> {
  const { stdout } = await workspace.terraform(["plan", "-input=false", "-no-color"]);
  return /^(No changes\.|Plan:).*$/m.exec(stdout)?.[0] ?? "(nothing)";
}

demo().catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
