/** The way from an open folder to what a check found, with the extension as it is developed and as it is installed. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "../vscode/demoWorkspace";
import { Workbench } from "./workbench";

/** As `npm run package` writes it. */
function packedExtension(): string {
  const { name, version } = JSON.parse(readFileSync("package.json", "utf8")) as { name: string; version: string };
  return `${name}-${version}.vsix`;
}

const WAYS = [
  { name: "run from its sources", options: {} },
  { name: "installed from its package", options: { vsix: packedExtension() } },
];

for (const { name, options } of WAYS) {
  describe(`the extension ${name}`, function () {
    this.timeout(300_000);
    let demo: LabWorkspace;
    let workbench: Workbench;

    before(async () => {
      demo = await driftedDemo();
      workbench = await Workbench.open({ folder: demo.dir, env: demo.env(), ...options });
    });

    afterEach(async function () {
      await workbench.screenshot(`${name}, ${this.currentTest?.title ?? ""}`.replaceAll(/\W+/g, "-"));
    });

    after(async () => {
      try {
        await (workbench as Workbench | undefined)?.close(); // it may not have opened
      } finally {
        demo.dispose();
      }
    });

    it("checks when the palette is asked, and says in the status bar what it found", async () => {
      await workbench.runCommand("Terraform Drift: Check for Drift");
      await workbench.statusBarItem("drifted").waitFor();
    });

    it("opens the history", async () => {
      await workbench.runCommand("Terraform Drift: Open Drift History");
      await workbench.tab("Drift History").waitFor();
      await workbench.webview.getByText("lab_security_group.web").first().waitFor();
    });

    it("has caused no error in the console", () => {
      assert.deepEqual(workbench.errors, []);
    });
  });
}
