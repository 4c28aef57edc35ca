import assert from "node:assert/strict";
import { execa } from "execa";
import type { Editing } from "../../src/core/source/editing";
import { openEditing } from "../../src/core/source/openSource";
import { applyEdits } from "../../src/core/textEdit";

/** Before, what is to be ignored, and after. Terraform's own formatter must have nothing to change in either. */
const HCL: [name: string, before: string, path: string, after: string][] = [
  [
    "a resource without lifecycle",
    'resource "aws_x" "y" {\n  size = 1\n}\n',
    'tags["Env"]',
    'resource "aws_x" "y" {\n  size = 1\n\n  lifecycle {\n    ignore_changes = [tags["Env"]]\n  }\n}\n',
  ],
  [
    "an empty resource on one line",
    'resource "aws_x" "y" {}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "an empty resource on two lines",
    'resource "aws_x" "y" {\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "a resource with one argument on one line",
    'resource "aws_x" "y" { size = 1 }\n',
    "tags",
    'resource "aws_x" "y" {\n  size = 1\n\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "a resource with a comment behind its brace and nothing else",
    'resource "aws_x" "y" { # { nothing\n}\n',
    "tags",
    'resource "aws_x" "y" { # { nothing\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "a resource that ends with a comment and a blank line",
    'resource "aws_x" "y" {\n  size = 1\n  # } the end\n\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  size = 1\n  # } the end\n\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "a resource that ends with a heredoc",
    'resource "aws_x" "y" {\n  policy = <<-EOT\n    }\n    lifecycle {\n  EOT\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  policy = <<-EOT\n    }\n    lifecycle {\n  EOT\n\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "the second of two resources, behind heredocs and letters of two units",
    'locals {\n  é = "é😀"\n  a = <<EOT\nresource "aws_x" "y" {}\n😀\nEOT\n}\n\nresource "aws_x" "z" {}\n\n/* é😀 */ resource "aws_x" "y" {\n  é = "😀"\n}\n',
    "é",
    'locals {\n  é = "é😀"\n  a = <<EOT\nresource "aws_x" "y" {}\n😀\nEOT\n}\n\nresource "aws_x" "z" {}\n\n/* é😀 */ resource "aws_x" "y" {\n  é = "😀"\n\n  lifecycle {\n    ignore_changes = [é]\n  }\n}\n',
  ],
  [
    "a resource that has lifecycle blocks only further inside",
    'resource "aws_x" "y" {\n  dynamic "a" {\n    for_each = var.a\n    content {\n      lifecycle {\n        ignore_changes = [b]\n      }\n    }\n  }\n}\n',
    "b",
    'resource "aws_x" "y" {\n  dynamic "a" {\n    for_each = var.a\n    content {\n      lifecycle {\n        ignore_changes = [b]\n      }\n    }\n  }\n\n  lifecycle {\n    ignore_changes = [b]\n  }\n}\n',
  ],
  [
    "an empty lifecycle block",
    'resource "aws_x" "y" {\n  lifecycle {}\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "a lifecycle block with one argument on one line",
    'resource "aws_x" "y" {\n  lifecycle { prevent_destroy = true }\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle {\n    prevent_destroy = true\n    ignore_changes  = [tags]\n  }\n}\n',
  ],
  [
    "a lifecycle block with arguments in a column, comments and a condition",
    'resource "aws_x" "y" {\n  lifecycle { # why\n    create_before_destroy = true\n    prevent_destroy       = true # d\n\n    precondition {\n      condition = true\n    }\n  }\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle { # why\n    create_before_destroy = true\n    prevent_destroy       = true # d\n    ignore_changes        = [tags]\n\n    precondition {\n      condition = true\n    }\n  }\n}\n',
  ],
  [
    "a lifecycle block with a list on several lines",
    'resource "aws_x" "y" {\n  lifecycle {\n    replace_triggered_by = [\n      aws_x.z,\n    ]\n  }\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle {\n    replace_triggered_by = [\n      aws_x.z,\n    ]\n    ignore_changes = [tags]\n  }\n}\n',
  ],
  [
    "a lifecycle block with a condition only",
    'resource "aws_x" "y" {\n  lifecycle { # why\n    # so that\n    precondition {\n      condition = true\n    }\n  }\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle { # why\n    ignore_changes = [tags]\n\n    # so that\n    precondition {\n      condition = true\n    }\n  }\n}\n',
  ],
  ...(
    [
      ["an empty list", "[]", "tags", "[tags]"],
      ["a list on one line", "[a, b.c]", "tags", "[a, b.c, tags]"],
      ["a list with a comment only", "[/* none */]", "tags", "[/* none */ tags]"],
      ["an empty list on two lines", "[\n    ]", "tags", "[\n      tags,\n    ]"],
      [
        "an empty list with a comment on its own line",
        "[ # x\n      # none\n    ]",
        "tags",
        "[ # x\n      # none\n      tags,\n    ]",
      ],
      [
        "a list on lines with a final comma",
        '[\n      a,\n      b["c"], # ]\n      # end\n    ]',
        "tags",
        '[\n      a,\n      b["c"], # ]\n      tags,\n      # end\n    ]',
      ],
      [
        "a list on lines without a final comma",
        "[\n      a,\n      b\n    ]",
        "t",
        "[\n      a,\n      b,\n      t\n    ]",
      ],
      [
        "a list on lines with comments and without a final comma",
        "[\n      aaa, # 1\n      b    # 2\n    ]",
        "tags",
        "[\n      aaa, # 1\n      b,   # 2\n      tags\n    ]",
      ],
      ["a list that begins on the line of its bracket", "[a,\n    b]", "tags", "[a,\n    b, tags]"],
      ["a list with several references on a line", "[\n      a, b,\n    ]", "tags", "[\n      a, b, tags,\n    ]"],
      ["a list of old references in quotes", '["a"]', "tags", '["a", tags]'],
      ["a longer reference that is there", "[tags.Env]", "tags", "[tags.Env, tags]"],
      ["a reference to another key", '[tags["Env"]]', 'tags["__proto__"]', '[tags["Env"], tags["__proto__"]]'],
      ["a key with quotes, a dollar and a dot", "[a]", 'tags["a\\"b.$${"]', '[a, tags["a\\"b.$${"]]'],
      ["an element of a list", "[a]", "ingress[0].cidr_blocks[1]", "[a, ingress]"],
      ["an element of a list inside a single block", "[a]", "rule.ports[0]", "[a, rule.ports]"],
      ["an old index", "[a]", "ingress.0.port", "[a, ingress]"],
    ] as const
  ).map(([name, before, path, after]): [string, string, string, string] => {
    const around = (list: string): string =>
      `resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = ${list}\n  }\n}\n`;
    return [name, around(before), path, around(after)];
  }),
];

