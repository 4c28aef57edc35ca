import type { Range } from "./spellings";

/** From this length on a secret is looked for inside longer words; shorter ones only as words of their own. */
const LONG = 8;
const SHORTEST = 4;
/** Of longer secrets only so many characters around the anchor are compared: they are enough to recognise it. */
const COMPARED = 1000;
const TRIED_ANCHORS = 64;
const FILTER_BITS = 20;

/** One or several under the same key: mostly one, and there may be hundreds of thousands. */
type OneOrMore = string | string[];

/**
 * Many texts that are looked for in others at once. Each is filed under eight of its own characters, its anchor: those that
 * it shares with the fewest others, since the names of a thousand secrets may all begin with the same account's.
 */
export class SecretIndex {
  readonly #filed = new Set<string>();
  readonly #long = new Map<string, OneOrMore>();
  /** By their first four characters. */
  readonly #short = new Map<string, OneOrMore>();
  /** Of the short ones, those that are unmistakable even inside longer words. */
  readonly #inWords = new Set<string>();
  /** For each hash of four characters, 1 if anything filed begins so: nearly all places of a text end here. */
  #filter = new Uint8Array(0);

  get isEmpty(): boolean {
    return this.#filed.size === 0;
  }

  /** Too short a text is not looked for. `inWords`: it is unmistakable even inside longer words. */
  add(secret: string, inWords = false): void {
    if (secret.length < SHORTEST || this.#filed.has(secret)) return;
    this.#filed.add(secret);
    if (this.#filter.length === 0) this.#filter = new Uint8Array(1 << FILTER_BITS);
    const isShort = secret.length < LONG;
    const anchor = isShort ? secret.slice(0, SHORTEST) : this.#rarestAnchor(secret);
    this.#filter[hashOf(anchor)] = 1;
    file(isShort ? this.#short : this.#long, anchor, secret);
    if (isShort && inWords) this.#inWords.add(secret);
  }

  #rarestAnchor(secret: string): string {
    const last = secret.length - LONG;
    const step = Math.max(1, Math.floor(last / TRIED_ANCHORS));
    let rarest = secret.slice(last);
    for (let at = last; at >= 0 && this.#long.has(rarest); at -= step) {
      const anchor = secret.slice(at, at + LONG);
      if (all(this.#long.get(anchor)).length < all(this.#long.get(rarest)).length) rarest = anchor;
    }
    return rarest;
  }

  /** Where filed secrets stand in a text, in order of their anchors; they may overlap. */
  *find(text: string): Generator<Range> {
    if (this.isEmpty) return;
    const filter = this.#filter;
    let window = 0;
    for (let last = 0; last < text.length; last++) {
      window = shifted(window, text.charCodeAt(last));
      const at = last - SHORTEST + 1;
      if (filter[hash(window)] !== 1 || at < 0) continue;
      for (const secret of all(this.#short.get(text.slice(at, at + SHORTEST)))) {
        const to = at + secret.length;
        if (text.startsWith(secret, at) && (this.#inWords.has(secret) || isWord(text, at, to))) yield { from: at, to };
      }
      const anchor = text.slice(at, at + LONG);
      for (const secret of all(this.#long.get(anchor))) {
        const range = standsAt(text, at, secret, secret.indexOf(anchor));
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

const NONE: readonly string[] = [];

function all(filed: OneOrMore | undefined): readonly string[] {
  if (filed === undefined) return NONE;
  return typeof filed === "string" ? [filed] : filed;
}

function file(map: Map<string, OneOrMore>, key: string, secret: string): void {
  const filed = map.get(key);
  if (filed === undefined) map.set(key, secret);
  else if (typeof filed === "string") map.set(key, [filed, secret]);
  else filed.push(secret);
}

/** The last four characters, one byte of each. */
function shifted(window: number, code: number): number {
  return (window << 8) | ((code ^ (code >> 8)) & 0xff);
}

function hash(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function hashOf(anchor: string): number {
  return hash([0, 1, 2, 3].reduce((window, i) => shifted(window, anchor.charCodeAt(i)), 0));
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
