import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlanScanner, scanPlan, type PlanReader, type Wanted } from "../../src/core/plan/scan";
import { DriftError } from "../../src/shared/errors";
import { fuzz } from "./jsonFuzz";
import { chunksOf } from "./randomPlan";

type Found = [key: string, value: unknown][];

function collect(wanted: Readonly<Record<string, Wanted>>): PlanReader & { readonly all: Found } {
  const all: Found = [];
  return {
    all,
    want: (key) => (Object.hasOwn(wanted, key) ? wanted[key]! : "skip"),
    found: (key, value) => all.push([key, value]),
  };
}

function scan(chunks: readonly Uint8Array[], reader: PlanReader): void {
  const scanner = new PlanScanner(reader);
  for (const chunk of chunks) scanner.write(chunk);
  scanner.end();
}

/** The document whole, and in chunks of 1 to 9 bytes. */
function everyChunking(document: string | Buffer): Buffer[][] {
  const bytes = Buffer.from(document as string);
  return [bytes.length, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((size) => chunksOf(bytes, () => size));
}

/** What is found, however the document is cut into chunks. */
function foundIn(document: string | Buffer, wanted: Readonly<Record<string, Wanted>>): Found {
  const results = everyChunking(document).map((chunks) => {
    const reader = collect(wanted);
    scan(chunks, reader);
    return reader.all;
  });
  for (const result of results) assert.deepEqual(result, results[0]);
  return results[0]!;
}

function errorOf(action: () => void): DriftError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof DriftError, String(error));
    assert.equal(error.reason, "plan_unreadable");
    return error;
  }
  assert.fail("the document was not refused");
}

/** Message and way out, however the document is cut into chunks. */
function refusalOf(document: string | Buffer, wanted: Readonly<Record<string, Wanted>> = {}): string {
  const errors = everyChunking(document).map((chunks) => errorOf(() => scan(chunks, collect(wanted))));
  const texts = errors.map((error) => `${error.message} | ${error.wayOut}`);
  for (const text of texts) assert.equal(text, texts[0]);
  for (const error of errors) assert.match(error.wayOut, /^[A-Z].*\.$/);
  return texts[0]!;
}

