import assert from "node:assert/strict";
import { promptFor } from "../../src/core/ai/prompt";
import { subjectsOfBody } from "../../src/core/ai/subjects";
import type { Json } from "../../src/shared/model";
import { subjectsOfResources } from "../../src/shared/suggest";
import { SUGGESTED_COMMANDS } from "../../src/shared/suggestedCommands";
import { checked, everywhere, ORDERS, sent, sentChange } from "./aiSample";
import { change, kept, realisticRun, resource } from "./reportSample";

const NONCE = "0123";
const BEGIN = `<<<drift-data ${NONCE}>>>`;
const END = `<<<end of drift-data ${NONCE}>>>`;

type Data = Record<string, Json> & { changes: Record<string, Json>[] };

/** What stands between the marks, which must be there once each. */
function dataOf({ user }: { user: string }, begin = BEGIN, end = END): Data[] {
  const lines = user.split("\n");
  assert.deepEqual([user.split(begin).length, user.split(end).length], [2, 2], user);
  assert.equal(lines.at(-1), end);
  return JSON.parse(lines.slice(lines.indexOf(begin) + 1, -1).join("\n")) as Data[];
}

describe("what suggestions are about", () => {
  const { driftedResources } = realisticRun().metadata;

  it("is all drift but noise and what is ignored", () => {
    const addresses = subjectsOfResources(driftedResources).map((one) => one.resource.address);
    assert.equal(addresses.length, 5);
    assert.ok(!addresses.includes("aws_autoscaling_group.app") && !addresses.includes("aws_iam_role.app"));
  });

  it("is what was asked for by name, whatever it is", () => {
    const asked = ["aws_autoscaling_group.app", "aws_iam_role.app", "__proto__"];
    const addresses = subjectsOfResources(driftedResources, asked).map((one) => one.resource.address);
    assert.deepEqual(addresses, asked.slice(0, 2));
  });
});

