/** The webhook of a workspace, kept in VS Code's secret storage: its address is a secret as a whole. Knows nothing of VS Code. */
import { DriftError } from "../../shared/errors";
import type { SecretPlace } from "../ai/storedCredentials";

export interface WebhookSecrets {
  readonly address: string;
  /** What bodies are signed with; empty: they are not. */
  readonly secret: string;
}

const PREFIX = "terraformDrift.webhook.";

/** For each workspace its own: what the resources of one are called is no business of another's channel. */
export class StoredWebhook {
  readonly #name: string;

  constructor(
    private readonly secrets: SecretPlace,
    /** The folder of its runs, which no other workspace has. */
    dataDir: string,
  ) {
    this.#name = PREFIX + dataDir;
  }

  /** Null: there is none. */
  async get(): Promise<WebhookSecrets | null> {
    const text = await working(this.secrets.get(this.#name));
    return text === undefined ? null : parsed(text);
  }

  /** Takes the place of what was there. */
  async store(webhook: WebhookSecrets): Promise<void> {
    await working(this.secrets.store(this.#name, JSON.stringify(webhook)));
  }

  async forget(): Promise<void> {
    await working(this.secrets.delete(this.#name));
  }
}

/** Where there is no keyring, or it stays locked, secret storage fails. */
async function working<T>(use: Thenable<T>): Promise<T> {
  try {
    return await use;
  } catch (cause) {
    const wayOut = "See that this machine has a keyring that is unlocked, then try again.";
    throw new DriftError("webhook_unusable", "VS Code's secret storage does not work here.", wayOut, { cause });
  }
}

/** Null for what another version may have left there. */
function parsed(text: string): WebhookSecrets | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // not ours: as if nothing were stored, so that it can be set anew
  }
  if (typeof value !== "object" || value === null) return null;
  const { address, secret }: Partial<Record<string, unknown>> = { ...value };
  return typeof address === "string" && typeof secret === "string" ? { address, secret } : null;
}
