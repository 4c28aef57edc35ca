import assert from "node:assert/strict";
import { openSource } from "../../src/core/source/openSource";
import type { Acceptance, ActualValue } from "../../src/core/source/source";
import { applyEdits } from "../../src/core/textEdit";
import type { Json } from "../../src/shared/model";
import { folderWith, removeFolders } from "./sourceFolder";

/** The code in the block, the path, recorded and actual value, and the code that is to become of it; null: refused. */
type Row = [name: string, code: string, path: string, before: Json, after: Json, expected: string];

const SCALARS: Row[] = [
  ["a string", 'size = "small"', "size", "small", "large", 'size = "large"'],
  [
    "a string with all that has to be escaped",
    'size = "a"',
    "size",
    "a",
    'q"\\ ${x} %{y} $5 100% $${',
    'size = "q\\"\\\\ $${x} %%{y} $5 100% \\u0024$${"',
  ],
  ["a string in letters of all kinds", 'size = "é" # ü', "size", "é", "😀 ñ 漢", 'size = "😀 ñ 漢" # ü'],
  ["a string that becomes several lines", 'size = "a"', "size", "a", "x\ny\t\n", 'size = "x\\ny\\t\\n"'],
  ["an empty string", 'size = "a"', "size", "a", "", 'size = ""'],
  ["a number", "size = 10", "size", 10, 20, "size = 20"],
  ["a number with an exponent", "size = 1e3", "size", 1000, 2500, "size = 2500"],
  ["a negative number", "size = -1", "size", -1, -2.5, "size = -2.5"],
  ["a number that JavaScript would round", "size = 1", "size", 1, "9223372036854775807", "size = 9223372036854775807"],
  ["a huge number", "size = 1", "size", 1, 1e21, "size = 1000000000000000000000"],
  ["a tiny number", "size = 1", "size", 1, 1.5e-7, "size = 0.00000015"],
  ["a number that the code writes as a string", 'size = "80"', "size", 80, 443, 'size = "443"'],
  ["a string that the code writes as a number", "size = 80", "size", "80", "http", 'size = "http"'],
  ["a string of digits with a zero in front", "size = 80", "size", "80", "080", 'size = "080"'],
  ["a boolean", "size = true", "size", true, false, "size = false"],
  ["a boolean that the code writes as a string", 'size = "true"', "size", true, false, 'size = "false"'],
  ["a null", "size = null", "size", null, "x", 'size = "x"'],
  ["a value in parentheses", "size = (1) # one", "size", 1, 2, "size = (2) # one"],
  ["a heredoc", "size = <<EOT\na\nEOT", "size", "a\n", "b ${x}\n c\n", "size = <<EOT\nb $${x}\n c\nEOT"],
  [
    "an indented heredoc",
    "size = <<-EOT\n    a\n      b\n  EOT",
    "size",
    "a\n  b\n",
    "x\n\n  y\n",
    "size = <<-EOT\n    x\n\n      y\n  EOT",
  ],
  ["a heredoc for a text without a last line feed", "size = <<EOT\na\nEOT", "size", "a\n", "b", 'size = "b"'],
  ["a heredoc for a text with its marker", "size = <<EOT\na\nEOT", "size", "a\n", "x\n EOT\n", 'size = "x\\n EOT\\n"'],
  [
    "an indented heredoc for a text that is indented itself",
    "size = <<-EOT\n    a\n  EOT",
    "size",
    "a\n",
    "  b\n",
    'size = "  b\\n"',
  ],
];

