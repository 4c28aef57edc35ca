import type { Range } from "./spellings";

/** From this length on a secret is looked for inside longer words; shorter ones only as words of their own. */
const LONG = 8;
const SHORTEST = 4;
/** Of longer secrets only so many characters around the anchor are compared: they are enough to recognise it. */
const COMPARED = 1000;
const FILTER_BITS = 20;

/** A secret and the place in it where the eight characters stand under which it is filed. */
interface Filed {
  readonly secret: string;
  readonly anchor: number;
}

/**
 * Many texts that are looked for in others at once. Each is filed under eight of its own characters, those that it shares
 * with the fewest others: the names of a thousand secrets may all begin with the same account's.
 */
export class SecretIndex {
  readonly #filed = new Set<string>();
  readonly #long = new Map<string, Filed[]>();
  readonly #short = new Map<string, { readonly secret: string; readonly inWords: boolean }[]>();
  /** For each hash of four characters, 1 if anything filed begins so: nearly all places of a text end here. */
  #filter = new Uint8Array(0);

  get size(): number {
    return this.#filed.size;
  }

  /** Too short a text is not looked for. `inWords`: it is unmistakable even inside longer words. */
  add(secret: string, inWords = secret.length >= LONG): void {
    if (secret.length < SHORTEST || this.#filed.has(secret)) return;
    if (this.#filed.size === 0) this.#filter = new Uint8Array(1 << FILTER_BITS);
    this.#filed.add(secret);
    const anchor = secret.length < LONG ? 0 : this.#rarestAnchor(secret);
    this.#filter[hashOf(windowAt(secret, anchor))] = 1;
    if (secret.length < LONG) push(this.#short, secret.slice(0, SHORTEST), { secret, inWords });
    else push(this.#long, secret.slice(anchor, anchor + LONG), { secret, anchor });
  }

  #rarestAnchor(secret: string): number {
    const last = secret.length - LONG;
    const anchors = [last, 0, last >> 1, last >> 2, last - (last >> 2)];
    const crowd = (anchor: number): number => this.#long.get(secret.slice(anchor, anchor + LONG))?.length ?? 0;
    return anchors.reduce((rarest, anchor) => (crowd(anchor) < crowd(rarest) ? anchor : rarest));
  }

  /** Where filed secrets stand in a text, in order of their anchors; they may overlap. */
  *find(text: string): Generator<Range> {
    if (this.#filed.size === 0) return;
    const filter = this.#filter;
    let window = 0;
    for (let last = 0; last < text.length; last++) {
      window = shift(window, text.charCodeAt(last));
      const at = last - SHORTEST + 1;
      if (filter[hashOf(window)] !== 1 || at < 0) continue;
      for (const { secret, inWords } of this.#short.get(text.slice(at, at + SHORTEST)) ?? []) {
        const to = at + secret.length;
        if (text.startsWith(secret, at) && (inWords || isWord(text, at, to))) yield { from: at, to };
      }
      for (const { secret, anchor } of this.#long.get(text.slice(at, at + LONG)) ?? []) {
        const range = standsAt(text, at, secret, anchor);
        if (range !== null) yield range;
      }
    }
  }

  /** Where a secret begins that goes on beyond the end of the text, because the text was cut there; or null. */
  cutAtEnd(text: string): number | null {
    let first: number | null = null;
    for (const secret of this.#filed) {
      const start = secret.slice(0, SHORTEST);
      const from = Math.max(0, text.length - secret.length + 1);
      for (let at = text.indexOf(start, from); at !== -1; at = text.indexOf(start, at + 1)) {
        if (secret.startsWith(text.slice(at)) && (first === null || at < first)) first = at;
      }
    }
    return first;
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** The last four characters, one byte of each. */
function shift(window: number, code: number): number {
  return (window << 8) | ((code ^ (code >> 8)) & 0xff);
}

function hashOf(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function windowAt(text: string, at: number): number {
  return [0, 1, 2, 3].reduce((window, i) => shift(window, text.charCodeAt(at + i)), 0);
}

function standsAt(text: string, at: number, secret: string, anchor: number): Range | null {
  const from = at - anchor;
  const to = from + secret.length;
  if (secret.length > COMPARED) {
    const first = Math.max(0, Math.min(anchor - COMPARED / 2, secret.length - COMPARED));
    const part = secret.slice(first, first + COMPARED);
    const same = from + first >= 0 && text.startsWith(part, from + first);
    return same ? { from: Math.max(0, from), to: Math.min(to, text.length) } : null;
  }
  return from >= 0 && text.startsWith(secret, from) ? { from, to } : null;
}

function isWord(text: string, from: number, to: number): boolean {
  const wordCharacter = /[\p{L}\p{N}]/u;
  return !wordCharacter.test(text.charAt(from - 1)) && !wordCharacter.test(text.charAt(to));
}