/** What `terraform fmt` cannot agree with before the edit, so that it is not asked. */
const UNFORMATTED: typeof HCL = [
  [
    "tabs",
    'resource "aws_x" "y" {\n\tsize = 1\n\tlifecycle {\n\t\tprevent_destroy = true\n\t}\n}\n',
    "tags",
    'resource "aws_x" "y" {\n\tsize = 1\n\tlifecycle {\n\t\tprevent_destroy = true\n\t\tignore_changes  = [tags]\n\t}\n}\n',
  ],
  [
    "four spaces",
    'resource "aws_x" "y" {\n    size = 1\n}\n',
    "tags",
    'resource "aws_x" "y" {\n    size = 1\n\n    lifecycle {\n        ignore_changes = [tags]\n    }\n}\n',
  ],
  [
    "a list with a space inside its brackets and a final comma",
    'resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [ a, ]\n  }\n}\n',
    "tags",
    'resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [ a, tags, ]\n  }\n}\n',
  ],
  [
    "a byte order mark",
    '\uFEFFresource "aws_x" "y" {}\n',
    "tags",
    '\uFEFFresource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n',
  ],
];

const IN_JSON: [name: string, before: string, after: string][] = [
  [
    "a resource without lifecycle",
    '{\n  "resource": {\n    "aws_x": {\n      "y": {\n        "size": 1\n      }\n    }\n  }\n}\n',
    '{\n  "resource": {\n    "aws_x": {\n      "y": {\n        "size": 1,\n        "lifecycle": {\n          "ignore_changes": ["tags[\\"Env\\"]"]\n        }\n      }\n    }\n  }\n}\n',
  ],
  [
    "an empty resource, with tabs",
    '{\n\t"resource": {\n\t\t"aws_x": {\n\t\t\t"y": {}\n\t\t}\n\t}\n}\n',
    '{\n\t"resource": {\n\t\t"aws_x": {\n\t\t\t"y": {\n\t\t\t\t"lifecycle": {\n\t\t\t\t\t"ignore_changes": ["tags[\\"Env\\"]"]\n\t\t\t\t}\n\t\t\t}\n\t\t}\n\t}\n}\n',
  ],
  [
    "a file on one line",
    '{"resource":{"aws_x":{"y":{"size":1}}}}',
    '{"resource":{"aws_x":{"y":{"size":1,"lifecycle":{"ignore_changes":["tags[\\"Env\\"]"]}}}}}',
  ],
  [
    "a list on lines",
    '{\n  "resource": [{ "aws_x": { "y": [{ "lifecycle": {\n    "ignore_changes": [\n      "size"\n    ]\n  } }] } }]\n}\n',
    '{\n  "resource": [{ "aws_x": { "y": [{ "lifecycle": {\n    "ignore_changes": [\n      "size",\n      "tags[\\"Env\\"]"\n    ]\n  } }] } }]\n}\n',
  ],
  [
    "a list on one line, behind letters of two units",
    '{ "//": "é😀", "resource": { "aws_x": { "y": { "lifecycle": { "ignore_changes": ["size"] } } } } }',
    '{ "//": "é😀", "resource": { "aws_x": { "y": { "lifecycle": { "ignore_changes": ["size", "tags[\\"Env\\"]"] } } } } }',
  ],
  [
    "an empty list",
    '{ "resource": { "aws_x": { "y": { "lifecycle": { "ignore_changes": [] } } } } }',
    '{ "resource": { "aws_x": { "y": { "lifecycle": { "ignore_changes": ["tags[\\"Env\\"]"] } } } } }',
  ],
  [
    "an empty lifecycle",
    '{ "resource": { "aws_x": { "y": { "lifecycle": {} } } } }',
    '{ "resource": { "aws_x": { "y": { "lifecycle": { "ignore_changes": ["tags[\\"Env\\"]"] } } } } }',
  ],
];