describe("the prompt", () => {
  it("says of one resource what the check found, as data between marks", () => {
    const prompt = promptFor([checked()], { nonce: NONCE });
    assert.deepEqual(dataOf(prompt), [
      {
        address: "aws_instance.web",
        type: "aws_instance",
        severity: "warning",
        outside: "changed",
        verdict: "Changed outside; applying puts it back.",
        severityReason: "Applying the code would revert it",
        file: "main.tf:12",
        changes: [
          {
            attribute: "size",
            recorded: '"small"',
            actual: '"large"',
            code: 'the code says "small"',
            applying: "applying puts it back",
          },
        ],
      },
    ]);
    assert.deepEqual(prompt.report, { resources: 1, leftOut: 0, changesLeftOut: 0, cutValues: 0, hidden: [] });
    assert.match(prompt.user, /^Analyse this drifted resource briefly/);
    assert.ok(prompt.system.includes(BEGIN) && prompt.system.includes(END));
    for (const { usage } of Object.values(SUGGESTED_COMMANDS)) assert.ok(prompt.system.includes(`\`${usage}\``));
  });

  it("says of a body only what it says itself", () => {
    const prompt = promptFor(subjectsOfBody({ resources: [sent()] }), { nonce: NONCE });
    assert.deepEqual(dataOf(prompt)[0]!.changes, [
      { attribute: "size", change: "update", recorded: '"small"', actual: '"large"' },
    ]);
    assert.ok(!("verdict" in dataOf(prompt)[0]!));
  });

  it("orders several by severity, gravest first", () => {
    const subjects = (["info", "critical", "warning", "critical"] as const).map((severity, i) =>
      checked({ severity, address: `a.b${i}` }),
    );
    const prompt = promptFor(subjects, { nonce: NONCE });
    assert.deepEqual(
      dataOf(prompt).map(({ address }) => address),
      ["a.b1", "a.b3", "a.b2", "a.b0"],
    );
    assert.match(prompt.user, /^Analyse these 4 drifted resources\. Group them by severity/);
  });

  it("leaves noise away, of resources and of attributes", () => {
    const noise = kept({ attribute: "arns", before: null, after: [], effect: "noise" });
    const noisy = checked({ reason: "noise", changes: [noise] });
    const prompt = promptFor([noisy, checked({ changes: [noise, change()] })], { nonce: NONCE });
    assert.deepEqual(
      dataOf(prompt).map(({ changes }) => changes.map(({ attribute }) => attribute)),
      [["size"]],
    );
    assert.match(prompt.user, /^Analyse this drifted resource briefly/);
    const nothing = promptFor([noisy], { nonce: NONCE });
    assert.deepEqual([dataOf(nothing), nothing.report.resources], [[], 0]);
  });

  it("shows no hidden value and counts what is hidden", () => {
    const hidden = { before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true };
    const changes = [
      change({ attribute: "password", ...hidden }),
      change({ attribute: "url", after: "postgres://app:(sensitive)@db" }),
      change(),
    ];
    const prompt = promptFor([checked({ changes })], { nonce: NONCE });
    assert.equal(prompt.report.hidden.length, 2);
    assert.equal(dataOf(prompt)[0]!.changes[0]!.values, "(sensitive)");
  });

  it("marks its data differently each time", () => {
    const [one, other] = [promptFor([checked()]), promptFor([checked()])];
    assert.notEqual(one.user, other.user);
    const [begin, nonce] = /^<<<drift-data ([0-9a-f]{32})>>>$/m.exec(one.user)!;
    assert.equal(dataOf(one, begin, `<<<end of drift-data ${nonce}>>>`).length, 1);
  });

  for (const text of ORDERS) {
    it(`keeps ${JSON.stringify(text)} within its data`, () => {
      const plain = promptFor(everywhere("x"), { nonce: NONCE });
      const prompt = promptFor(everywhere(text), { nonce: NONCE });
      assert.equal(dataOf(prompt).length, 2);
      assert.equal(prompt.system, plain.system);
      assert.equal(prompt.user.split(BEGIN)[0], plain.user.split(BEGIN)[0]);
      assert.doesNotMatch(prompt.user, /(?![ \n])[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u);
      assert.doesNotMatch(prompt.user.split("\n").slice(2, -1).join("\n").replace(BEGIN, ""), /[<>]/);
    });
  }
});

describe("the size of a prompt", () => {
  const length = ({ system, user }: { system: string; user: string }): number => system.length + user.length;
  const many = (count: number, severity: "critical" | "warning" | "info") =>
    Array.from({ length: count }, (_, i) => checked({ address: `lab_thing.${severity}_${i}`, severity }));

  it("is bounded with 5,000 resources, of which the gravest are sent, and the rest is said", () => {
    const prompt = promptFor([...many(4900, "info"), ...many(90, "warning"), ...many(10, "critical")], {
      nonce: NONCE,
    });
    assert.ok(length(prompt) <= 24_000 && length(prompt) > 20_000, `${length(prompt)}`);
    const severities = dataOf(prompt).map(({ severity }) => severity as string);
    assert.deepEqual(severities.slice(0, 10), Array<string>(10).fill("critical"));
    assert.equal(prompt.report.resources + prompt.report.leftOut, 5000);
    assert.equal(severities.length, prompt.report.resources);
    assert.match(prompt.user, /left out for want of room, the mildest: .*4,\d{3} info\. Say so/);
  });

  it("never leaves out a grave resource while a milder one is sent", () => {
    const prompt = promptFor([...many(1, "info"), ...many(500, "critical")], { nonce: NONCE });
    assert.ok(dataOf(prompt).every(({ severity }) => severity === "critical"));
    assert.match(prompt.user, /the mildest: \d+ critical, 1 info\./);
  });

  it("is bounded with values, names and reasons of a megabyte, and counts what was cut", () => {
    const large = "x<\u202e".repeat(350_000);
    const changes = [
      change({ before: large, after: `${large}y`, planned: large }),
      change({ attribute: `tags["${large}"]`, before: [large], after: { [large]: large } }),
    ];
    const subjects = everywhere(large);
    const prompt = promptFor([checked({ changes }), ...subjects], { nonce: NONCE });
    assert.ok(length(prompt) <= 24_000, `${length(prompt)}`);
    assert.equal(prompt.report.leftOut, 0);
    assert.ok(prompt.report.cutValues >= 6, `${prompt.report.cutValues}`);
    assert.equal(dataOf(prompt).length, 3);
  });

  it("is bounded with thousands of attributes, and says how many are not sent", () => {
    const changes = Array.from({ length: 5000 }, (_, i) => change({ attribute: `tags["k${i}"]` }));
    const prompt = promptFor([checked({ changes })], { nonce: NONCE });
    const [data] = dataOf(prompt);
    assert.ok(length(prompt) <= 24_000);
    assert.equal(data!.changes.length + (data!.furtherChanges as number), 5000);
    assert.equal(prompt.report.changesLeftOut, data!.furtherChanges);
  });

  it("follows the limit that is asked for, down to 6,000 characters", () => {
    const subjects = many(300, "warning");
    for (const [limit, most] of [
      [60_000, 60_000],
      [8000, 8000],
      [10, 6000],
    ] as const) {
      assert.ok(length(promptFor(subjects, { limit })) <= most);
    }
    assert.ok(promptFor(subjects, { limit: 60_000 }).report.resources > promptFor(subjects).report.resources);
  });

  it("shows where two long values differ", () => {
    const policy = (action: string): string => JSON.stringify({ a: "x".repeat(9000), action, b: "y".repeat(9000) });
    const body = { resources: [sent({ changes: [sentChange({ before: policy("get"), after: policy("put") })] })] };
    const [one] = dataOf(promptFor(subjectsOfBody(body), { nonce: NONCE }))[0]!.changes;
    assert.match(one!.recorded as string, /"get"/);
    assert.match(one!.actual as string, /"put"/);
  });

  it("takes resources without changes and with a hostile key", () => {
    const after = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 2 }') as Json;
    const prompt = promptFor([checked({ changes: [] }), checked({ changes: [change({ after })] })], { nonce: NONCE });
    assert.match(JSON.stringify(dataOf(prompt)), /__proto__ = \{ a = 1 \}, constructor = 2/);
    assert.equal(resource().address, "aws_instance.web");
  });
});
