import assert from "node:assert/strict";
import { webhookFrom } from "../../src/cli/webhook";

const ADDRESS = "https://example.com/secret";

describe("the webhook of the command line", () => {
  it("is none where the environment names none", () => {
    for (const env of [{}, { TERRAFORM_DRIFT_WEBHOOK: "" }, { TERRAFORM_DRIFT_WEBHOOK: " \n" }]) {
      assert.equal(webhookFrom(env), null);
    }
  });

  it("has its format and its secret from there, too", () => {
    assert.deepEqual(webhookFrom({ TERRAFORM_DRIFT_WEBHOOK: ADDRESS, TERRAFORM_DRIFT_WEBHOOK_FORMAT: "" }), {
      ...{ address: ADDRESS, format: "json", secret: undefined },
    });
    const env = { TERRAFORM_DRIFT_WEBHOOK_FORMAT: "slack", TERRAFORM_DRIFT_WEBHOOK_SECRET: "s" };
    assert.deepEqual(webhookFrom({ TERRAFORM_DRIFT_WEBHOOK: ADDRESS, ...env }), {
      ...{ address: ADDRESS, format: "slack", secret: "s" },
    });
  });

  it("is refused before anything runs, without being quoted", () => {
    const refused = (env: NodeJS.ProcessEnv, message: RegExp): void =>
      assert.throws(() => webhookFrom(env), { reason: "usage", message });
    refused(
      { TERRAFORM_DRIFT_WEBHOOK: "http://example.com/secret" },
      /^TERRAFORM_DRIFT_WEBHOOK: The[^/]+plain http[^/]+$/,
    );
    refused({ TERRAFORM_DRIFT_WEBHOOK: ADDRESS, TERRAFORM_DRIFT_WEBHOOK_FORMAT: "Slack" }, /auto, json, slack\.$/);
  });
});