const COLLECTIONS: Row[] = [
  [
    "an element of a map",
    'tags = { Env = "a", Name = "n" }',
    'tags["Env"]',
    "a",
    "b",
    'tags = { Env = "b", Name = "n" }',
  ],
  ["a new element on one line", 'tags = { Env = "a" }', 'tags["Name"]', null, "n", 'tags = { Env = "a", Name = "n" }'],
  ["a first element", "tags = {}", 'tags["Name"]', null, "n", 'tags = { Name = "n" }'],
  [
    "a new element whose key needs quotes",
    'tags = { Env = "a" }',
    'tags["a b"]',
    null,
    "n",
    'tags = { Env = "a", "a b" = "n" }',
  ],
  [
    "a new element among quoted keys and colons",
    'tags = { "Env" : "a" }',
    'tags["Name"]',
    null,
    "n",
    'tags = { "Env" : "a", "Name" : "n" }',
  ],
  [
    "a new element on a line of its own",
    'tags = {\n    Env = "a" # e\n    # last\n  }',
    'tags["Long"]',
    null,
    "n",
    'tags = {\n    Env  = "a" # e\n    Long = "n"\n    # last\n  }',
  ],
  [
    "a new element behind a comma",
    'tags = {\n    A = "a",\n    B = "b",\n  }',
    'tags["C"]',
    null,
    "c",
    'tags = {\n    A = "a",\n    B = "b",\n    C = "c",\n  }',
  ],
  [
    "a new element where commas part the others",
    'tags = {\n    A = "a",\n    B = "b" # b\n  }',
    'tags["C"]',
    null,
    "c",
    'tags = {\n    A = "a",\n    B = "b", # b\n    C = "c"\n  }',
  ],
  [
    "an element that is gone",
    'tags = { A = "a", B = "b", C = "c" }',
    'tags["B"]',
    "b",
    null,
    'tags = { A = "a", C = "c" }',
  ],
  ["a last element that is gone", 'tags = { A = "a", B = "b" }', 'tags["B"]', "b", null, 'tags = { A = "a" }'],
  ["an only element that is gone", 'tags = { A = "a" }', 'tags["A"]', "a", null, "tags = {}"],
  [
    "an element that is gone with its line and the comment on it",
    'tags = {\n    # above\n    A    = "a"\n    Long = "b" # long\n    C    = "c"\n  }',
    'tags["Long"]',
    "b",
    null,
    'tags = {\n    # above\n    A = "a"\n    C = "c"\n  }',
  ],
  ["a changed element of a list", 'list = ["a", "b"]', "list[1]", "b", "c", 'list = ["a", "c"]'],
  ["an element that the provider counts elsewhere", 'list = ["a", "b"]', "list[0]", "b", "c", 'list = ["a", "c"]'],
  ["the one of two equal elements that the index names", 'list = ["a", "a"]', "list[1]", "a", "c", 'list = ["a", "c"]'],
  ["a new element of a list", 'list = ["a"]', "list[1]", null, "b", 'list = ["a", "b"]'],
  ["a new first element of a list", 'list = ["a"]', "list[0]", null, "b", 'list = ["b", "a"]'],
  ["a new element of an empty list", "list = []", "list[0]", null, "b", 'list = ["b"]'],
  [
    "a new element between lines",
    'list = [\n    "a", # a\n    "c"\n  ]',
    "list[1]",
    null,
    "b",
    'list = [\n    "a", # a\n    "b",\n    "c"\n  ]',
  ],
  [
    "a new last line",
    'list = [\n    "a",\n    "b" # b\n  ]',
    "list[2]",
    null,
    "c",
    'list = [\n    "a",\n    "b", # b\n    "c"\n  ]',
  ],
  [
    "a line that is gone",
    'list = [\n    "a",\n    "b", # b\n    "c",\n  ]',
    "list[1]",
    "b",
    null,
    'list = [\n    "a",\n    "c",\n  ]',
  ],
  [
    "the last line that is gone",
    'list = [\n    "a",\n    "b" # b\n  ]',
    "list[1]",
    "b",
    null,
    'list = [\n    "a"\n  ]',
  ],
  ["a whole list", 'list = ["a", "b"]', "list", ["a", "b"], ["c"], 'list = ["c"]'],
  [
    "a whole list on lines",
    'list = [\n    "a", # a\n    "b",\n  ]',
    "list",
    ["a", "b"],
    ["a", "b", "c"],
    'list = [\n    "a", # a\n    "b",\n    "c",\n  ]',
  ],
  ["a whole map", 'tags = { A = "a" }', "tags", { A: "a" }, { B: "b", C: 1 }, 'tags = { B = "b", C = 1 }'],
  ["an object in a list", 'list = [{ a = 1, b = "x" }]', "list[0].b", "x", "y", 'list = [{ a = 1, b = "y" }]'],
  [
    "a set that a function makes of a list",
    'list = toset(["a", "b"])',
    "list[0]",
    "b",
    "c",
    'list = toset(["a", "c"])',
  ],
  [
    "an element that merge has the last word on",
    'tags = merge(var.tags, { A = "a" })',
    'tags["A"]',
    "a",
    "b",
    'tags = merge(var.tags, { A = "b" })',
  ],
  [
    "a new element of what merge ends with",
    'tags = merge(var.tags, { A = "a" })',
    'tags["B"]',
    null,
    "b",
    'tags = merge(var.tags, { A = "a", B = "b" })',
  ],
  [
    "an element beside one that is computed",
    'tags = { A = var.a, B = "b" }',
    'tags["B"]',
    "b",
    "c",
    'tags = { A = var.a, B = "c" }',
  ],
  [
    "a whole map in which what is computed stays",
    'tags = { A = var.a, B = "b" }',
    "tags",
    { A: "x", B: "b" },
    { A: "x", B: "c" },
    'tags = { A = var.a, B = "c" }',
  ],
  [
    "JSON",
    'doc = jsonencode({\n    Version = "1"\n    Who     = var.who\n    Items   = [{ Port = 80 }]\n  })',
    "doc",
    '{"Version":"1","Who":"me","Items":[{"Port":80}]}',
    '{"Items":[{"Port":443}],"Version":"2","Who":"me","More":true}',
    'doc = jsonencode({\n    Version = "2"\n    Who     = var.who\n    Items   = [{ Port = 443 }]\n    More    = true\n  })',
  ],
];

