/** What proves who asks a model, kept in VS Code's secret storage. Knows nothing of VS Code. */
import { DriftError } from "../../shared/errors";

/** What was chosen for one address. */
export type StoredCredential = { readonly kind: "key"; readonly key: string } | { readonly kind: "microsoft" };

/** As `vscode.SecretStorage` has it. */
export interface SecretPlace {
  get(name: string): Thenable<string | undefined>;
  store(name: string, value: string): Thenable<void>;
  delete(name: string): Thenable<void>;
}

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
    const text = await working(this.secrets.get(nameOf(endpoint)));
    return text === undefined ? null : parsed(text);
  }

  /** Takes the place of what was there. */
  async store(endpoint: string, credential: StoredCredential): Promise<void> {
    await working(this.secrets.store(nameOf(endpoint), JSON.stringify(credential)));
    await this.notebook.update(ADDRESSES, [...new Set([...this.addresses(), addressOf(endpoint)])]);
  }

  async forget(endpoint: string): Promise<void> {
    await working(this.secrets.delete(nameOf(endpoint)));
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

/** Where there is no keyring, or it stays locked, secret storage fails. */
async function working<T>(use: Thenable<T>): Promise<T> {
  try {
    return await use;
  } catch (cause) {
    const wayOut = "See that this machine has a keyring that is unlocked, then try again.";
    throw new DriftError("ai_denied", "VS Code's secret storage does not work here.", wayOut, { cause });
  }
}

/** Null for what another version may have left there. */
function parsed(text: string): StoredCredential | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // not ours: as if nothing were stored, so that the person is asked again
  }
  if (typeof value !== "object" || value === null) return null;
  const { kind, key }: Partial<Record<string, unknown>> = { ...value };
  if (kind === "microsoft") return { kind };
  return kind === "key" && typeof key === "string" && key !== "" ? { kind, key } : null;
}
