/** An answer for those who hear it: whole sentences, without the marks of Markdown. */

/** A sentence, or a line of a list or of code; not the number before an item. */
const END = /[.!?…。！？]["'”’)*_`]*(?=\s)|\n/g;
/** Who writes so much without an end of a sentence is cut between words. */
const LONGEST = 500;

export class Sentences {
  #rest = "";

  push(text: string): void {
    this.#rest += text;
  }

  /** What is finished by now and was not taken yet; empty if nothing is. */
  take(): string {
    const end = endOf(this.#rest);
    const taken = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    return spoken(taken);
  }

  /** All that is left. */
  takeAll(): string {
    const taken = this.#rest;
    this.#rest = "";
    return spoken(taken);
  }
}

function endOf(text: string): number {
  let end = 0;
  for (const { 0: mark, index } of text.matchAll(END)) {
    const line = text.slice(text.lastIndexOf("\n", index - 1) + 1, index + 1);
    if (!/^\s*\d+\.$/.test(line)) end = index + mark.length;
  }
  return end === 0 && text.length > LONGEST ? text.lastIndexOf(" ") + 1 : end;
}

/** The words without what marks them. */
function spoken(markdown: string): string {
  return markdown
    .replace(/^[ \t]*(?:```|~~~)[^\n]*$/gm, "")
    .replace(/^[ \t]*(?:>[ \t]?|[-*+][ \t]+|#{1,6}[ \t]+)+/gm, "")
    .replace(/^[-*_| :\t]{3,}$/gm, "")
    .replace(/!?\[([^[\]]*)\]\([^()\s]*\)/g, "$1")
    .replace(/\*\*|__|~~|`|(?<![\p{L}\p{N}])[*_]|[*_](?![\p{L}\p{N}])/gu, "")
    .replace(/^[ \t]*\|(.*)\|[ \t]*$/gm, (_, cells: string) =>
      cells
        .split("|")
        .map((cell) => cell.trim())
        .join(", "),
    )
    .replace(/\s+/g, " ")
    .trim();
}