const ARGUMENTS: Row[] = [
  ["a new argument", "a = 1\n  bcd = 2", "size", null, "x", 'a = 1\n  bcd = 2\n  size = "x"'],
  [
    "a new argument among aligned ones",
    "a   = 1\n  bcd = 2 # c",
    "longer",
    null,
    true,
    "a      = 1\n  bcd    = 2 # c\n  longer = true",
  ],
  ["a new argument before blocks", "a = 1\n\n  lifecycle {\n  }", "b", null, 2, "a = 1\n  b = 2\n\n  lifecycle {\n  }"],
  ["a new argument before blocks where there is none", "lifecycle {\n  }", "b", null, 2, "b = 2\n\n  lifecycle {\n  }"],
  ["a new argument behind a heredoc", "a = <<EOT\nx\nEOT", "bc", null, 2, "a  = <<EOT\nx\nEOT\n  bc = 2"],
  [
    "a new map",
    "a = 1",
    "tags",
    null,
    { "a b": "x", cd: "y" },
    'a = 1\n  tags = {\n    "a b" = "x"\n    cd    = "y"\n  }',
  ],
  ["a new list", "a = 1", "b", null, ["x", 1], 'a = 1\n  b = ["x", 1]'],
  [
    "the first element of a map that is not there",
    "a = 1",
    'tags["A"]',
    null,
    "x",
    'a = 1\n  tags = {\n    A = "x"\n  }',
  ],
  ["an argument that is gone", "a = 1\n  # b\n  b = 2 # it\n  c = 3", "b", 2, null, "a = 1\n  # b\n  c = 3"],
  ["a long argument that is gone", "a    = 1\n  long = 2\n  c    = 3", "long", 2, null, "a = 1\n  c = 3"],
  ["an argument in a paragraph of its own", "a = 1\n\n  b = 2\n\n  c = 3", "b", 2, null, "a = 1\n\n  c = 3"],
  ["the last argument behind a blank line", "a = 1\n\n  b = 2", "b", 2, null, "a = 1"],
  ["an argument of a nested block", "disk {\n    size = 1\n  }", "disk[0].size", 1, 2, "disk {\n    size = 2\n  }"],
  [
    "a new argument of a nested block",
    "disk {\n    size = 1\n  }",
    "disk[0].type",
    null,
    "x",
    'disk {\n    size = 1\n    type = "x"\n  }',
  ],
  [
    "a new argument of a block on one line",
    "disk { size = 1 }",
    "disk[0].kind",
    null,
    "x",
    'disk {\n    size = 1\n    kind = "x"\n  }',
  ],
  ["a new argument of an empty block", "disk {}", "disk[0].kind", null, "x", 'disk {\n    kind = "x"\n  }'],
  ["the only argument of a block on one line", "disk { size = 1 }", "disk[0].size", 1, null, "disk {}"],
  [
    "a block among several, by what it says",
    "disk {\n    size = 1\n  }\n  disk {\n    size = 2\n  }",
    "disk[0].size",
    2,
    3,
    "disk {\n    size = 1\n  }\n  disk {\n    size = 3\n  }",
  ],
  ["comments in a column", 'a = 1   # x\n  b = "b" # y', "a", 1, "longer", 'a = "longer" # x\n  b = "b"      # y'],
  ["columns that are not aligned", 'a = 1 # x\n  bcd = "b" # y', "a", 1, "longer", 'a = "longer" # x\n  bcd = "b" # y'],
];

