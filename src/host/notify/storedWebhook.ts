/** The webhook of a workspace, kept in VS Code's secret storage: its address is a secret as a whole. Knows nothing of VS Code. */
import { fieldsIn, type SecretPlace, used } from "../secretPlace";

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
    const text = await used(this.secrets.get(this.#name), "webhook_unusable");
    return text === undefined ? null : parsed(text);
  }

  /** Takes the place of what was there. */
  async store(webhook: WebhookSecrets): Promise<void> {
    await used(this.secrets.store(this.#name, JSON.stringify(webhook)), "webhook_unusable");
  }

  async forget(): Promise<void> {
    await used(this.secrets.delete(this.#name), "webhook_unusable");
  }
}

function parsed(text: string): WebhookSecrets | null {
  const { address, secret } = fieldsIn(text);
  return typeof address === "string" && typeof secret === "string" ? { address, secret } : null;
}
