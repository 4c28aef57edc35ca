import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import * as path from "node:path";
import { createEventFollower, type Progress, type StreamReport } from "../../src/core/terraform/events";
import { explainFailure, explainStop, firstError, type Failure } from "../../src/core/terraform/failures";
import { forEachLine } from "../../src/core/terraform/lines";

const FIXTURES = path.join("test", "unit", "fixtures", "events");

async function follow(file: string, knownTotal?: number): Promise<{ report: StreamReport; steps: Progress[] }> {
  const steps: Progress[] = [];
  const follower = createEventFollower({
    knownTotal: () => knownTotal,
    onProgress: (progress) => steps.push(progress),
  });
  await forEachLine(createReadStream(path.join(FIXTURES, file)), follower.line);
  return { report: follower.report(), steps };
}

function reportOf(lines: (string | object)[], knownTotal?: number): StreamReport {
  const follower = createEventFollower({ knownTotal: () => knownTotal });
  for (const line of lines) follower.line(typeof line === "string" ? line : JSON.stringify(line));
  return follower.report();
}

const start = (addr: string) => ({ type: "refresh_start", hook: { resource: { addr } } });
const complete = (addr: string) => ({ type: "refresh_complete", hook: { resource: { addr } } });
const diagnostic = (found: object) => ({ type: "diagnostic", diagnostic: { severity: "error", ...found } });

