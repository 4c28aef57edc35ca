import assert from "node:assert/strict";
import { StoredWebhook } from "../../src/host/notify/storedWebhook";

const WEBHOOK = { address: "https://hooks.slack.com/services/x", secret: "" };

/** Secret storage that all workspaces share. */
class Secrets {
  readonly all = new Map<string, string>();
  get = (name: string): Promise<string | undefined> => Promise.resolve(this.all.get(name));
  store = (name: string, value: string): Promise<void> => Promise.resolve(void this.all.set(name, value));
  delete = (name: string): Promise<void> => Promise.resolve(void this.all.delete(name));
}

describe("the webhook of a workspace", () => {
  it("is no other workspace's", async () => {
    const secrets = new Secrets();
    const [one, other] = [new StoredWebhook(secrets, "/storage/one"), new StoredWebhook(secrets, "/storage/other")];
    assert.equal(await one.get(), null);
    await one.store(WEBHOOK);
    await other.store({ address: "https://example.com/y", secret: "s" });
    assert.deepEqual(await one.get(), WEBHOOK);
    await other.forget();
    assert.deepEqual([await one.get(), await other.get(), secrets.all.size], [WEBHOOK, null, 1]);
  });

  for (const text of ["no JSON", "null", "[]", '{"address":1,"secret":""}', '{"address":"https://example.com"}']) {
    it(`is none where ${text} is found in its place`, async () => {
      const secrets = new Secrets();
      secrets.all.set("terraformDrift.webhook./storage", text);
      assert.equal(await new StoredWebhook(secrets, "/storage").get(), null);
    });
  }

  it("says that secret storage does not work", async () => {
    const fails = (): Promise<never> => Promise.reject(new Error("No keyring."));
    const stored = new StoredWebhook({ get: fails, store: fails, delete: fails }, "/storage");
    for (const use of [() => stored.get(), () => stored.store(WEBHOOK), () => stored.forget()]) {
      await assert.rejects(use(), { reason: "webhook_unusable", message: /secret storage does not work/ });
    }
  });
});
