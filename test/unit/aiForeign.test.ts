import assert from "node:assert/strict";
import { adviceFor } from "../../src/core/ai/advice";
import { promptFor } from "../../src/core/ai/prompt";
import { subjectsOfBody } from "../../src/core/ai/subjects";
import type { Json } from "../../src/shared/model";
import { suggestBody, type SuggestResource } from "../../src/shared/suggest";
import { sent, sentChange } from "./aiSample";
import { pick, seeded } from "./randomPlan";
import { marker, SPELLINGS } from "./secretPlans";
import { findSecrets } from "./secretSearch";

function redacted(...resources: SuggestResource[]): SuggestResource[] {
  return subjectsOfBody({ resources }).map(({ resource }) => resource);
}

describe("the body of a request for suggestions", () => {
  const problem = (body: unknown): string =>
    suggestBody
      .safeParse(body)
      .error!.issues.map(({ path }) => path.join("."))
      .join();

  it("is taken as the source document has it, without unknown fields", () => {
    const body = { resources: [sent()] };
    assert.deepEqual(suggestBody.parse(body), body);
    const more = { resources: [{ ...sent({ changes: [{ ...sentChange(), x: 1 } as never] }), owner: "x" }], y: 1 };
    assert.deepEqual(suggestBody.parse(more), body);
    const hostile: unknown = JSON.parse(`{ "__proto__": 1, "resources": [${JSON.stringify(sent())}] }`);
    assert.deepEqual(suggestBody.parse(hostile), body);
  });

  it("may leave out absent values", () => {
    const body = { resources: [sent({ changes: [{ attribute: "a", action: "create" } as never] })] };
    const [change] = suggestBody.parse(body).resources[0]!.changes;
    assert.deepEqual(change, { attribute: "a", action: "create", before: null, after: null });
  });

  it("is refused with the field that is wrong", () => {
    const deep: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    const cases: [unknown, string][] = [
      [{ resources: [] }, "resources"],
      [{}, "resources"],
      [null, ""],
      [{ resources: [sent({ severity: "fatal" as never })] }, "resources.0.severity"],
      [{ resources: [sent({ severity: "__proto__" as never })] }, "resources.0.severity"],
      [{ resources: [sent({ action: "no-op" as never })] }, "resources.0.action"],
      [{ resources: [sent({ address: "" })] }, "resources.0.address"],
      [{ resources: [sent({ changes: [sentChange({ action: "x" as never })] })] }, "resources.0.changes.0.action"],
      [{ resources: [sent({ changes: [sentChange({ after: deep as Json })] })] }, "resources.0.changes.0.after"],
    ];
    for (const [body, path] of cases) assert.equal(problem(body), path);
  });
});