describe("following the event stream", () => {
  it("of a plan tells the tool, the progress and Terraform's messages in order", async () => {
    const { report, steps } = await follow("stream-plan.jsonl", 11);
    assert.deepEqual(report.tool, { binary: "terraform", version: "1.11.4" });
    assert.deepEqual(report.uncheckedAddresses, []);
    assert.deepEqual(report.diagnostics, []);
    assert.equal(report.interrupted, false);
    assert.deepEqual(steps.at(-1), { done: 11, total: 11, current: null });
    assert.deepEqual(
      steps.map(({ done }) => done),
      steps.map(({ done }) => done).sort((a, b) => a - b),
    );
    assert.deepEqual(report.messages.slice(0, 2), ["Terraform 1.11.4", "Objects read: 11"]);
    assert.equal(report.messages.at(-1), "Plan: 1 to add, 2 to change, 0 to destroy.");
    assert.equal(report.messages.filter((message) => message.includes("Refreshing")).length, 0);
    assert.equal(report.messages.length, 2 + 4 + 3 + 1);
  });

  it("of a plan with a failed read names what was not checked, and counts it as done", async () => {
    const { report, steps } = await follow("stream-read-error.jsonl", 11);
    assert.deepEqual(report.uncheckedAddresses, ["lab_database.main"]);
    assert.deepEqual(report.diagnostics, [
      {
        severity: "error",
        summary: "Reading lab_database db-f40367a3 failed",
        detail: "403 AccessDenied",
        address: "lab_database.main",
        file: "main.tf",
        line: 47,
      },
    ]);
    assert.deepEqual(steps.at(-1), { done: 11, total: 11, current: null });
    assert.equal(
      report.messages.at(-1),
      "Error: Reading lab_database db-f40367a3 failed\n  at lab_database.main, main.tf:47\n  403 AccessDenied",
    );
  });

  it("of a locked state gives the diagnostic", async () => {
    const { report } = await follow("stream-lock-error.jsonl");
    assert.equal(report.diagnostics[0]?.summary, "Error acquiring the state lock");
    assert.deepEqual(report.uncheckedAddresses, []);
  });

  it("knows no total unless told, and never one below what was begun", () => {
    const totals = (knownTotal?: number): (number | null)[] => {
      const seen: (number | null)[] = [];
      const follower = createEventFollower({
        knownTotal: () => knownTotal,
        onProgress: ({ total }) => seen.push(total),
      });
      for (const name of ["a.a", "a.b", "a.c"]) follower.line(JSON.stringify(start(name)));
      return seen;
    };
    assert.deepEqual(totals(), [null, null, null]);
    assert.deepEqual(totals(2), [2, 2, 3]);
  });

  it("keeps showing the object that has been read for longest", () => {
    const seen: (string | null)[] = [];
    const follower = createEventFollower({ onProgress: ({ current }) => seen.push(current) });
    for (const event of [start("a.a"), start("a.b"), complete("a.a"), complete("a.b")])
      follower.line(JSON.stringify(event));
    assert.deepEqual(seen, ["a.a", "a.a", "a.b", null]);
  });

  it("reads data sources too, without counting them", () => {
    const steps: Progress[] = [];
    const follower = createEventFollower({ knownTotal: () => 1, onProgress: (progress) => steps.push(progress) });
    const read = (type: string, addr: string) => JSON.stringify({ type, hook: { resource: { addr }, action: "read" } });
    follower.line(read("apply_start", "data.a.b"));
    follower.line(read("apply_start", "data.a.failed"));
    follower.line(read("apply_complete", "data.a.b"));
    assert.deepEqual(steps.at(-1), { done: 0, total: 1, current: "data.a.failed" });
    assert.deepEqual(follower.report().uncheckedAddresses, ["data.a.failed"]);
    assert.deepEqual(follower.report().messages, ["Objects read: 1"]);
  });

  it("tells deposed objects of one address apart", () => {
    const report = reportOf([start("a.a"), start("a.a"), complete("a.a")]);
    assert.deepEqual(report.uncheckedAddresses, ["a.a"]);
    assert.deepEqual(reportOf([start("a.a"), start("a.a"), complete("a.a"), complete("a.a")]).uncheckedAddresses, []);
  });

  it("counts an object as unchecked if an error names it, not if a warning does", () => {
    const lines = [start("a.a"), complete("a.a"), diagnostic({ summary: "x", address: "a.a" })];
    assert.deepEqual(reportOf(lines).uncheckedAddresses, ["a.a"]);
    const warning = diagnostic({ severity: "warning", summary: "old", address: "a.a" });
    assert.deepEqual(reportOf([warning]).uncheckedAddresses, []);
    assert.equal(reportOf([warning]).diagnostics[0]?.severity, "warning");
  });

  it("knows OpenTofu by its version event or by its module's name", () => {
    const now = reportOf([{ type: "version", tofu: "1.10.0", "@message": "OpenTofu 1.10.0" }]);
    assert.deepEqual(now.tool, { binary: "tofu", version: "1.10.0" });
    const once = reportOf([{ type: "version", terraform: "1.6.0", "@module": "tofu.ui" }]);
    assert.deepEqual(once.tool, { binary: "tofu", version: "1.6.0" });
  });

  it("sees that Terraform was interrupted", () => {
    const log = {
      type: "log",
      "@message": "\nInterrupt received.\nPlease wait for Terraform to exit or data loss may occur.\n",
    };
    assert.equal(reportOf([log]).interrupted, true);
    assert.equal(reportOf([{ ...log, "@message": "Two interrupts received. Exiting immediately." }]).interrupted, true);
    assert.equal(reportOf([diagnostic({ summary: "operation canceled" })]).interrupted, true);
    assert.equal(reportOf([{ ...log, "@message": "Acquiring state lock." }]).interrupted, false);
  });

  it("gives no places outside the root module and none that are no files", () => {
    const at = (filename: string) =>
      reportOf([diagnostic({ summary: "x", range: { filename, start: { line: 3 } } })]).diagnostics[0]?.file;
    assert.equal(at("modules\\a\\main.tf"), "modules/a/main.tf");
    assert.equal(at("../shared/main.tf"), "../shared/main.tf");
    for (const filename of ["/home/me/x.tfvars", "C:\\x\\y.tf", "<value for var.x>", ""])
      assert.equal(at(filename), undefined);
  });

  it("survives any line, and keeps plain text as a message", () => {
    const hostile = [
      "",
      "   ",
      "null",
      "[]",
      "{",
      "{}",
      '{"type":1}',
      '{"type":"__proto__","hook":{"resource":{"addr":"__proto__"}}}',
      '{"type":"refresh_start","hook":{"resource":{"addr":{"toString":1}}}}',
      '{"type":"refresh_start"}',
      '{"type":"refresh_complete","hook":{"resource":{"addr":"never.started"}}}',
      '{"type":"diagnostic"}',
      '{"type":"diagnostic","diagnostic":{"summary":["x"],"range":{"filename":1,"start":null}}}',
      '{"type":"planned_change","@message":7}',
      "[".repeat(100_000),
      `{"type":${"[".repeat(100_000)}`,
      "Initialising the wrapper…",
      "\u001b[31mred\u001b[0m \u0007bell \u202Ereversed\r",
    ];
    const report = reportOf([...hostile, start("__proto__"), start("constructor")]);
    assert.deepEqual(report.uncheckedAddresses, ["__proto__", "constructor"]);
    assert.ok(report.messages.includes("Initialising the wrapper…"));
    assert.ok(report.messages.includes("red bell reversed"));
    assert.equal(Object.hasOwn(Object.prototype, "addr"), false);
  });

  it("says that an overlong line was left out", () => {
    const follower = createEventFollower();
    follower.line(`{"type":"log","@message":"${"x".repeat(50)}`, true);
    assert.deepEqual(follower.report().messages, ["(a line of more than 4 MB was left out)"]);
  });

  it("stays small with 20,000 objects and as many errors, and says what it left out", () => {
    const follower = createEventFollower();
    for (let n = 0; n < 20_000; n++) {
      follower.line(JSON.stringify(start(`a.a[${n}]`)));
      follower.line(
        JSON.stringify(
          diagnostic({ summary: `x${n}`, detail: "y".repeat(n < 100 ? 100_000 : 100), address: `a.a[${n}]` }),
        ),
      );
      if (n === 20) follower.line("z".repeat(1_000_000));
    }
    const report = follower.report();
    assert.equal(report.diagnostics.length, 1_000);
    assert.equal(report.messages.length, 5_000 + 2);
    assert.equal(report.messages.at(-1), "(15001 more messages were left out)");
    assert.ok(report.messages.every((message) => message.length < 25_000));
    assert.equal(report.uncheckedAddresses.length, 20_000);
  });
});

