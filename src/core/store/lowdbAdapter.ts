import { basename } from "node:path";
import type { Adapter } from "lowdb";
import type { Clock } from "../ports";
import { duplicate, readIfThere, writeAtomically } from "./atomicFile";
import { storeNewer } from "./storeErrors";

/** What a kind of file holds. */
export interface StoredShape<T> {
  /** The newest `schemaVersion` that we understand. */
  version: number;
  /** What of a parsed document is sound and how many of its entries are not; null if it is no such document at all. */
  parse(document: unknown): { data: T; rejected: number } | null;
}

type Loaded<T> = { state: "missing" | "damaged" } | { state: "read"; data: T; rejected: number };

/**
 * A lowdb file that survives crashes, full disks and hands that edit it: written atomically, its last good copy beside it as `.bak`, a damaged
 * one kept as `.corrupt-<time>` when it is next written. Whoever writes holds the lock and has read with the same adapter before.
 */
export class StoreFile<T> implements Adapter<T> {
  /** What the last read could not get from the file itself, in words for the person; null if it got everything. */
  damage: string | null = null;
  #setAside = false;

  constructor(
    readonly file: string,
    private readonly shape: StoredShape<T>,
    private readonly clock: Clock,
  ) {}

  /** The file's data, else its last good copy's; null where there is neither. Sets `damage`. Throws "store_newer". */
  async read(): Promise<T | null> {
    const main = await this.#load(this.file);
    this.damage = null;
    this.#setAside = main.state === "damaged" || (main.state === "read" && main.rejected > 0);
    if (main.state === "read") {
      if (main.rejected > 0) this.damage = `${main.rejected} entries of ${this.file} were damaged`;
      return main.data;
    }
    const copy = await this.#load(`${this.file}.bak`);
    if (main.state === "missing" && copy.state === "missing") return null;
    this.damage = `${this.file} was ${main.state}`;
    return copy.state === "read" ? copy.data : null;
  }

  /** Replaces the file and keeps what it held. */
  async write(data: T): Promise<void> {
    await duplicate(this.file, this.#setAside ? this.#corruptName() : `${this.file}.bak`);
    await writeAtomically(this.file, JSON.stringify(data));
    this.#setAside = false;
  }

  /** Keeps a copy of the file if the last read found it damaged, for a file that will not be written again. Says the copy's name. */
  async setAside(): Promise<string | null> {
    if (!this.#setAside) return null;
    const name = this.#corruptName();
    await duplicate(this.file, name);
    return basename(name);
  }

  #corruptName(): string {
    return `${this.file}.corrupt-${this.clock.now().toISOString().replaceAll(/[:.]/g, "-")}`;
  }

  async #load(file: string): Promise<Loaded<T>> {
    const text = await readIfThere(file);
    if (text === null) return { state: "missing" };
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      return { state: "damaged" }; // not JSON: that is all there is to know
    }
    if (schemaVersionOf(document) > this.shape.version) throw storeNewer(file);
    const parsed = this.shape.parse(document);
    return parsed === null ? { state: "damaged" } : { state: "read", ...parsed };
  }
}

/** The version that a stored document says it has; 0 if it says none. */
export function schemaVersionOf(document: unknown): number {
  if (typeof document !== "object" || document === null || !("schemaVersion" in document)) return 0;
  return typeof document.schemaVersion === "number" ? document.schemaVersion : 0;
}
