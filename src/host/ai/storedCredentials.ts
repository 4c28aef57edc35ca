/** What proves who asks a model, kept in VS Code's secret storage. Knows nothing of VS Code. */
import { fieldsIn, type SecretPlace, used } from "../secretPlace";

/** What was chosen for one address. */
export type StoredCredential = { readonly kind: "key"; readonly key: string } | { readonly kind: "microsoft" };

/** As `vscode.Memento` has it. */
export interface Notebook {
  get(name: string): unknown;
  update(name: string, value: unknown): Thenable<void>;
}

const PREFIX = "terraformDrift.ai.";
const ADDRESSES = "terraformDrift.ai.addresses";

/** The server that a credential is for: origin and path, so that it is never sent to another, whatever the settings become. */
export function addressOf(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

/**
 * One credential for each address. Rejects with "ai_denied" where secret storage does not work. Being signed in with Microsoft is kept for the address too: the token of a person who is signed in
 * would otherwise go wherever the settings of a workspace point.
 */
export class StoredCredentials {
  constructor(
    private readonly secrets: SecretPlace,
    /** Addresses only: secret storage does not tell what is in it. */
    private readonly notebook: Notebook,
  ) {}

  async of(endpoint: string): Promise<StoredCredential | null> {
    const text = await used(this.secrets.get(nameOf(endpoint)), "ai_denied");
    return text === undefined ? null : parsed(text);
  }

  /** Takes the place of what was there. */
  async store(endpoint: string, credential: StoredCredential): Promise<void> {
    await used(this.secrets.store(nameOf(endpoint), JSON.stringify(credential)), "ai_denied");
    await this.notebook.update(ADDRESSES, [...new Set([...this.addresses(), addressOf(endpoint)])]);
  }

  async forget(endpoint: string): Promise<void> {
    await used(this.secrets.delete(nameOf(endpoint)), "ai_denied");
    await this.notebook.update(
      ADDRESSES,
      this.addresses().filter((address) => address !== addressOf(endpoint)),
    );
  }

  /** For which something is stored, as far as this is known. */
  addresses(): string[] {
    const value = this.notebook.get(ADDRESSES);
    const addresses: unknown[] = Array.isArray(value) ? value : [];
    return addresses.filter((one) => typeof one === "string").filter((one) => URL.canParse(one));
  }
}

function nameOf(endpoint: string): string {
  return PREFIX + addressOf(endpoint);
}

function parsed(text: string): StoredCredential | null {
  const { kind, key } = fieldsIn(text);
  if (kind === "microsoft") return { kind };
  return kind === "key" && typeof key === "string" && key !== "" ? { kind, key } : null;
}
