/** Lines for a terminal: widths, wrapping, colours and symbols. Knows nothing of drift. */

/** Puts colour on a text, or leaves it alone. */
export type Paint = (text: string) => string;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Ink = keyof typeof CODES;

/** The paints of a report; without colour all of them leave the text alone. */
export function paints(color: boolean): (...inks: Ink[]) => Paint {
  return (...inks) => {
    const start = inks.map((ink) => `\u001b[${CODES[ink]}m`).join("");
    return (text) => (color && start !== "" && text !== "" ? `${start}${text}\u001b[0m` : text);
  };
}

const SYMBOLS = {
  unicode: { bad: "✖", warn: "▲", info: "●", good: "✔", ellipsis: "…", arrow: "→", dot: "·", item: "•" },
  ascii: { bad: "x", warn: "!", info: "i", good: "+", ellipsis: "...", arrow: "->", dot: "|", item: "-" },
} as const;
export type Symbols = Record<keyof (typeof SYMBOLS)["unicode"], string>;

/** The few symbols that a report uses, or what stands for them in plain ASCII. */
export function symbols(unicode: boolean): Symbols {
  return unicode ? SYMBOLS.unicode : SYMBOLS.ascii;
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const PRINTABLE_ASCII = /^[ -~]*$/;

/** How many columns a text takes: most characters one, Chinese, Japanese, Korean ones and emoji two, combining ones none. */
export function columns(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let count = 0;
  for (const char of text) count += columnsOf(char);
  return count;
}

function columnsOf(char: string): number {
  if (char < "\u0300") return 1; // nearly all are
  if (/^\p{M}$/u.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/**
 * Breaks at spaces so that no line is wider than `width`. A word that is wider is broken, too, or, with `keepWords` (addresses, paths), stands alone on
 * its line.
 */
export function wrap(text: string, width: number, keepWords = false): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (columns(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = keepWords ? [word] : broken(word, width);
    line = pieces.pop()!;
    for (const piece of pieces) lines.push(piece);
  }
  lines.push(line);
  return lines;
}

function broken(word: string, width: number): string[] {
  if (columns(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  let taken = 0;
  for (const char of word) {
    const more = columnsOf(char);
    if (taken + more > width) {
      pieces.push(piece);
      piece = "";
      taken = 0;
    }
    piece += char;
    taken += more;
  }
  pieces.push(piece);
  return pieces;
}

/** Fills up with spaces on the right. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}