describe("what the plan scanner finds", () => {
  const ELEMENTS = { resource_drift: "elements" } as const;

  it("hands on whole values of every kind", () => {
    const values = { a: "x", b: -1.5e3, c: true, d: false, e: null, f: { g: [1, { h: [] }] }, i: [], j: {}, k: 0 };
    const wanted = Object.fromEntries(Object.keys(values).map((key) => [key, "value" as const]));
    assert.deepEqual(foundIn(JSON.stringify(values), wanted), Object.entries(values));
    assert.deepEqual(foundIn(JSON.stringify(values, null, 2), wanted), Object.entries(values));
  });

  it("hands on the elements of an array one by one, whatever they are", () => {
    const elements = [{ address: "a" }, "x", 1, null, [], [{}], true, {}, "{", -0.5];
    const found = foundIn(JSON.stringify({ x: 1, resource_drift: elements, y: 2 }), ELEMENTS);
    assert.deepEqual(
      found.map(([, value]) => value),
      elements,
    );
  });

  describe("of resource changes", () => {
    const changesIn = (list: string): unknown[] =>
      foundIn(`{"resource_changes":${list}}`, { resource_changes: "changes" }).map(([, value]) => value);

    it("leaves out what those would be that change nothing", () => {
      const values = { before: { a: [1, { b: "é" }] }, after: { a: [1, { b: "é" }] } };
      const marks = { after_unknown: {}, before_sensitive: { a: true }, after_sensitive: false };
      const changes = [["no-op"], ["update"], ["delete", "create"], [], ["no-op", "update"]].map((actions) => ({
        address: "a.b",
        index: 0,
        change: { actions, ...values, ...marks },
        action_reason: null,
      }));
      const [noOp, ...others] = changes;
      const withoutAfter = { ...noOp, change: { actions: ["no-op"], before: values.before, ...marks } };
      assert.deepEqual(changesIn(JSON.stringify(changes, null, 1)), [withoutAfter, ...others]);
    });

    it("leaves out nothing where the actions come later, and takes whatever else there is", () => {
      const odd = [
        { change: { before: 1, after: 2, actions: ["no-op"] } },
        { change: { actions: "no-op", after: 2 } },
        { change: "no-op" },
        {},
        "x",
        [{ change: { actions: ["no-op"], after: 1 } }],
        null,
      ];
      assert.deepEqual(changesIn(JSON.stringify(odd)), odd);
    });

    it("keeps members with the names of JavaScript's own", () => {
      const [found] = changesIn('[{"__proto__":1,"constructor":2,"change":{"__proto__":3}}]');
      assert.equal(JSON.stringify(found), '{"__proto__":1,"constructor":2,"change":{"__proto__":3}}');
    });

    it("refuses a member that is there twice", () => {
      const refusal = refusalOf('{"resource_changes":[{"a":1,"a":2}]}', { resource_changes: "changes" });
      assert.match(refusal, /^The plan JSON has "a" twice in one object at byte/);
    });
  });

  it("finds nothing in an empty array and takes null for absent", () => {
    assert.deepEqual(foundIn('{"resource_drift": [ ]}', ELEMENTS), []);
    assert.deepEqual(foundIn('{"resource_drift": null}', ELEMENTS), []);
    assert.deepEqual(foundIn("{}", ELEMENTS), []);
  });

  it("looks at top-level keys only", () => {
    const document = { a: { resource_drift: [1] }, b: [{ resource_drift: [2] }], c: '"resource_drift":[3]' };
    assert.deepEqual(foundIn(JSON.stringify(document), ELEMENTS), []);
  });

  it("asks for every top-level key in the order of the document", () => {
    const asked: string[] = [];
    scan([Buffer.from('{"b":{"x":1},"a":[{"y":2}],"":3,"__proto__":4}')], {
      want: (key) => (asked.push(key), "skip"),
      found: () => assert.fail("nothing was wanted"),
    });
    assert.deepEqual(asked, ["b", "a", "", "__proto__"]);
  });

  it("finds the resources of a state in all modules", () => {
    const state = {
      format_version: "1.0",
      resources: ["not these"],
      values: {
        outputs: { resources: ["nor these"] },
        root_module: {
          resources: [{ address: "a", values: { resources: [0] } }, 1],
          child_modules: [
            { address: "module.m", resources: ["b"], child_modules: [{ resources: ["c"] }, {}] },
            { resources: [] },
            { resources: [null] },
          ],
        },
      },
    };
    const found = foundIn(JSON.stringify({ prior_state: state }), { prior_state: "resources" });
    assert.deepEqual(
      found.map(([, value]) => value),
      [{ address: "a", values: { resources: [0] } }, 1, "b", "c", null],
    );
  });

  for (const state of [
    "null",
    "[]",
    '"x"',
    '{"values":[{"root_module":{"resources":[1]}}]}',
    '{"values":{"root_module":[{"resources":[1]}]}}',
    '{"values":{"root_module":{"resources":{"":1},"child_modules":{"resources":[1]}}}}',
    '{"values":{"root_module":{"child_modules":[1,[{"resources":[1]}],null,"x"]}}}',
    '{"root_module":{"resources":[1]}}',
  ]) {
    it(`passes over a state of another shape: ${state}`, () => {
      assert.deepEqual(foundIn(`{"prior_state":${state}}`, { prior_state: "resources" }), []);
    });
  }

  it("knows a key in whatever way it is written", () => {
    assert.deepEqual(foundIn('{"resource\\u005fdrift":[1]}', ELEMENTS), [["resource_drift", 1]]);
    const odd = 'é "日本" \\ 🚀 \n';
    assert.deepEqual(foundIn(JSON.stringify({ [odd]: 1 }), { [odd]: "value" }), [[odd, 1]]);
    assert.deepEqual(foundIn('{"\\ud83d\\ude80":1}', { "🚀": "value" }), [["🚀", 1]]);
  });

  it("parses keys such as __proto__ as JSON.parse does", () => {
    const [found] = foundIn('{"v":{"__proto__":{"polluted":1},"constructor":2}}', { v: "value" });
    assert.deepEqual(Object.keys(found![1] as object), ["__proto__", "constructor"]);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    const prototype = JSON.parse('{"__proto__":"value"}') as Record<string, Wanted>;
    assert.deepEqual(foundIn('{"__proto__":{"a":1}}', prototype), [["__proto__", { a: 1 }]]);
  });

  it("lets the last of equal keys count inside a value", () => {
    assert.deepEqual(foundIn('{"v":{"a":1,"a":2}}', { v: "value" }), [["v", { a: 2 }]]);
  });

  it("lets keys repeat that nobody wants", () => {
    assert.deepEqual(foundIn('{"a":1,"a":2,"v":3}', { v: "value" }), [["v", 3]]);
  });

  it("tolerates a byte order mark and white space around the document", () => {
    assert.deepEqual(foundIn('\ufeff \t\r\n{"v":1}\n \t', { v: "value" }), [["v", 1]]);
    assert.deepEqual(foundIn(`${" ".repeat(5000)}{"v":1}${" ".repeat(5000)}`, { v: "value" }), [["v", 1]]);
  });

  it("replaces broken UTF-8 in strings as JSON.parse of the file does", () => {
    const document = Buffer.concat([Buffer.from('{"v":"a'), Buffer.of(0xe6, 0x97, 0x22), Buffer.from("}")]);
    assert.deepEqual(foundIn(document, { v: "value" }), [["v", "a\ufffd"]]);
  });

  it("reads strings of 10 MB, wanted or not", () => {
    const long = "x\\n".repeat(5 * 1024 * 1024);
    const reader = collect({ v: "value" });
    scan(
      chunksOf(Buffer.from(`{"s":"${long}","v":"${long}"}`), () => 65_536),
      reader,
    );
    assert.equal(reader.all[0]![1], "x\n".repeat(5 * 1024 * 1024));
  }).timeout(60_000);

  it("does not depend on a chunk once it was written", () => {
    const reader = collect({ v: "value" });
    const scanner = new PlanScanner(reader);
    const document = `{"pad":"${"x".repeat(2000)}","v":["abc","${"def".repeat(10_000)}"]}`;
    for (const chunk of chunksOf(Buffer.from(document), () => 7)) {
      const reused = Buffer.from(chunk);
      scanner.write(reused);
      reused.fill("#");
    }
    scanner.end();
    assert.deepEqual(reader.all, [["v", ["abc", "def".repeat(10_000)]]]);
  });

  it("takes any Uint8Array, also a part of a larger one", () => {
    const reader = collect({ v: "value" });
    scan([new Uint8Array(Buffer.from('###{"v":1}###')).subarray(3, 10)], reader);
    assert.deepEqual(reader.all, [["v", 1]]);
  });

  it("hands on what the reader throws", () => {
    const reader = { want: () => "value" as const, found: () => assert.fail("mine") };
    assert.throws(() => scan([Buffer.from('{"v":1}')], reader), /mine/);
  });
});

