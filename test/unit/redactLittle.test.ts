/** What is no secret stays readable, also where somebody calls a common word sensitive. */
import assert from "node:assert/strict";
import { redactText, redactValue } from "../../src/core/plan/redact";
import { SecretValues } from "../../src/core/plan/secretValues";
import type { AttributeChange, Json } from "../../src/shared/model";
import { planDocument, reportOf } from "./planDocument";

/** A plan in which variables with these values are declared sensitive. */
function declaring(values: readonly Json[], document: Record<string, Json>): Record<string, Json> {
  const names = values.map((_, i) => `v${i}`);
  const configuration = document.configuration as { root_module: Record<string, Json> };
  configuration.root_module.variables = Object.fromEntries(names.map((name) => [name, { sensitive: true }]));
  return { ...document, variables: Object.fromEntries(names.map((name, i) => [name, { value: values[i]! }])) };
}

async function changesOf(document: Record<string, Json>): Promise<Map<string, AttributeChange>> {
  const { driftedResources } = await reportOf(document);
  return new Map(driftedResources.flatMap(({ changes }) => changes.map((change) => [change.attribute, change])));
}

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["sts:AssumeRoleWithWebIdentity", "secretsmanager:GetSecretValue", "iam:PassRole"],
      Resource: "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf",
      Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:org/app:*" } },
    },
  ],
});

const ORDINARY: Record<string, readonly [recorded: Json, actual: Json]> = {
  password_policy: ["strict", "lax"],
  secret_arn: [
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-1",
    "arn:aws:secretsmanager:us-east-1:1:secret:b-2",
  ],
  assume_role_policy: ["{}", TRUST],
  kms_master_key_id: ["alias/a", "alias/b"],
  password_reset_required: [true, false],
  token_ttl: [3600, 60],
  port: [443, 8080],
  enabled: [true, false],
  engine: ["postgres", "mysql"],
  region: ["us-east-1", "eu-west-1"],
  environment_name: ["prod", "dev"],
  content: ["name: web\nimage: nginx:1.25\n", "name: web\nimage: nginx:1.26\nargs: [--port, 80]\n"],
  user_data: ["#!/bin/sh\nexport PORT=80\n", "#!/bin/sh\nexport PORT=8080\ncurl https://example.com/a?b=c&d=e\n"],
  repository: ["ssh://git@github.com/org/app", "https://github.com/org/app"],
  hash: ["d41d8cd98f00b204e9800998ecf8427e", "9e107d9d372bb6826bd81d3542a419d6"],
  etag: ['W/"33a64df551425fcc55e4d42a148795d9"', 'W/"ab"'],
  zip_hash: ["4UVwYHB0dGhpcyBpcyBub3QgdGV4dCDDqcO0Cg==", "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="],
  cidr_blocks: [["10.0.0.0/8"], ["10.0.0.0/8", "0.0.0.0/0"]],
  tags: [
    { Env: "prod", Team: "core" },
    { Env: "prod", Team: "platform" },
  ],
};

function ordinaryPlan(): Record<string, Json> {
  const side = (i: 0 | 1): Record<string, Json> =>
    Object.fromEntries(Object.entries(ORDINARY).map(([name, pair]) => [name, pair[i]]));
  return planDocument([{ recorded: side(0), actual: side(1) }]);
}