const body = (text: string): string => `resource "aws_x" "y" {\n${text}\n}\n`;
const REFUSED: [name: string, text: string, path: string, why: RegExp, fileName?: string][] = [
  [
    "all is ignored",
    body("lifecycle {\nignore_changes = all\n}"),
    "a",
    /ignores changes of all its attributes already/,
  ],
  ["all was ignored of old", body('lifecycle {\nignore_changes = ["*"]\n}'), "a", /of all its attributes already/],
  [
    "the same is ignored in another spelling",
    body("lifecycle {\nignore_changes = [a.b]\n}"),
    'a["b"]',
    /of a\.b already/,
  ],
  ["all above it is ignored", body('lifecycle {\nignore_changes = ["a"]\n}'), 'a["b"].c', /of a already/],
  ["all of the list is ignored", body("lifecycle {\nignore_changes = [a]\n}"), "a[0]", /of a already/],
  ["the file is broken further down", `${body("")}\nresource {{`, "a", /syntax error on line 5/],
  ["a string is not closed", body('a = "'), "a", /syntax error on line/],
  ["the block is not there", 'data "aws_x" "y" {}\n', "a", /no resource "aws_x\.y"/],
  ["the block is only quoted", 'locals {\n  a = <<E\nresource "aws_x" "y" {}\nE\n}\n', "a", /no resource "aws_x\.y"/],
  ["it is declared twice", body("") + body(""), "a", /more than once/],
  ["there are two lifecycle blocks", body("lifecycle {}\nlifecycle {}"), "a", /more than one lifecycle block/],
  ["there are two lists", body("lifecycle {\nignore_changes = []\nignore_changes = []\n}"), "a", /more than once/],
  ["the list is computed", body("lifecycle {\nignore_changes = concat([], [])\n}"), "a", /no plain list/],
  ["the list is in parentheses", body("lifecycle {\nignore_changes = ([])\n}"), "a", /no plain list/],
  ["blocks are crammed on one line", 'resource "aws_x" "y" { lifecycle {} }', "a", /on one line/],
  ["arguments are crammed on one line", body("lifecycle { a = 1 b = 2 }"), "a", /on one line|syntax error/],
  ["the path is none", body(""), "[0]", /no name for the attribute/],
  ["the path is empty", body(""), "", /no name for the attribute/],
  ["the file is empty", "", "a", /no resource/],
  ["the file is huge", " ".repeat(1_000_001), "a", /too large/],
  ["JSON is broken", '{ "resource": {', "a", /syntax error on line 1/, "main.tf.json"],
  ["JSON has comments", '{ "resource": {} } // c', "a", /syntax error on line 1/, "main.tf.json"],
  ["JSON lacks the block", '{ "resource": { "aws_x": {} } }', "a", /no resource/, "main.tf.json"],
  [
    "JSON ignores all",
    '{ "resource": { "aws_x": { "y": { "lifecycle": { "ignore_changes": "all" } } } } }',
    "a",
    /all its attributes/,
    "a.tf.json",
  ],
  [
    "JSON has a list of several",
    '{ "resource": { "aws_x": { "y": [{}, {}] } } }',
    "a",
    /as one JSON object/,
    "a.tf.json",
  ],
  [
    "JSON has several lifecycles",
    '{ "resource": { "aws_x": { "y": { "lifecycle": [{}, {}] } } } }',
    "a",
    /lifecycle is not one JSON object/,
    "a.tf.json",
  ],
];

