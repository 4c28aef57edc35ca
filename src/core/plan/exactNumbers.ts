/** Parsing that loses nothing: JavaScript has no numbers such as 9223372036854775807. */

/**
 * Like `JSON.parse` of a valid text, but numbers that JavaScript would round become strings of their digits: two that differ stay
 * different, and none is shown as another. Slower: for texts that may hold such numbers.
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(withLongNumbersQuoted(text));
}

function withLongNumbersQuoted(text: string): string {
  const pieces: string[] = [];
  let done = 0;
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at);
    else if (character === "-" || isDigit(character)) {
      const end = endOfNumber(text, at);
      const number = text.slice(at, end);
      if (!isExact(number)) {
        pieces.push(text.slice(done, at), `"${number}"`);
        done = end;
      }
      at = end;
    } else at++;
  }
  return pieces.join("") + text.slice(done);
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text[quote - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && (isDigit(text.charAt(end)) || "+-.eE".includes(text.charAt(end)))) end++;
  return end;
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

/** Digits that every number of JavaScript keeps. */
const CERTAIN_DIGITS = 15;

function isExact(number: string): boolean {
  const value = Number(number);
  if (/^-?\d+$/.test(number)) return Number.isSafeInteger(value);
  const digits = number
    .replace(/[eE].*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+/, "");
  const isZero = digits === "";
  return digits.length <= CERTAIN_DIGITS && Number.isFinite(value) && (value !== 0 || isZero);
}