describe("secrets in the body of a request for suggestions", () => {
  const SECRET = "Tr0ub4dor&3-horse";

  const hiding: [string, Parameters<typeof sentChange>[0]][] = [
    ["under a telling name", { attribute: "master_password", before: "old-one-12", after: SECRET }],
    ["under a telling key", { attribute: 'environment["DB_PASSWORD"]', after: SECRET }],
    ["below a telling name", { attribute: "credentials[0].text", after: SECRET }],
    ["in another notation", { attribute: "/settings/0/apiKey", after: SECRET }],
    ["that are marked", { attribute: "note", after: SECRET, sensitive: true }],
    ["that are marked as a whole", { attribute: "note", after: [{ a: SECRET }], sensitive: true }],
    ["in a value that appeared", { attribute: "password", before: null, after: SECRET, action: "create" }],
    ["in a number", { attribute: "passcode", before: 1, after: 98_234_981_723 }],
  ];
  for (const [where, change] of hiding) {
    it(`are hidden ${where}`, () => {
      const [one] = redacted(sent({ changes: [sentChange(change)] }))[0]!.changes;
      assert.deepEqual([one!.before, one!.after, one!.sensitive], ["(sensitive)", "(sensitive)", true]);
    });
  }

  it("are hidden where a name beside them tells what they are", () => {
    const changes = [
      sentChange({ attribute: "env[0].name", before: "PORT", after: "DB_PASSWORD" }),
      sentChange({ attribute: "env[0].value", before: "80", after: SECRET }),
      sentChange({ attribute: "env[1].value", before: "80", after: "81" }),
    ];
    const [name, value, other] = redacted(sent({ changes }))[0]!.changes;
    assert.deepEqual([name!.after, value!.after, other!.after], ["DB_PASSWORD", "(sensitive)", "81"]);
  });

  it("are hidden within values, by name and by what they look like", () => {
    const cases: [Json, Json][] = [
      [
        { user: "app", password: SECRET },
        { user: "app", password: "(sensitive)" },
      ],
      [JSON.stringify({ a: [{ client_secret: SECRET }] }), JSON.stringify({ a: [{ client_secret: "(sensitive)" }] })],
      [`postgres://app:${SECRET}@db/x`, "postgres://app:(sensitive)@db/x"],
      ["export API_TOKEN=abc123def", "export API_TOKEN=(sensitive)"],
      [[{ name: "DB_PASSWORD", value: SECRET }], [{ name: "DB_PASSWORD", value: "(sensitive)" }]],
    ];
    for (const [after, expected] of cases) {
      const [change] = redacted(sent({ changes: [sentChange({ attribute: "text", after })] }))[0]!.changes;
      assert.deepEqual(change!.after, expected);
    }
  });

  it("are hidden where tokens say themselves what they are", () => {
    const letters = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
    const tokens = [
      `ghp_${letters}`,
      `glpat-${letters.slice(0, 20)}`,
      `xoxb-${letters}`,
      ["AKIA", "ABCD2345EFGH6789"].join(""),
      `eyJ${letters}.eyJ${letters}.${letters}`,
      `sk-${letters}`,
    ];
    for (const token of tokens) {
      const changes = [sentChange({ attribute: `tags["${token}"]`, before: `see ${token}.`, after: { [token]: 1 } })];
      const text = JSON.stringify(redacted(sent({ address: `a.b["${token}"]`, changes })));
      assert.ok(!text.includes(token), token.slice(0, 5));
      assert.ok(text.includes("(sensitive)"));
    }
  });

  it("are hidden wherever else in the body they occur, in other resources, too", () => {
    const knowing = sent({ changes: [sentChange({ attribute: "password", after: SECRET })] });
    const other = sent({
      address: `lab_thing.x["${SECRET}"]`,
      type: SECRET,
      changes: [
        sentChange({ attribute: `labels["${SECRET}"]`, before: `see ${SECRET} there`, after: { [SECRET]: 1 } }),
        sentChange({ attribute: "data", before: Buffer.from(`x ${SECRET}`).toString("base64"), after: [[SECRET]] }),
      ],
    });
    for (const order of [
      [knowing, other],
      [other, knowing],
    ]) {
      assert.ok(!JSON.stringify(redacted(...order)).includes(SECRET.slice(0, 6)));
    }
  });

  it("are none where nothing is said: switches, names about secrets, ordinary values, common words", () => {
    const changes = [
      sentChange({ attribute: "password", before: false, after: true }),
      sentChange({ attribute: "secret_arn", before: "arn:aws:secretsmanager:x:1:secret:a", after: "b" }),
      sentChange({ attribute: "size", before: "small", after: 'said "large"' }),
      sentChange({ attribute: "name", before: "admin-1", after: null, action: "delete" }),
    ].map((change) => ({ ...change, sensitive: false }));
    const password = sentChange({ attribute: "password", before: "admin", after: "main" });
    const [one] = redacted(sent({ address: "aws_instance.main", changes }), sent({ changes: [password] }));
    assert.deepEqual(one, sent({ address: "aws_instance.main", changes }));
  });

  it("are hidden in all of a document that is one, wherever it occurs", () => {
    const document = JSON.stringify({ user: "svc-billing", pin: "48121" });
    const changes = [
      sentChange({ attribute: "note", before: null, after: document, sensitive: true }),
      sentChange({ attribute: "copy", before: "none", after: document }),
      sentChange({ attribute: "inside", before: "none", after: { a: [document] } }),
    ];
    const after = redacted(sent({ changes }))[0]!.changes.map((change) => change.after);
    assert.deepEqual(after, ["(sensitive)", "(sensitive)", { a: ["(sensitive)"] }]);
  });

  it("do not hide behind hostile keys", () => {
    const after = JSON.parse(`{ "__proto__": { "password": "${SECRET}" }, "constructor": ["${SECRET}"] }`) as Json;
    const [change] = redacted(sent({ changes: [sentChange({ attribute: "__proto__", before: null, after })] }))[0]!
      .changes;
    assert.equal(
      JSON.stringify(change!.after),
      '{"__proto__":{"password":"(sensitive)"},"constructor":["(sensitive)"]}',
    );
  });

  it("are found nowhere in what is made of 300 bodies, however they are spelled there", () => {
    const problems: string[] = [];
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const markers = Array.from({ length: 4 }, () => marker(random));
      const spelled = (): string => {
        const text = String(pick(random, markers).value);
        return pick(random, text.length < 8 ? SPELLINGS.slice(0, 9) : SPELLINGS)(text);
      };
      const knowing = markers.map(({ value }, i) =>
        pick(random, [
          sentChange({ attribute: `note_${i}`, before: value, sensitive: true }),
          sentChange({ attribute: `p_${i}.password`, before: null, after: value }),
          sentChange({ attribute: `list_${i}`, after: [{ access_token: value }] }),
          sentChange({ attribute: `text_${i}`, after: JSON.stringify({ a: { client_secret: value } }) }),
        ]),
      );
      const using = [
        sentChange({ attribute: "a", before: spelled(), after: `see ${spelled()} there` }),
        sentChange({ attribute: "b", before: { [spelled()]: 1 }, after: [{ c: spelled() }] }),
        sentChange({ attribute: `m[${JSON.stringify(spelled())}]`, after: JSON.stringify([spelled()]) }),
      ];
      const resources = [
        sent({ address: `a.b[${JSON.stringify(spelled())}]`, changes: using }),
        sent({ changes: knowing }),
      ];
      const subjects = subjectsOfBody(suggestBody.parse({ resources }));
      const { system, user } = promptFor(subjects, { limit: 500_000 });
      const places = new Map([
        ["subjects", JSON.stringify(subjects)],
        ["prompt", `${system}\n${user}`],
        ["advice", adviceFor(subjects, { limit: 500_000 })],
      ]);
      problems.push(...findSecrets(markers, places).map((problem) => `SEED ${seed}: ${problem}`));
    }
    assert.deepEqual(problems, []);
  });
});