describe("adding to ignore_changes", function () {
  this.timeout(30_000);
  let editing: Editing;
  before(async () => {
    editing = await openEditing();
  });

  const edited = (text: string, path: string, fileName = "main.tf", block = "aws_x.y"): string => {
    const result = editing.addIgnoreChanges({ fileName, text, block, path });
    assert.ok("edits" in result, JSON.stringify(result));
    return applyEdits(text, result.edits);
  };

  for (const [name, text, path, after] of [...HCL, ...UNFORMATTED]) {
    it(`knows ${name}`, () => assert.equal(edited(text, path), after));

    it(`knows ${name}, with lines as Windows has them`, () => {
      assert.equal(edited(text.replaceAll("\n", "\r\n"), path, "main.tofu"), after.replaceAll("\n", "\r\n"));
    });
  }

  it("leaves what Terraform's formatter leaves", async () => {
    const all = HCL.map(([, text, path]) => edited(text, path)).join("\n");
    const { stdout } = await execa("terraform", ["fmt", "-"], {
      input: all,
      stripFinalNewline: false,
      env: { TF_CLI_CONFIG_FILE: "" },
    });
    assert.equal(stdout, all);
  });

  for (const [name, text, after] of IN_JSON) {
    it(`knows ${name}, in JSON`, () => assert.equal(edited(text, 'tags["Env"]', "main.tf.json"), after));

    it(`knows ${name}, in JSON with lines as Windows has them`, () => {
      const windows = (unix: string): string => unix.replaceAll("\n", "\r\n");
      assert.equal(edited(windows(text), 'tags["Env"]', "main.tofu.json"), windows(after));
    });
  }

  it("keeps hostile names apart from what JavaScript knows", () => {
    const text = '{ "resource": { "__proto__": { "constructor": {} } } }';
    const after = edited(text, "__proto__", "main.tf.json", "__proto__.constructor");
    assert.equal(
      after,
      '{ "resource": { "__proto__": { "constructor": { "lifecycle": { "ignore_changes": ["__proto__"] } } } } }',
    );
    assert.equal(
      edited('resource "__proto__" "constructor" {}', "__proto__", "main.tf", "__proto__.constructor"),
      'resource "__proto__" "constructor" {\n  lifecycle {\n    ignore_changes = [__proto__]\n  }\n}',
    );
  });

  for (const [name, text, path, why, fileName = "main.tf"] of REFUSED) {
    it(`is refused, in one sentence, when ${name}`, () => {
      const result = editing.addIgnoreChanges({ fileName, text, block: "aws_x.y", path });
      assert.ok("refused" in result, JSON.stringify(result));
      assert.match(result.refused, why);
      assert.match(result.refused, /^[A-Z][^\n]*\.$/);
    });
  }

  it("is refused for what is no resource", () => {
    for (const block of ["data.aws_x.y", "module.a", "var.x", "module.a.aws_x.y", "", "x"]) {
      const result = editing.addIgnoreChanges({ fileName: "main.tf", text: 'data "aws_x" "y" {}', block, path: "a" });
      assert.ok("refused" in result, block);
      assert.match(result.refused, /Only resources have ignore_changes/);
    }
  });

  it("takes a second edit on top of the first", () => {
    const once = edited('resource "aws_x" "y" {}\n', "tags");
    assert.equal(
      edited(once, "size"),
      'resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = [tags, size]\n  }\n}\n',
    );
    const refused = editing.addIgnoreChanges({ fileName: "main.tf", text: once, block: "aws_x.y", path: "tags" });
    assert.ok("refused" in refused);
  });
});
