/** Takes secrets out of values and texts. Nothing leaves `core/plan` without having come through here. */
import { type Json, SENSITIVE } from "../../shared/model";
import { isObject } from "./compare";
import { isSecretName, SECRET_ASSIGNMENT, URL_CREDENTIALS } from "./secretNames";
import { type Marks, marksBelow } from "./sensitivity";

/** From this length on a secret is looked for inside longer text; from SHORTEST on only as a word of its own. */
const LONG = 8;
const SHORTEST = 4;
/** Larger JSON text inside a string is not looked into by names; by values it still is. */
const LARGEST_JSON_TEXT = 1_000_000;

/** The values that are known to be secret in one plan, wherever they occur. */
export class SecretValues {
  readonly #exact = new Set<string>();
  readonly #byPrefix = new Map<string, Set<string>>();

  /** Adds every string and number in a value, in the spellings in which it may occur in texts. */
  add(value: Json): void {
    if (typeof value === "string") this.#addText(value);
    else if (typeof value === "number" && Math.abs(value) >= 1000) this.#addText(String(value));
    else if (Array.isArray(value)) value.forEach((item) => this.add(item));
    else if (isObject(value)) Object.values(value).forEach((item) => this.add(item));
  }

  #addText(text: string): void {
    if (text === "" || text === "true" || text === "false" || this.#exact.has(text)) return;
    this.#exact.add(text);
    this.#addSpelling(text);
    this.#addSpelling(JSON.stringify(text).slice(1, -1));
    if (text.length > 100_000) return;
    this.#addSpelling(text.trim());
    this.#addSpelling(encodeURIComponent(Buffer.from(text).toString()));
    this.#addSpelling(Buffer.from(text).toString("base64"));
    // A secret of several lines may be printed line by line (private keys).
    for (const line of text.split("\n")) if (line.trim().length >= 2 * LONG) this.#addSpelling(line.trim());
  }

  #addSpelling(text: string): void {
    if (text.length < SHORTEST) return;
    const prefix = text.slice(0, text.length >= LONG ? LONG : SHORTEST);
    const bucket = this.#byPrefix.get(prefix);
    if (bucket === undefined) this.#byPrefix.set(prefix, new Set([text]));
    else bucket.add(text);
  }

  /** True if the text is a secret or has one in it. */
  occursIn(text: string): boolean {
    return this.#exact.has(text) || this.#find(text, 0) !== undefined;
  }

  /** The text with every known secret replaced. */
  replaceIn(text: string): string {
    if (this.#exact.has(text)) return SENSITIVE;
    let result = "";
    let from = 0;
    for (let hit = this.#find(text, 0); hit !== undefined; hit = this.#find(text, from)) {
      result += text.slice(from, hit.start) + SENSITIVE;
      from = hit.end;
    }
    return result + text.slice(from);
  }

  #find(text: string, from: number): { start: number; end: number } | undefined {
    if (this.#byPrefix.size === 0) return undefined;
    for (let start = from; start <= text.length - SHORTEST; start++) {
      const end = this.#longestAt(text, start);
      if (end !== undefined) return { start, end };
    }
    return undefined;
  }

  #longestAt(text: string, start: number): number | undefined {
    let end: number | undefined;
    for (const length of [LONG, SHORTEST]) {
      for (const secret of this.#byPrefix.get(text.slice(start, start + length)) ?? []) {
        const stop = start + secret.length;
        if (stop <= (end ?? start) || !text.startsWith(secret, start)) continue;
        if (secret.length >= LONG || isWord(text, start, stop)) end = stop;
      }
    }
    return end;
  }
}

function isWord(text: string, start: number, end: number): boolean {
  const wordCharacter = /[\p{L}\p{N}]/u;
  return !wordCharacter.test(text.charAt(start - 1)) && !wordCharacter.test(text.charAt(end));
}

/** Free text such as a message of Terraform: known secrets out, and whatever is assigned to a name that means one. */
export function redactText(text: string, secrets: SecretValues): string {
  return secrets
    .replaceIn(text)
    .replace(SECRET_ASSIGNMENT, `$1${SENSITIVE}`)
    .replace(URL_CREDENTIALS, `$1${SENSITIVE}$2`);
}

/**
 * An attribute's value without secrets: marked positions, positions under a name that means a secret, and any string that
 * holds a known one become `(sensitive)`. `name` is what the value is called, if it has a name.
 */
export function redactValue(value: Json, marks: Marks, secrets: SecretValues, name?: string): Json {
  if (marks === true) return SENSITIVE;
  if (value === null || typeof value === "boolean") return value;
  if (name !== undefined && isSecretName(name) && !isEmptyContainer(value)) return SENSITIVE;
  if (typeof value === "number") return secrets.occursIn(String(value)) ? SENSITIVE : value;
  if (typeof value === "string") return redactString(value, secrets);
  if (Array.isArray(value)) return value.map((item, i) => redactValue(item, marksBelow(marks, i), secrets));
  return redactObject(value, marks, secrets);
}

function isEmptyContainer(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function redactObject(value: Record<string, Json>, marks: Marks, secrets: SecretValues): Json {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactKey(key, secrets),
      redactValue(item, marksBelow(marks, key), secrets, nameOfMember(value, key)),
    ]),
  );
}

/** What a member is called: in `{ name = "DB_PASSWORD", value = "…" }` the value is called DB_PASSWORD. */
export function nameOfMember(holder: Json | undefined, key: string): string {
  if (!isObject(holder) || !/^values?$/i.test(key)) return key;
  const names = ["name", "key", "Name", "Key"].map((k) => (Object.hasOwn(holder, k) ? holder[k] : undefined));
  return (names.find((name) => typeof name === "string" && isSecretName(name)) as string | undefined) ?? key;
}

/** A map's key or an instance key: data like any other, if it holds a secret. */
export function redactKey(key: string, secrets: SecretValues): string {
  return key.length >= LONG && secrets.occursIn(key) ? SENSITIVE : key;
}

function redactString(text: string, secrets: SecretValues): Json {
  if (secrets.occursIn(text)) return SENSITIVE;
  const inner = parseContainer(text);
  if (inner === undefined) return redactText(text, secrets);
  const redacted = JSON.stringify(redactValue(inner, null, secrets));
  return redacted === JSON.stringify(inner) ? text : redacted;
}

/** The object or list that a string holds as JSON text (policies, container definitions), if it does. */
export function parseContainer(text: string): Json | undefined {
  if (text.length > LARGEST_JSON_TEXT || !/^\s*[[{]/.test(text) || nestsTooDeep(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // it only looks like JSON
  }
}

/** Text that would nest deeper than any policy does would only exhaust the stack. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    if (depth > 100) return true;
  }
  return false;
}
