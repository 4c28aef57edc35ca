import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * What an object's file holds: its attributes, and what a test wants of it under names that begin with "_":
 * `_fault` (text) makes its read fail, `_write_fault` (text) makes a change or a delete fail, and `_clock` (true) lets its clock
 * tick: the attribute named in the kind's `clock` is new at every read.
 */
export type StoredObject = Record<string, unknown>;

/** The cloud is a folder with one JSON file for each object, `TYPE/ID.json`: editing or deleting a file is drift. */
export class Cloud {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  newId(prefix: string): string {
    return `${prefix}-${randomBytes(4).toString("hex")}`;
  }

  /** Null where there is no such object. */
  async read(type: string, id: string): Promise<StoredObject | null> {
    let text: string;
    try {
      text = await readFile(this.#file(type, id), "utf8");
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    const object: unknown = JSON.parse(text);
    if (typeof object !== "object" || object === null) throw new Error(`${type}/${id}.json does not hold an object`);
    return object as StoredObject;
  }

  /** Replaces the object whole, but for its names that begin with "_". A reader sees the old one or the new one. */
  async write(type: string, id: string, attributes: StoredObject): Promise<void> {
    const controls = Object.entries((await this.read(type, id)) ?? {}).filter(([name]) => name.startsWith("_"));
    const object = { ...attributes, ...Object.fromEntries(controls) };
    const file = this.#file(type, id);
    const temporary = `${file}.${process.pid}.tmp`;
    await mkdir(join(this.#directory, type), { recursive: true });
    await writeFile(temporary, JSON.stringify(object, null, 2) + "\n");
    await rename(temporary, file);
  }

  async remove(type: string, id: string): Promise<void> {
    await rm(this.#file(type, id), { force: true });
  }

  /** The ids of all objects of a type, sorted. */
  async list(type: string): Promise<string[]> {
    try {
      const files = await readdir(join(this.#directory, type));
      return files
        .filter((file) => file.endsWith(".json"))
        .map((file) => file.slice(0, -".json".length))
        .sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async readAll(type: string): Promise<StoredObject[]> {
    const objects = await Promise.all((await this.list(type)).map((id) => this.read(type, id)));
    return objects.filter((object) => object !== null);
  }

  /** An id comes from a state or a command line: it must not lead out of the folder. */
  #file(type: string, id: string): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(id)) throw new Error(`not an object id: ${JSON.stringify(id)}`);
    return join(this.#directory, type, `${id}.json`);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
