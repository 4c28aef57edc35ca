import assert from "node:assert/strict";
import { openSource } from "../../src/core/source/openSource";
import type { Acceptance, ActualValue } from "../../src/core/source/source";
import type { Json } from "../../src/shared/model";

async function asked(
  root: string,
  address: string,
  path: string,
  before: Json,
  after: Json,
  codePath?: string,
): Promise<Acceptance> {
  const source = await openSource(`test/lab/${root}`);
  const action = before === null ? "create" : after === null ? "delete" : "update";
  const value: ActualValue = { path, before, after, action, ...(codePath === undefined ? {} : { codePath }) };
  return source.accept(address, [value]);
}

/** The lines that are gone, and those that are new. */
function changed({ files }: Pick<Acceptance, "files">): string[] {
  return files.flatMap(({ file, before, after }) => {
    const [old, now] = [before.split("\n"), after.split("\n")];
    return [
      file,
      ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
      ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
    ];
  });
}

describe("actual values accepted into the code of the demo", () => {
  const rows: [name: string, asked: Parameters<typeof asked>, changed: string[]][] = [
    [
      "a number",
      ["demo", "lab_database.main", "backup_retention_days", 14, 7],
      ["database.tf", "-  backup_retention_days = 14", "+  backup_retention_days = 7"],
    ],
    [
      "a member of an object",
      ["demo", "lab_database.main", "maintenance.hour", 3, 5],
      ["database.tf", '-  maintenance = { day = "sun", hour = 3 }', '+  maintenance = { day = "sun", hour = 5 }'],
    ],
    [
      "an argument of one of several blocks",
      ["demo", "lab_firewall.edge", "rule[1].port", 443, 8443, "rule[0].port"],
      ["network.tf", "-    port          = 443", "+    port          = 8443"],
    ],
    [
      "an argument of a nested block",
      ["demo", "lab_firewall.edge", "logging[0].enabled", true, false],
      ["network.tf", "-    enabled        = true", "+    enabled        = false"],
    ],
    [
      "a new element of a list",
      ["demo", "lab_security_group_rule.https", "cidr_blocks[1]", null, "10.0.0.0/8"],
      ["network.tf", '-  cidr_blocks       = ["0.0.0.0/0"]', '+  cidr_blocks       = ["0.0.0.0/0", "10.0.0.0/8"]'],
    ],
    [
      "a new tag beside those that are joined",
      ["demo", "lab_server.worker", 'tags["owner"]', null, "ops"],
      [
        "main.tf",
        '-  tags            = merge(local.tags, { role = "worker" })',
        '+  tags            = merge(local.tags, { role = "worker", owner = "ops" })',
      ],
    ],
    [
      "a policy",
      [
        "demo",
        "lab_role.web",
        "assume_role_policy",
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"compute.lab.invalid"}}]}',
        '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Deny","Principal":{"Service":"compute.lab.invalid"}}],"Version":"2012-10-17"}',
      ],
      ["main.tf", '-      Effect    = "Allow"', '+      Effect    = "Deny"'],
    ],
    [
      "a value in JSON",
      ["several/edge", "lab_bucket.cache", "versioning", true, false],
      [
        "main.tf.json",
        '-    "lab_bucket": { "cache": [{ "name": "cache", "versioning": true }] }',
        '+    "lab_bucket": { "cache": [{ "name": "cache", "versioning": false }] }',
      ],
    ],
  ];
  for (const [name, question, expected] of rows) {
    it(`writes ${name}`, async () => {
      const result = await asked(...question);
      assert.deepEqual(result.refused, []);
      assert.deepEqual(changed(result), expected);
    });
  }

  it("offers a tag that all have in common", async () => {
    const { refused, offers } = await asked("demo", "lab_server.worker", 'tags["team"]', "platform", "shop");
    assert.match(refused[0]!.reason, /local\.tags \(main\.tf:\d+\), and not for this resource alone/);
    assert.deepEqual(changed(offers[0]!), ["main.tf", '-    team        = "platform"', '+    team        = "shop"']);
    const { usedBy } = offers[0]!;
    for (const use of ["lab_database.main.tags", "lab_network.main.tags", "module.service.tags"]) {
      assert.ok(usedBy.includes(use), use);
    }
    assert.ok(!usedBy.includes("lab_server.worker.tags"));
  });

  it("offers the default of a variable", async () => {
    const { offers } = await asked("demo", "lab_database.main", "storage_gb", 100, 200);
    assert.deepEqual(changed(offers[0]!), ["variables.tf", "-  default = 100", "+  default = 200"]);
    assert.deepEqual(offers[0]!.usedBy, []);
  });

  it("offers what all instances have in common", async () => {
    const { offers } = await asked("several/edge", "lab_server.node[1]", "size", "medium", "large");
    assert.deepEqual(offers[0]!.usedBy, ["all instances of lab_server.node"]);
    assert.deepEqual(changed(offers[0]!), ["main.tf.json", '-        "size": "medium",', '+        "size": "large",']);
  });

  it("offers a literal of a module that other root modules may call", async () => {
    const { files, offers } = await asked("several/shop/dev", "module.app.lab_server.web", "size", "small", "large");
    assert.deepEqual(files, []);
    assert.deepEqual(offers[0]!.usedBy, ["other root modules that call ../modules/app"]);
    assert.deepEqual(changed(offers[0]!), ["../modules/app/main.tf", '-  size  = "small"', '+  size  = "large"']);
  });

  it("never touches a secret", async () => {
    const { files, offers } = await asked("demo", "lab_database.main", "password", "a", "b");
    assert.deepEqual({ files, offers }, { files: [], offers: [] });
  });
});