function resource(code: string): string {
  return `# é\nresource "aws_x" "y" {\n  ${code}\n}\n\nresource "aws_x" "z" { size = 1 }\n`;
}

export async function accepted(
  files: Record<string, string>,
  values: readonly ActualValue[],
  given?: Parameters<Awaited<ReturnType<typeof openSource>>["accept"]>[2],
  address = "aws_x.y",
): Promise<Acceptance> {
  const source = await openSource(folderWith(files));
  return source.accept(address, values, given);
}

export function value(path: string, before: Json, after: Json): ActualValue {
  return { path, before, after, action: before === null ? "create" : after === null ? "delete" : "update" };
}

describe("an actual value accepted into the code", () => {
  after(removeFolders);

  for (const [name, code, path, before, after, expected] of [...SCALARS, ...COLLECTIONS, ...ARGUMENTS]) {
    it(`writes ${name}`, async () => {
      const result = await accepted({ "main.tf": resource(code) }, [value(path, before, after)]);
      assert.deepEqual(result.refused, []);
      assert.deepEqual(result.accepted, [path]);
      assert.equal(result.files[0]?.after, resource(expected));
      const [file] = result.files;
      assert.equal(applyEdits(file.before, file.edits), file.after);
    });
  }

  it("leaves alone how lines end, tabs, a byte order mark and the end of the file", async () => {
    const code = '\uFEFFresource "aws_x" "y" {\r\n\ta   = "old" # c\r\n\tbcd = {\r\n\t\tx = 1\r\n\t}\r\n}';
    const { files, accepted: paths } = await accepted({ "main.tf": code }, [
      value("a", "old", "new"),
      value('bcd["yy"]', null, 2),
      value("c", null, true),
    ]);
    assert.deepEqual(paths, ["a", 'bcd["yy"]', "c"]);
    const [file] = files;
    assert.equal(
      file?.after,
      '\uFEFFresource "aws_x" "y" {\r\n\ta   = "new" # c\r\n\tbcd = {\r\n\t\tx  = 1\r\n\t\tyy = 2\r\n\t}\r\n\tc = true\r\n}',
    );
    assert.equal(file.before, code);
    assert.equal(applyEdits(file.before, file.edits), file.after);
  });

  it("combines the values of one resource, those that are gone before those that are new", async () => {
    const code = resource('list = ["a", "b", "c"]\n  size = 1\n\n  disk {\n    size = 1\n  }');
    const { files, accepted: paths } = await accepted({ "main.tf": code }, [
      value("list[0]", null, "z"),
      value("list[1]", "b", null),
      value("list[2]", "c", "d"),
      value("disk[0].size", 1, 2),
      value("size", 1, 2),
    ]);
    assert.deepEqual(paths.toSorted(), ["disk[0].size", "list[0]", "list[1]", "list[2]", "size"]);
    assert.equal(files.length, 1);
    assert.equal(files[0]!.after, resource('list = ["z", "a", "d"]\n  size = 2\n\n  disk {\n    size = 2\n  }'));
    assert.equal(applyEdits(code, files[0]!.edits), files[0]!.after);
    assert.equal(files[0]!.edits.length, 3);
  });

  it("accepts what can be and refuses the rest", async () => {
    const result = await accepted({ "main.tf": resource("a = 1\n  b = var.b") }, [value("b", 1, 2), value("a", 1, 2)]);
    assert.deepEqual(result.accepted, ["a"]);
    assert.deepEqual(
      result.refused.map(({ path }) => path),
      ["b"],
    );
  });

  it("edits the override that says it", async () => {
    const { files } = await accepted(
      { "main.tf": resource("a = 1"), "b_override.tf": 'resource "aws_x" "y" {\n  b = 1\n}\n' },
      [value("b", 1, 2)],
    );
    assert.deepEqual(
      files.map(({ file, after }) => [file, after]),
      [["b_override.tf", 'resource "aws_x" "y" {\n  b = 2\n}\n']],
    );
  });

  it("edits the module that is called once", async () => {
    const { files } = await accepted(
      { "main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": resource("a = 1") },
      [value("a", 1, 2)],
      undefined,
      "module.m.aws_x.y",
    );
    assert.deepEqual(
      files.map(({ file, after }) => [file, after]),
      [["m/main.tf", resource("a = 2")]],
    );
  });

  it("takes the code's place of an element from who knows it", async () => {
    const code = "rule {\n    a = 1\n  }\n  rule {\n    a = 1\n  }";
    const { files } = await accepted({ "main.tf": resource(code) }, [
      { ...value("rule[0].a", 1, 2), codePath: "rule[1].a" },
    ]);
    assert.equal(files[0]?.after, resource("rule {\n    a = 1\n  }\n  rule {\n    a = 2\n  }"));
  });

  it("survives a value that is nested beyond all reason", async () => {
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as Json;
    const result = await accepted({ "main.tf": resource("a = 1") }, [value("a", 1, deep)]);
    assert.deepEqual(result.files, []);
    assert.match(result.refused[0]!.reason, /^It cannot be written/);
  });

  it("is not led astray by hostile keys", async () => {
    const after = JSON.parse('{"__proto__":"x","constructor":"y"}') as Json;
    const { files } = await accepted({ "main.tf": resource("tags = {}") }, [value("tags", {}, after)]);
    assert.equal(files[0]?.after, resource('tags = { __proto__ = "x", constructor = "y" }'));
  });

  const JSON_ROWS: Row[] = [
    ["a string", '"size": "small"', "size", "small", "${x}", '"size": "$${x}"'],
    ["a number", '"size": 1', "size", 1, "9223372036854775807", '"size": 9223372036854775807'],
    [
      "a new argument",
      '"size": 1',
      "tags",
      null,
      { A: "a" },
      '"size": 1,\n        "tags": {\n          "A": "a"\n        }',
    ],
    ["a new element", '"tags": { "A": "a" }', 'tags["B"]', null, "b", '"tags": { "A": "a", "B": "b" }'],
    [
      "an element that is gone",
      '"tags": {\n          "A": "a",\n          "B": "b"\n        }',
      'tags["B"]',
      "b",
      null,
      '"tags": {\n          "A": "a"\n        }',
    ],
    ["an argument that is gone", '"a": 1,\n        "b": 2', "a", 1, null, '"b": 2'],
    ["a list", '"list": ["a", "b"]', "list", ["a", "b"], ["b", "c"], '"list": ["b", "c"]'],
    ["a nested block", '"disk": [{ "size": 1 }]', "disk[0].size", 1, 2, '"disk": [{ "size": 2 }]'],
    ["a nested block that is no list", '"disk": { "size": 1 }', "disk[0].size", 1, 2, '"disk": { "size": 2 }'],
  ];
  for (const [name, code, path, before, after, expected] of JSON_ROWS) {
    it(`writes ${name} into JSON`, async () => {
      const file = (said: string): string =>
        `{\n  "resource": {\n    "aws_x": {\n      "y": {\n        ${said}\n      }\n    }\n  }\n}\n`;
      const result = await accepted({ "main.tf.json": file(code) }, [value(path, before, after)]);
      assert.deepEqual(result.refused, []);
      assert.equal(result.files[0]?.after, file(expected));
    });
  }
});
