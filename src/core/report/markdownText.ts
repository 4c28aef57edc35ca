import { visible } from "../../shared/formatValue";

/**
 * Foreign text in Markdown, so that nothing in it becomes live: no markup, no HTML, no table, and, as these look at the rendered text, no mention,
 * no reference to an issue and no link.
 */

/** Prose: characters of markup are escaped, and what a mention, a reference or a link begins with is followed by an invisible joiner. */
export function prose(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]#!|~]/g, "\\$&")
    .replace(/^(\d+)(?=[.)])|^(?=[-+=])/, "$1\\") // what would begin a list
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@|\\#|\bGH(?=-)|:(?=\/\/)|\bwww(?=\.)/gi, `$&${WORD_JOINER}`);
}

const WORD_JOINER = "\u2060";

/** A code span: the text exactly, in a fence longer than any run of backticks in it. */
export function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const needsRoom = /^`|`$|^ .* $/.test(shown) || shown === "";
  return needsRoom ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** A code span in a cell of a table, where a pipe must be escaped even so. Backslashes before a pipe come in pairs in quoted values. */
export function cell(text: string): string {
  return code(text).replaceAll("|", "\\|");
}