describe("what the plan scanner refuses", () => {
  /** In a skipped value, in a wanted one and among the elements of an array. */
  const surroundings: [where: string, put: (text: string) => string, wanted: Record<string, Wanted>][] = [
    ["a skipped value", (text) => `{"a":${text}}`, {}],
    ["a wanted value", (text) => `{"a":${text}}`, { a: "value" }],
    ["an element", (text) => `{"a":[1,${text},2]}`, { a: "elements" }],
  ];
  const invalid = [
    ...["tru", "trux", "True", "nul", "nulll", "falsy", "undefined", "NaN", "Infinity", "x", "'a'", "/* */ 1", "\\n"],
    ...["01", "-", "-a", "+1", ".5", "1.", "1.e5", "1e", "1e+", "1e1.5", "0x1", "1_000", "--1", "00", "-01", "1.2.3"],
    ...['"\t"', '"\n"', '"\u0000"', '"\\x"', '"\\u12g4"', '"\\u123"', '"\\', '"\\U0041"', '"', '"a" "b"'],
    ...["[", "[1", "[1,", "[,1]", "[1,]", "[1 2]", "[1}", "]", "[1]]", "[\u00a0]", "[\u000b]"],
    ...[
      "{",
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"a":1,',
      '{"a":1,}',
      "{,}",
      '{"a" 1}',
      '{"a"::1}',
      "{a:1}",
      '{"a":1,b":2}',
      "{1:1}",
      '{"a":1]',
    ],
    ...['{"a":1 "b":2}', '{"a","b"}', "{]", "[:]", ":", ",", ""],
  ];
  for (const [where, put, wanted] of surroundings) {
    it(`JSON that is not valid in ${where}`, () => {
      for (const text of invalid) {
        assert.throws(() => JSON.parse(put(text)) as unknown, SyntaxError, text);
        const refusal = refusalOf(put(text), wanted);
        assert.match(refusal, /^The plan JSON (is not valid at byte \d+ \(line \d+\): |ended early at byte \d+)/, text);
      }
    });
  }

  const cases: [what: string, document: string | Buffer, refusal: RegExp, wanted?: Record<string, Wanted>][] = [
    ["nothing at all", "", /^The plan JSON is empty\. \| .*failed/],
    ["only white space", " \n ", /^The plan JSON is empty\./],
    ["only a byte order mark", "\ufeff", /^The plan JSON is empty\./],
    ["a file that is cut off", '{"a":[{"b":"cc', /^The plan JSON ended early at byte 14: the file is cut off\./],
    ["a missing comma, with its place", '{"a":1,\n\n "b":2 "c":3}', /at byte 16 \(line 3\): a comma or the end/],
    ["the place after a byte order mark", '\ufeff{"a":x}', /at byte 8 \(line 1\): a value was expected/],
    ["data after the end", '{"a":1} x', /at byte 8 \(line 1\): something follows.*terraform_wrapper: false/],
    ["a second document", '{"a":1}\n{"b":2}', /at byte 8 \(line 2\): something follows/],
    ["an array of objects", "[{}]", /does not start with an object at byte 0/],
    ["an empty array", "[]", /does not start with an object at byte 0/],
    ["a late array", `${" ".repeat(2000)}[1]`, /does not start with an object at byte 2000/],
    ["a wanted key twice", '{"v":1,"v":2}', /^The plan JSON has "v" twice in one object at byte 11/, { v: "value" }],
    ["a wanted key twice, once as null", '{"v":null,"v":[2]}', /has "v" twice/, { v: "elements" }],
    ["a wanted key twice, once with an escape", '{"v":1,"\\u0076":2}', /has "v" twice/, { v: "value" }],
    [
      "no array where one is wanted",
      '{"v":{"a":1}}',
      /something else than an array as "v" at byte 5/,
      { v: "elements" },
    ],
    ["a string where an array is wanted", '{"v":"[]"}', /something else than an array as "v"/, { v: "elements" }],
    [
      "a state with two lists of resources",
      '{"s":{"values":{"root_module":{"resources":[],"resources":[]}}}}',
      /has "resources" twice in one object/,
      { s: "resources" },
    ],
    [
      "the event log of a plan",
      '{"@level":"info","@message":"m","type":"version"}\n{"@level":"info"}',
      /^This is the event log of `plan -json`, not a plan\. \| .*`terraform show -json PLANFILE`/,
    ],
    ["an event log of one line", '{"@level":"info","@message":"m","type":"version"}\n', /^This is the event log/],
    [
      "a state file",
      '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","resources":[]}',
      /^This is a state file, not a plan\. \| Save the plan/,
    ],
    ["a state file that is cut off", '{"version":4,"serial":1,"lineage":"x","resour', /^This is a state file/],
    [
      "a state shown as JSON",
      '{"format_version":"1.0","values":{"root_module":{}}}',
      /^This is a state as `terraform show -json` prints/,
    ],
    [
      "a plan file",
      Buffer.from("PK\u0003\u0004\u0014\u0000rest", "latin1"),
      /^This is a plan file, not plan JSON\. \| Run `terraform show -json FILE` first/,
    ],
    ["gzip", Buffer.of(0x1f, 0x8b, 8, 0, 0, 0), /^This is a gzip file/],
    [
      "UTF-16 with its mark",
      Buffer.from('\ufeff{"a":1}', "utf16le"),
      /written in UTF-16 .* \| PowerShell's `>` .*-Encoding utf8.*`cmd \/c`/,
    ],
    ["UTF-16 without its mark", Buffer.from('{"a":1}', "utf16le"), /written in UTF-16/],
    ["big-endian UTF-16", Buffer.from('\ufeff{"a":1}', "utf16le").swap16(), /written in UTF-16/],
    ["zeros", Buffer.alloc(64), /^The document starts with other text than plan JSON\. \|/],
    [
      "the output of setup-terraform's wrapper",
      '[command]/usr/bin/terraform show -json tfplan\n{"format_version":"1.2"}',
      /^The document starts with other text than plan JSON, "\[command\]\/usr\/bin\/terraform show -json tfplan"\. \| .*terraform_wrapper: false/,
    ],
    ["a warning in colour", '\u001b[33m╷\u001b[0m Warning: x\n{"a":1}', /plan JSON, "╷ Warning: x"\./],
    ["a long first line", `${"abcdefghi ".repeat(20)}\n{}`, /, "(abcdefghi ){5}abcdefghi"\./],
    ["text with a value in it", 'token = "s3cr3t"\n{}', /plan JSON, "token"\./],
    ["a string", '"s3cr3t"', /than plan JSON\. \|/],
  ];
  for (const [what, document, refusal, wanted] of cases) {
    it(what, () => {
      assert.match(refusalOf(document, wanted), refusal);
    });
  }

  it("nothing that merely has the keys of another document too", () => {
    const plan =
      '{"version":4,"serial":1,"lineage":"x","@level":1,"@message":2,"values":{},"format_version":"1.2","resource_changes":[]}';
    assert.deepEqual(foundIn(plan, {}), []);
  });

  it("nesting deeper than 1,000 levels, wherever it is", () => {
    const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    for (const wanted of [{}, { a: "value" }, { a: "elements" }] as const) {
      foundIn(nested(1000), wanted);
      assert.match(refusalOf(nested(1001), wanted), /^The plan JSON is nested deeper than 1000 levels at byte 1004/);
      errorOf(() => scan([Buffer.from(`{"a":${"[".repeat(5_000_000)}`)], collect(wanted)));
    }
  }).timeout(60_000);

  it("a single value of more than 256 MB, but not a skipped one", () => {
    const megabyte = Buffer.alloc(1024 * 1024, "x");
    const chunks = [Buffer.from('{"a":"'), ...Array<Buffer>(257).fill(megabyte), Buffer.from('"}')];
    scan(chunks, collect({}));
    const error = errorOf(() => scan(chunks, collect({ a: "value" })));
    assert.match(error.message, /^The plan JSON holds a single value of more than 256 MB at byte \d+/);
    assert.ok(!error.message.includes("xx"));
  }).timeout(60_000);

  it("without ever quoting the document", () => {
    for (const text of invalid) {
      const refusal = refusalOf(`{"password":"hunter2","b":${text},"c":"hunter2"}`, { password: "value", b: "value" });
      assert.ok(!/hunter2|password/.test(refusal), refusal);
    }
  });
});

describe("scanning a stream", () => {
  it("reads a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scan-"));
    try {
      const file = join(folder, "plan.json");
      writeFileSync(file, JSON.stringify({ resource_drift: [{ address: "a" }], other: "x".repeat(200_000) }));
      const reader = collect({ resource_drift: "elements" });
      await scanPlan(createReadStream(file), reader);
      assert.deepEqual(reader.all, [["resource_drift", { address: "a" }]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("stops reading at the first error and lets go of the source", async () => {
    let chunks = 0;
    let released = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          chunks++;
          yield await Promise.resolve(Buffer.from(`{"a":1}${" ".repeat(2000)}`));
        }
      } finally {
        released = true;
      }
    }
    await assert.rejects(scanPlan(endless(), collect({})), { reason: "plan_unreadable" });
    assert.equal(chunks, 2);
    assert.ok(released);
  });
});

describe("fuzzing the plan scanner, in short", () => {
  const CASES = 5000;

  it(`does what JSON.parse does with ${CASES} documents`, () => {
    const valid = fuzz(CASES, 20_260_101);
    assert.ok(valid > CASES / 2 && valid < CASES, `${valid} of ${CASES} were valid JSON`);
  }).timeout(60_000);
});
