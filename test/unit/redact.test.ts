import assert from "node:assert/strict";
import { redactText, redactValue } from "../../src/core/plan/redact";
import { isSecretName } from "../../src/core/plan/secretNames";
import { SecretValues } from "../../src/core/plan/secretValues";
import { readMarks } from "../../src/core/plan/sensitivity";
import type { Json } from "../../src/shared/model";
import { planDocument, reportOf } from "./planDocument";

const known = (...values: Json[]): SecretValues => {
  const secrets = new SecretValues();
  values.forEach((value) => secrets.add(value));
  return secrets;
};

describe("names that mean secrets", () => {
  for (const name of [
    "password",
    "admin_password",
    "adminPassword",
    "DB_PASSWORD",
    "client_secret",
    "secret",
    "token",
    "auth_token",
    "private_key",
    "private_key_pem",
    "connection_string",
    "primary_connection_string",
    "connectionString",
    "api_key",
    "apiKey",
    "access_key",
    "primary_access_key",
    "secret_key",
    "credentials",
    "passphrase",
    "kube_config",
    "secrets",
  ]) {
    it(`${name} does`, () => assert.ok(isSecretName(name)));
  }
  for (const name of [
    "password_policy",
    "secret_arn",
    "token_ttl",
    "password_length",
    "public_key",
    "key_name",
    "name",
    "kms_key_id",
    "secret_name",
    "password_reset_required",
    "tokenizer",
    "compass",
    "require_password_rotation",
    "credit_specification",
  ]) {
    it(`${name} does not`, () => assert.ok(!isSecretName(name)));
  }
});

describe("redaction", () => {
  it("follows Terraform's marks, wherever the marked element of a list stands now", () => {
    const marks = readMarks({ users: [{ key: true }], tags: {}, all: true });
    const value = {
      users: [
        { name: "a", key: "k1" },
        { name: "b", key: "k2" },
      ],
      tags: { a: "b" },
      all: { x: 1 },
    };
    assert.deepEqual(redactValue(value, marks, known()), {
      users: [
        { name: "a", key: "(sensitive)" },
        { name: "b", key: "(sensitive)" },
      ],
      tags: { a: "b" },
      all: "(sensitive)",
    });
  });

  it("hides what a name means, but no switches", () => {
    assert.deepEqual(redactValue({ password: "x", token: true, secret: null, secrets: {} }, null, known()), {
      password: "(sensitive)",
      token: true,
      secret: null,
      secrets: {},
    });
  });

  it("hides the values of pairs whose name means a secret, also in JSON text", () => {
    const pair = { name: "DB_PASSWORD", value: "x1" };
    assert.deepEqual(redactValue([pair, { name: "PORT", value: "80" }], null, known()), [
      { name: "DB_PASSWORD", value: "(sensitive)" },
      { name: "PORT", value: "80" },
    ]);
    assert.equal(
      redactValue(JSON.stringify([pair]), null, known()),
      JSON.stringify([{ name: "DB_PASSWORD", value: "(sensitive)" }]),
    );
  });

  it("hides a known secret wherever it occurs, also encoded", () => {
    const secrets = known("s3cr3t/value+1");
    for (const text of ["s3cr3t/value+1", "postgres://u:s3cr3t/value+1@h", encodeURIComponent("s3cr3t/value+1")]) {
      assert.equal(redactValue(text, null, secrets), "(sensitive)", text);
    }
    assert.equal(
      redactText(`got ${Buffer.from("s3cr3t/value+1").toString("base64")} back`, secrets),
      "got (sensitive) back",
    );
  });

  it("does not take short secrets out of the middle of words", () => {
    const secrets = known("b4rn", "abc");
    assert.equal(redactText("the b4rnacle on b4rn", secrets), "the b4rnacle on (sensitive)");
    assert.equal(redactText("abcdef", secrets), "abcdef");
    assert.equal(redactValue("abc", null, secrets), "(sensitive)");
  });

  it("hides what texts assign to telling names, and credentials in addresses", () => {
    assert.equal(
      redactText('password = "hunter2", size = "small"', known()),
      'password = "(sensitive)", size = "small"',
    );
    assert.equal(redactText("DB_PASSWORD=hunter2 next", known()), "DB_PASSWORD=(sensitive) next");
    assert.equal(redactText("https://user:hunter2@example.com/x", known()), "https://user:(sensitive)@example.com/x");
  });

  it("does not fall over text that only looks like JSON, however deep", () => {
    const deep = "[".repeat(500_000);
    assert.equal(redactValue(deep, null, known()), deep);
  });

  it("hides both sides where only one is known to be secret", async () => {
    const plan = await reportOf({
      ...planDocument([{ recorded: { setting: "hunter2-old" }, actual: { setting: "hunter2-new" } }]),
      variables: { pw: { value: "hunter2-old" } },
      configuration: { root_module: { variables: { pw: { sensitive: true } } } },
    });
    assert.deepEqual(plan.driftedResources[0]?.changes[0]?.after, "(sensitive)");
    assert.ok(plan.driftedResources[0].changes[0].sensitive);
  });
});
