/** VS Code's secret storage, with what can go wrong in it. Knows nothing of VS Code. */
import { DriftError, type DriftErrorReason } from "../shared/errors";

/** As `vscode.SecretStorage` has it. */
export interface SecretPlace {
  get(name: string): Thenable<string | undefined>;
  store(name: string, value: string): Thenable<void>;
  delete(name: string): Thenable<void>;
}

/** What comes of it. Where there is no keyring, or it stays locked, secret storage fails: then it rejects with the reason. */
export async function used<T>(use: Thenable<T>, reason: DriftErrorReason): Promise<T> {
  try {
    return await use;
  } catch (cause) {
    const wayOut = "See that this machine has a keyring that is unlocked, then try again.";
    throw new DriftError(reason, "VS Code's secret storage does not work here.", wayOut, { cause });
  }
}

/** The fields of what is kept there as JSON. None of what another version may have left: as if nothing were stored, so that the person is asked again. */
export function fieldsIn(text: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {}; // not ours
  }
}
