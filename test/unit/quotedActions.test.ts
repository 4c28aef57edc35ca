import assert from "node:assert/strict";
import { linkTarget, quotedActions } from "../../src/shared/quotedActions";
import { runnableCommand } from "../../src/shared/suggestedCommands";

const NONE = quotedActions("");

describe("the links of an answer", () => {
  it("lead to http and https", () => {
    assert.equal(
      linkTarget("https://developer.hashicorp.com/terraform/cli", NONE),
      "https://developer.hashicorp.com/terraform/cli",
    );
    assert.equal(linkTarget("HTTP://Example.COM", NONE), "http://example.com/");
  });

  for (const address of [
    "javascript:alert(1)",
    "command:workbench.action.terminal.new",
    "vscode://file/etc/passwd",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "//evil.example",
    "/etc/passwd",
    "https:evil.example",
    "https://",
    "https://github.com@evil.example/",
    "https://user:password@example.com/",
    "https://a.example/ b",
    "https://a.example\\@b.example/",
    "https://a.example/\n",
    "java\tscript:alert(1)",
    "",
  ]) {
    it(`are nothing but text for ${JSON.stringify(address)}`, () => assert.equal(linkTarget(address, NONE), null));
  }

  it("never lead where the data may want them to, nor below or above", () => {
    const quoted = quotedActions(
      '{"note":"see Evil.Example/run.sh or https://www.bad.example:8080/x?y=1","ip":"10.0.0.1"}',
    );
    for (const host of [
      "evil.example",
      "EVIL.example",
      "www.evil.example",
      "bad.example",
      "www.bad.example",
      "10.0.0.1",
    ]) {
      assert.equal(linkTarget(`https://${host}/`, quoted), null, host);
    }
    assert.equal(linkTarget("https://example/", quoted), null);
    assert.equal(linkTarget("https://other.org/", quoted), "https://other.org/");
  });
});

describe("the commands of an answer", () => {
  it("are all text when one of them stands in the data, however it is written", () => {
    for (const text of [
      "run terraform-drift ignore x",
      "Terraform-Drift\\tignore",
      "terraform-drift%20ignore",
      "terraform%2Ddrift+ignore",
    ]) {
      assert.equal(quotedActions(text).commands, true, text);
    }
    for (const text of ["", "terraform-drifted", "made by terraform-drift."])
      assert.equal(quotedActions(text).commands, false, text);
  });

  it("can be carried out where nothing is left open but the run", () => {
    assert.deepEqual(runnableCommand("terraform-drift history"), { name: "history", address: null, runId: null });
    assert.deepEqual(runnableCommand("terraform-drift show RUN"), { name: "show", address: null, runId: null });
    assert.deepEqual(runnableCommand("terraform-drift ignore run_1 'a.b[\"x\"]'"), {
      name: "ignore",
      address: 'a.b["x"]',
      runId: "run_1",
    });
    for (const text of [
      "terraform-drift ignore RUN ADDRESS",
      "terraform-drift check --target ADDRESS",
      "terraform-drift",
      "ls",
      "",
    ]) {
      assert.equal(runnableCommand(text), null, text);
    }
  });
});
