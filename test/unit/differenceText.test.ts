import assert from "node:assert/strict";
import { differenceOf } from "../../src/host/difference/differenceText";
import type { AttributeChange } from "../../src/shared/model";
import { change, kept, resource } from "./reportSample";

/** The bodies of both documents, without the comments above them. */
function bodies(...changes: AttributeChange[]): { recorded: string; actual: string } {
  const { recorded, actual } = differenceOf(resource({ changes }));
  const body = (text: string): string => text.slice(text.indexOf("\n\n") + 2);
  return { recorded: body(recorded), actual: body(actual) };
}

const inBlock = (...lines: string[]): string =>
  ['resource "aws_instance" "web" {', ...lines.map((line) => `  ${line}`), "}", ""].join("\n");

describe("the two documents of a difference", () => {
  it("say what the resource is, what happened and why it matters, in lines that fit", () => {
    const { recorded } = differenceOf(resource({ severityReason: "a reason ".repeat(20).trim() }));
    const head = recorded.split("\n\n")[0]!.split("\n");
    assert.equal(head[0], "# aws_instance.web");
    assert.ok(head.every((line) => line.startsWith("# ") && line.length <= 60));
  });

  it("have the same lines where they agree", () => {
    const { recorded, actual } = bodies(change(), kept({ attribute: 'tags["Env"]', before: "a", after: "b" }));
    assert.equal(recorded, inBlock('size = "small"', 'tags["Env"] = "a"'));
    assert.equal(actual, inBlock('size = "large"', 'tags["Env"] = "b"'));
  });

  it("say what is not set, and what the code says where that is a third value", () => {
    const added = bodies(kept({ action: "create", before: null, after: ["0.0.0.0/0"], attribute: "cidrs" }));
    assert.deepEqual(added, { recorded: inBlock("# cidrs is not set"), actual: inBlock('cidrs = ["0.0.0.0/0"]') });
    const third = bodies(change({ effect: "conflict", planned: "medium" }));
    assert.equal(third.recorded, inBlock('size = "small"', '# in code: size = "medium"'));
  });

  it("write nested values, long lists, JSON and texts of several lines as people write them", () => {
    const value = { port: 22, "odd key": null, list: Array.from({ length: 5 }, (_, i) => `10.0.${i}.0/24`) };
    assert.equal(
      bodies(change({ after: value })).actual,
      inBlock(
        "size = {",
        "  port = 22",
        '  "odd key" = null',
        "  list = [",
        ...value.list.map((item) => `    "${item}",`),
        "  ]",
        "}",
      ),
    );
    assert.equal(bodies(change({ after: '{"a":[1]}' })).actual, inBlock("size = jsonencode({", "  a = [1]", "})"));
    assert.equal(bodies(change({ after: "{}" })).actual, inBlock("size = jsonencode({})"));
    assert.equal(bodies(change({ after: "a\nb\n" })).actual, inBlock("size = <<-EOT", "  a", "  b", "EOT"));
    assert.equal(bodies(change({ after: 'x "${y}" %{z}' })).actual, inBlock('size = "x \\"$${y}\\" %%{z}"'));
  });

  it("show what is hard to see: line ends, and characters that act or hide", () => {
    assert.equal(
      bodies(change({ after: "a\r\nb" })).actual,
      inBlock("size = chomp(<<-EOT", "  a\\r", "  b", "EOT", ")"),
    );
    assert.equal(bodies(change({ after: "\u202ea\u200b\u00a0" })).actual, inBlock('size = "\\u202ea\\u200b\\u00a0"'));
  });

  it("never show a secret", () => {
    const hidden = change({ before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true });
    assert.deepEqual(bodies(hidden), {
      recorded: inBlock("size = (sensitive)"),
      actual: inBlock("size = (sensitive)"),
    });
  });

  it("say of what is gone that it is", () => {
    const { actual } = differenceOf(resource({ action: "delete", remedy: "recreate" }));
    assert.match(actual, /# The resource is gone: it was deleted outside Terraform\.\n$/);
  });
});
