/** The samples are from a real extension host, in which each of these errors was provoked. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorsInLog, errorsInLogs } from "../vscode/logErrors";

const HOST = "file:///vscode/out/vs/workbench/api/node/extensionHostProcess.js";
const ACTIVATED =
  "2026-11-22T12:05:23.502Z [info] ExtensionService#_doActivateExtension terraform-drift.terraform-drift, startup: false, activationEvent: 'api'";
const HARMLESS = [
  `2026-11-22T12:05:23.788Z [warn] [Deprecation Warning] 'PendingMigrationError' is deprecated. navigator is now a global in nodejs
 FROM: PendingMigrationError: navigator is now a global in nodejs
	at get (${HOST}:473:7297)
	at /repository/out/vscode/hostSuite.js:319:3`,
  ACTIVATED,
  `2026-11-22T12:05:24.000Z [error] CodeExpectedError: cannot open file:///shop/main.tf
	at i.$tryOpenDocument (${HOST}:191:1)`,
  "2026-11-22T12:05:24.615Z [error] Unable to refresh tree view terraformDrift.drift: Canceled",
  "2026-11-22T12:05:25.013Z [info] terraform plan in dist/app.js: exit code 2, exited",
];
const REJECTION = `2026-11-22T12:05:25.491Z [error] Error: nobody waited
	at #p (/repository/dist/extension.js:3:13645)`;
const OTHERS = [
  `2026-11-22T12:05:24.460Z [error] Error: in a timer
	at Timeout._onTimeout (/home/me/.vscode/extensions/terraform-drift.terraform-drift-0.1.0/dist/engine.js:35:13)
	at listOnTimeout (node:internal/timers:685:17)`,
  "2026-11-22T12:05:25.452Z [error] [terraform-drift.terraform-drift] provider FAILED",
  "2026-11-22 12:05:25.460 [error] Error: command 'terraformDrift.check' already exists",
  `2026-11-22T12:05:25.470Z [error] Error: in a test
	at Context.<anonymous> (/repository/out/host/trusted/drift.test.js:30:25)`,
  "2026-11-22T12:05:26.491Z [warn] rejected promise not handled within 1 second: Error: late",
  "2026-11-22T12:05:26.492Z [critical] UnhandledPromiseRejection: late",
];

describe("errors of ours in VS Code's logs", () => {
  it("are found, whole, among all that is harmless", () => {
    const log = [HARMLESS[0], REJECTION, HARMLESS[1], ...OTHERS, ...HARMLESS.slice(2), ""].join("\n");
    assert.deepEqual(errorsInLog(log), [REJECTION, ...OTHERS]);
    assert.deepEqual(errorsInLog(HARMLESS.join("\n")), []);
    assert.deepEqual(errorsInLog(""), []);
  });

  it("are looked for in all files, of which one must be the extension host's", () => {
    const folder = mkdtempSync(join(tmpdir(), "drift-logs-"));
    try {
      assert.throws(() => errorsInLogs(join(folder, "nowhere")), /do not say that the extension was activated/);
      const host = join(folder, "20261122T120513", "exthost1");
      const channel = join(host, "terraform-drift.terraform-drift");
      mkdirSync(channel, { recursive: true });
      writeFileSync(join(channel, "Terraform Drift.log"), `${REJECTION}\n`);
      assert.throws(() => errorsInLogs(folder), /Terraform Drift\.log/);
      writeFileSync(join(host, "remoteexthost.log"), `${ACTIVATED}\n`);
      assert.deepEqual(errorsInLogs(folder), [REJECTION]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
