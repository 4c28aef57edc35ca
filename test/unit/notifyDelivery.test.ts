/** Sending to a real server on this machine, which accepts, refuses and fails as receivers do. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { deliver } from "../../src/core/notify/deliver";
import { signatureOf } from "../../src/core/notify/signature";
import { testMessage } from "../../src/core/notify/webhookMessage";
import { WEBHOOK_PATIENCE, type WebhookPatience } from "../../src/core/notify/webhookPatience";
import { webhookName, type WebhookSettings, webhookTarget } from "../../src/core/notify/webhookTarget";
import { DriftError, oneLine } from "../../src/shared/errors";
import { cut, endless, fakeReceiver, type FakeReceiver, mute, SECRET_PATH, status } from "../notify/fakeReceiver";
import { RecordingLog } from "./secretPipeline";

const BODY = '{"text":"Ä 🪣"}';

describe("sending to a webhook", () => {
  let receiver: FakeReceiver;
  let waits: number[];
  let log: RecordingLog;
  let stop: AbortController;

  beforeEach(async () => {
    receiver = await fakeReceiver();
    [waits, log, stop] = [[], new RecordingLog(), new AbortController()];
  });
  afterEach(() => receiver.close());

  /** What went wrong, in one line; "" where it arrived. Nothing that is said may hold the secret. */
  async function sent(more: Partial<WebhookSettings> = {}, patience: Partial<WebhookPatience> = {}): Promise<string> {
    const wait = (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      return Promise.resolve();
    };
    const target = webhookTarget({ address: receiver.address, ...more });
    const options = { signal: stop.signal, log, patience: { ...WEBHOOK_PATIENCE, wait, ...patience } };
    const said = await deliver(target, BODY, options).then(
      () => "",
      (error: unknown) => {
        assert.ok(error instanceof DriftError, String(error));
        return `${error.reason}: ${oneLine(error)}`;
      },
    );
    assert.doesNotMatch(`${said}\n${log.lines.join("\n")}`, /the-secret-part|T0123/);
    return said;
  }

  it("brings the body as it is, with nothing that it need not have", async () => {
    assert.equal(await sent(), "");
    const [{ method, path, headers, body } = { method: "", path: "", headers: {}, body: "" }] = receiver.received;
    assert.deepEqual([method, path, body], ["POST", SECRET_PATH, BODY]);
    assert.equal(headers["content-type"], "application/json; charset=utf-8");
    assert.equal(headers["user-agent"], "terraform-drift");
    assert.equal(headers["x-terraform-drift-signature"], undefined);
    assert.deepEqual([receiver.received.length, waits], [1, []]);
  });

  it("signs it where there is a secret", async () => {
    await sent({ secret: "it's a sëcret" });
    const { headers, body } = receiver.received[0]!;
    const expected = createHmac("sha256", Buffer.from("it's a sëcret")).update(Buffer.from(body)).digest("hex");
    assert.equal(headers["x-terraform-drift-signature"], `sha256=${expected}`);
  });

  it("takes every 2xx as accepted", async () => {
    for (const code of [200, 201, 202, 204]) {
      receiver.play(status(code));
      assert.equal(await sent(), "", String(code));
    }
    assert.equal(receiver.received.length, 4);
  });

  for (const code of [408, 429, 500, 502, 503, 599]) {
    it(`tries again after ${code}, with growing waits, and stops when it has arrived`, async () => {
      receiver.play(status(code), status(code), status(code), status(200));
      assert.equal(await sent(), "");
      assert.deepEqual([receiver.received.length, waits], [4, [2000, 4000, 8000]]);
      assert.deepEqual(new Set(receiver.received.map(({ body }) => body)), new Set([BODY]));
    });
  }

  it("gives up after four tries", async () => {
    receiver.play(status(503));
    assert.equal(await sent(), `webhook_failed: The webhook at ${receiver.host} answered 503, 4 times.`);
    assert.equal(receiver.received.length, 4);
  });

  it("waits as long as the receiver asks for", async () => {
    receiver.play(status(429, { "retry-after": "7" }), status(503, { "retry-after": "0" }), status(200));
    assert.equal(await sent(), "");
    assert.deepEqual(waits, [7000, 0]);
  });

  it("does not wait for hours", async () => {
    receiver.play(status(429, { "retry-after": "7200" }), status(200));
    const said = `webhook_failed: The webhook at ${receiver.host} answered 429. It asks to be tried again in 2 hours.`;
    assert.equal(await sent(), said);
    assert.deepEqual([receiver.received.length, waits], [1, []]);
  });

  for (const code of [400, 401, 403, 404, 410, 413]) {
    it(`tells of ${code} at once`, async () => {
      receiver.play(status(code), status(200));
      const said = `webhook_failed: The webhook at ${receiver.host} answered ${code}. See that its address is still right.`;
      assert.equal(await sent(), said);
      assert.deepEqual([receiver.received.length, waits], [1, []]);
    });
  }

  for (const code of [301, 302, 303, 307, 308]) {
    it(`does not follow a ${code}`, async () => {
      const elsewhere = await fakeReceiver();
      receiver.play(status(code, { location: elsewhere.address }));
      const said = `webhook_failed: The webhook at ${receiver.host} leads elsewhere, which is not followed. See that its address is still right.`;
      assert.equal(await sent(), said);
      assert.deepEqual([receiver.received.length, elsewhere.received.length], [1, 0]);
      await elsewhere.close();
    });
  }

  it("tries again where the connection is cut", async () => {
    receiver.play(cut, cut, status(200));
    assert.equal(await sent(), "");
    assert.equal(receiver.received.length, 3);
  });

  it("says that nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    const said = await sent({ address: `http://127.0.0.1:${port}${SECRET_PATH}` });
    assert.equal(
      said,
      `webhook_failed: The webhook at 127.0.0.1:${port} could not be reached (ECONNREFUSED), 4 times.`,
    );
  });

  it("does not wait for an answer forever", async () => {
    receiver.play(mute);
    assert.equal(
      await sent({}, { tryMs: 20 }),
      `webhook_failed: The webhook at ${receiver.host} did not answer within 0.02 seconds, 4 times.`,
    );
    assert.deepEqual(waits, [2000, 4000, 8000]);
  });

  it("does not read an answer that never ends", async () => {
    receiver.play(endless);
    assert.equal(await sent(), "");
  });

  it("can be stopped while it waits for an answer", async () => {
    receiver.play(mute);
    const sending = sent();
    await receiver.request(0);
    stop.abort();
    assert.equal(await sending, "cancelled: Sending to the webhook was stopped.");
    assert.deepEqual([receiver.received.length, waits], [1, []]);
  });

  it("can be stopped while it waits for the next try", async () => {
    receiver.play(status(500));
    const wait = (milliseconds: number, signal: AbortSignal): Promise<void> => {
      setImmediate(() => stop.abort());
      return WEBHOOK_PATIENCE.wait(milliseconds, signal);
    };
    assert.equal(await sent({}, { wait }), "cancelled: Sending to the webhook was stopped.");
    assert.equal(receiver.received.length, 1);
  });

  it("sends nothing once it was stopped", async () => {
    stop.abort();
    assert.equal(await sent(), "cancelled: Sending to the webhook was stopped.");
    assert.equal(receiver.received.length, 0);
  });
});

