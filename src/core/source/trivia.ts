/** What stands between the words of code and means nothing: white space, comments and, between elements, commas. */

/** Behind what follows on the same line, comments included; white space before the end of the line is not passed. */
export function endOfLineComments(text: string, from: number): number {
  const token = /([ \t]+)|\/\*[^]*?\*\/|(?:#|\/\/)[^\r\n]*/y;
  let end = from;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[1] === undefined) end = found.index + found[0].trimEnd().length;
    if (found[0].includes("\n")) break;
  }
  return end;
}

/** Where the comma is that follows an element, comments between passed over; null where something else follows. */
export function commaBehind(text: string, from: number): number | null {
  const token = /[ \t\r\n]+|\/\*[^]*?\*\/|(?:#|\/\/)[^\r\n]*/y;
  let at = from;
  token.lastIndex = from;
  while (token.exec(text) !== null) at = token.lastIndex;
  return text[at] === "," ? at : null;
}

/** Whether nothing but white space stands between an offset and the end of its line. */
export function endsLine(text: string, at: number): boolean {
  return /^[ \t]*(?:\r?\n|$)/.test(text.slice(at, lineEnd(text, at) + 1));
}

/** Behind the line feed of an offset's line. */
export function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  return end === text.length ? end : end + 1;
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found < 0 ? text.length : found;
}