describe("explaining a failure", () => {
  const failure = (found: Partial<Failure> & { summary?: string; detail?: string; at?: object }): Failure => ({
    diagnostics:
      found.summary === undefined
        ? []
        : [{ severity: "error", summary: found.summary, detail: found.detail ?? "", ...found.at }],
    stderrTail: "",
    exitCode: 1,
    folder: ".",
    binary: "terraform",
    ...found,
  });
  const inCode = { file: "main.tf", line: 3 };
  const cases: [string, string, object, string, RegExp][] = [
    ["Error acquiring the state lock", "Lock Info: …", {}, "state_locked", /lock/],
    ["Inconsistent dependency lock file", "… run:\n  terraform init", {}, "not_initialised", /^Run: terraform init$/],
    ["Inconsistent dependency lock file", "… run:\n  terraform init -upgrade", {}, "not_initialised", /init -upgrade$/],
    ["Required plugins are not installed", "", {}, "not_initialised", /init$/],
    ["Module not installed", 'Run "terraform init" to install …', inCode, "not_initialised", /init$/],
    ["Module source has changed", "", inCode, "not_initialised", /init$/],
    ["Missing required provider", "… but that provider isn't available.", {}, "not_initialised", /init$/],
    ['Backend initialization required, please run "terraform init"', "", {}, "not_initialised", /init$/],
    ['Terraform Cloud initialization required: please run "terraform init"', "", {}, "not_initialised", /init$/],
    ["Initialization required. Please see the error message above.", "", {}, "not_initialised", /init$/],
    [
      "Unsupported argument",
      'An argument named "foo" is not expected here.',
      inCode,
      "configuration_invalid",
      /validate/,
    ],
    ["Unsupported argument", "", { ...inCode, address: "a.b" }, "configuration_invalid", /validate/],
    ["Something new in the code", "", inCode, "configuration_invalid", /validate/],
    ["No value for required variable", "", inCode, "configuration_invalid", /--var-file/],
    ["Unsupported Terraform Core version", "", inCode, "configuration_invalid", /--binary/],
    [
      "Reading lab_database db-1 failed",
      "403 AccessDenied",
      { ...inCode, address: "a.b" },
      "provider_failed",
      /credentials/,
    ],
    ["No valid credential sources found", "", {}, "provider_failed", /credentials/],
    ["error configuring", "dial tcp: lookup sts.example: no such host", {}, "provider_failed", /credentials/],
    ["Plugin did not respond", "", {}, "provider_failed", /credentials/],
    ['Invalid target "x y"', "", {}, "usage", /address/],
    ["Failed to parse command-line flags", "flag provided but not defined", {}, "terraform_failed", /output/],
  ];
  for (const [summary, detail, at, reason, wayOut] of cases) {
    it(`takes "${summary}"${detail === "" ? "" : ` (${detail.replaceAll("\n", " ")})`} as ${reason}`, () => {
      const error = explainFailure(failure({ summary, detail, at }));
      assert.equal(error.reason, reason);
      assert.match(error.wayOut, wayOut);
      assert.ok(error.message.startsWith(summary.replace(/\.$/, "")), error.message);
      assert.ok(!error.message.includes("\n"));
    });
  }

  it("gives the command for another folder, quoted for a shell, and for OpenTofu", () => {
    const found = { summary: "Module not installed" };
    assert.equal(explainFailure(failure({ ...found, folder: "a/b" })).wayOut, "Run: terraform -chdir=a/b init");
    const odd = explainFailure(failure({ ...found, folder: "it's; rm", binary: "tofu" }));
    assert.equal(odd.wayOut, "Run: tofu -chdir='it'\\''s; rm' init");
  });

  it("reads the errors out of text when there are no diagnostics", () => {
    const stderrTail =
      "\u001b[31m╷\u001b[0m\n│ \u001b[1mError: Failed to read the given file as a state or plan file\u001b[0m\n│ \n│ State read error: no such file\n╵\n";
    const error = explainFailure(failure({ stderrTail }));
    assert.equal(error.message, "Failed to read the given file as a state or plan file.");
    assert.equal(firstError(stderrTail), "Failed to read the given file as a state or plan file");
    assert.equal(explainFailure(failure({ stderrTail: "Error: Module not installed\n" })).reason, "not_initialised");
  });

  it("names the gravest of several errors, and how many more there are", () => {
    const diagnostics = [
      { severity: "warning", summary: "Deprecated", detail: "" },
      { severity: "error", summary: "Reading failed", detail: "", address: "a.b" },
      { severity: "error", summary: "Module not installed", detail: "" },
    ] as const;
    const error = explainFailure(failure({ diagnostics }));
    assert.equal(error.reason, "not_initialised");
    assert.equal(error.message, "Module not installed (and 1 more error).");
  });

  it("says so when Terraform said nothing", () => {
    assert.equal(
      explainFailure(failure({ exitCode: null })).message,
      "terraform was ended by a signal and said nothing about it.",
    );
    const stderrTail = "There are some problems with the CLI configuration:\n╷\n│ Warning: Unable to open it\n╵\n";
    assert.equal(
      explainFailure(failure({ stderrTail })).message,
      "terraform exited with code 1 and said nothing about it.",
    );
    assert.equal(explainFailure(failure({})).message, "terraform exited with code 1 and said nothing about it.");
  });

  it("tells a stopped run from one that ended by itself", () => {
    assert.equal(explainStop("exited"), undefined);
    assert.equal(explainStop("cancelled")?.reason, "cancelled");
    assert.equal(explainStop("timed_out")?.reason, "timed_out");
  });
});