describe("the address of a webhook", () => {
  const refused: readonly (readonly [address: string, why: RegExp])[] = [
    ["", /not one of https/],
    ["hooks.slack.com/services/x", /not one of https/],
    ["ftp://example.com/x", /not one of https/],
    ["file:///etc/passwd", /not one of https/],
    ["javascript:alert(1)", /not one of https/],
    ["https://", /not one of https/],
    ["http://example.com/x", /plain http/],
    ["http://localhost.example.com/x", /plain http/],
    ["http://10.0.0.1/x", /plain http/],
    ["https://me:word@example.com/x", /user name or a password/],
    ["https://me@example.com/x", /user name or a password/],
  ];
  for (const [address, why] of refused) {
    it(`may not be ${JSON.stringify(address)}, and is not quoted`, () => {
      assert.throws(
        () => webhookTarget({ address }),
        (error) => {
          assert.ok(error instanceof DriftError && error.reason === "webhook_unusable");
          assert.match(error.message, why);
          return address.length < 10 || !oneLine(error).includes(address.slice(8));
        },
      );
    });
  }

  const accepted: readonly (readonly [settings: WebhookSettings, format: string, host: string])[] = [
    [{ address: " https://hooks.slack.com/services/x \n" }, "slack", "hooks.slack.com"],
    [{ address: "https://HOOKS.slack.com/services/x" }, "slack", "hooks.slack.com"],
    [{ address: "https://hooks.slack-gov.com/services/x" }, "slack", "hooks.slack-gov.com"],
    [{ address: "https://hooks.slack.com.example.com/x" }, "json", "hooks.slack.com.example.com"],
    [{ address: "https://example.com/hooks.slack.com" }, "json", "example.com"],
    [{ address: "https://hooks.slack.com/x", format: "json" }, "json", "hooks.slack.com"],
    [{ address: "https://chat.example.com/hooks/x", format: "slack" }, "slack", "chat.example.com"],
    [{ address: "http://localhost:9000/x" }, "json", "localhost:9000"],
    [{ address: "http://127.0.0.2/x" }, "json", "127.0.0.2"],
    [{ address: "http://[::1]:80/x#part" }, "json", "[::1]"],
  ];
  for (const [settings, format, host] of accepted) {
    it(`${settings.address.trim()} is for ${format}${settings.format === undefined ? "" : ", as was asked for"}`, () => {
      const target = webhookTarget(settings);
      assert.deepEqual([target.format, webhookName(target)], [format, host]);
      assert.doesNotMatch(target.address, /\s|#/);
    });
  }

  it("is signed for with a secret only where there is one", () => {
    assert.equal(webhookTarget({ address: "https://example.com", secret: "" }).secret, undefined);
    assert.equal(webhookTarget({ address: "https://example.com", secret: " x" }).secret, " x");
  });
});

describe("the signature of a body", () => {
  it("is the HMAC that GitHub's example has", () => {
    const expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assert.equal(signatureOf("Hello, World!", "It's a Secret to Everybody"), expected);
  });
});

describe("a message to try a webhook", () => {
  it("says so in both formats", () => {
    const { version, event, id, text } = JSON.parse(testMessage("json")) as Record<string, unknown>;
    assert.deepEqual([version, event], [1, "test"]);
    assert.match(String(id), /^test:[0-9a-f-]{36}$/);
    const slack = JSON.parse(testMessage("slack")) as { text: string; blocks: unknown[] };
    assert.deepEqual([slack.text, slack.blocks.length], [text, 1]);
  });
});