describe("what is no secret", () => {
  it("stays readable: policies, ARNs, ports, switches, tags, scripts, hashes", async () => {
    const hidden = [...(await changesOf(ordinaryPlan())).values()].filter((change) =>
      JSON.stringify(change).includes("(sensitive)"),
    );
    assert.deepEqual(hidden, []);
  });

  it("stays readable where a sensitive variable is empty, a letter, a switch or a small number", async () => {
    const trivial = [
      "",
      " ",
      "a",
      "1",
      "no",
      1,
      80,
      443,
      0,
      true,
      false,
      null,
      "true",
      "False",
      "0.0.0.0/0",
      [],
      {},
      ["", "b"],
    ];
    const changes = [...(await changesOf(declaring(trivial, ordinaryPlan()))).values()];
    assert.deepEqual(
      changes.filter(({ sensitive }) => sensitive),
      [],
    );
  });

  it("stays readable around a common word, which is hidden only where it is all there is", async () => {
    const words = ["prod", "postgres", "us-east-1", "admin", "password", "database"];
    const document = planDocument([
      {
        type: "aws_db_instance",
        name: "postgres",
        recorded: {
          engine: "postgres",
          endpoint: "postgres.us-east-1.example.com",
          tags: { prod: "x", Env: "prod" },
          password_policy: "a",
        },
        actual: {
          engine: "mysql",
          endpoint: "mysql.us-east-1.example.com",
          tags: { prod: "y", Env: "test" },
          password_policy: "b",
        },
      },
    ]);
    const changes = await changesOf(declaring(words, document));
    assert.deepEqual([...changes.keys()].sort(), [
      "endpoint",
      "engine",
      "password_policy",
      'tags["Env"]',
      'tags["prod"]',
    ]);
    assert.deepEqual(
      [...changes.values()].filter(({ sensitive }) => sensitive).map(({ attribute }) => attribute),
      ["engine", 'tags["Env"]'],
    );
    const secrets = new SecretValues();
    secrets.add(words);
    const message = "Error reading aws_db_instance.postgres in us-east-1 (admin of the prod database)";
    assert.equal(redactText(message, secrets), message);
  });

  it("keeps types, names and attributes even if they read like a real secret, but hides it in keys", async () => {
    const name = "Xq7-secret-name";
    const document = planDocument([
      {
        type: "aws_thing",
        name,
        recorded: { [name]: { [name]: "1", b: "x" } },
        actual: { [name]: { [name]: "2", b: "y" } },
      },
    ]);
    const entry = (document.resource_drift as Record<string, Json>[])[0]!;
    entry.index = name;
    entry.address = `module.${name}["${name}"].aws_thing.${name}["${name}"]`;
    entry.module_address = `module.${name}["${name}"]`;
    const { driftedResources } = await reportOf(declaring([name], document));
    const [resource] = driftedResources;
    assert.equal(resource?.address, `module.${name}["(sensitive)"].aws_thing.${name}["(sensitive)"]`);
    assert.equal(resource.moduleAddress, `module.${name}["(sensitive)"]`);
    assert.deepEqual([resource.type, resource.name, resource.index], ["aws_thing", name, "(sensitive)"]);
    assert.deepEqual(
      resource.changes.map(({ attribute }) => attribute),
      [`${name}["(sensitive)"]`, `${name}["b"]`],
    );
  });

  it("is still weighed by what it is: a hidden address may be open to the world", async () => {
    const plan = await reportOf(
      declaring(
        ["10.0.0.0/8"],
        planDocument([
          {
            type: "aws_security_group",
            recorded: { ingress: [{ from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["10.0.0.0/8"] }] },
            actual: {
              ingress: [{ from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] }],
            },
          },
        ]),
      ),
    );
    const [resource] = plan.driftedResources;
    assert.equal(resource?.severity, "critical");
    assert.match(resource.severityReason, /open to the world/);
    assert.equal(resource.changes[0]?.after, "0.0.0.0/0");
  });

  it("keeps what is said about secrets in messages", () => {
    const none = new SecretValues();
    for (const text of [
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db",
      "Error: password policy is too weak",
      "token_ttl = 3600, password_length: 16, secret_name=app",
      "https://example.com:8443/a@b",
      "ssh://git@github.com/org/repo.git",
      'password = ""',
      "secret = true",
      "Basic authentication is off",
      "aws_iam_access_key.ci: Refreshing state...",
      "random_password.password: Drift detected (update)",
      "aws_secretsmanager_secret.token: Plan to update",
    ]) {
      assert.equal(redactText(text, none), text);
    }
  });

  it("stays in a value whose other parts are hidden", () => {
    const value = { user: "app", password: "x9", settings: '{"port":80,"token":"abc"}', note: "pw=abc, size=small" };
    assert.deepEqual(redactValue(value, null, new SecretValues()), {
      user: "app",
      password: "(sensitive)",
      settings: '{"port":80,"token":"(sensitive)"}',
      note: "pw=(sensitive), size=small",
    });
  });
});
