/** Heredocs of HCL in which nothing is computed (their meaning tried with Terraform 1.11.4). */

interface Heredoc {
  /** `<<-`: the indentation that all lines share is not meant. */
  flush: boolean;
  marker: string;
  /** The opening line and its end. */
  opening: string;
  /** The lines between, each with its end. */
  lines: string[];
  /** The last line, from its start. */
  closing: string;
}

/** The string that a heredoc means, ends of lines as they are in the file; null for what is none. */
export function readHeredoc(code: string): string | null {
  const heredoc = splitHeredoc(code);
  if (heredoc === null) return null;
  const strip = heredoc.flush ? sharedIndent(heredoc.lines) : 0;
  if (strip === null) return null;
  const lines = heredoc.lines.map((line) => (isBlank(line) ? line : line.slice(strip)));
  return lines.join("").replace(/([$%])\1\{/g, "$1{");
}

/** The same heredoc with another text; null where none of that marker and manner can mean it. */
export function writeHeredoc(code: string, value: string, newline: string): string | null {
  const heredoc = splitHeredoc(code);
  // Three markers in a row are beyond the grammar.
  if (heredoc === null || UNSHOWN.test(value) || /([$%])\1\{/.test(value)) return null;
  const indent = heredoc.flush ? indentOf(heredoc) : "";
  const lines = value.split(/(?<=\n)/).map((line) => (isBlank(line) ? line : indent + line));
  const escaped = lines.join("").replace(/([$%])\{/g, "$1$1{");
  const written = heredoc.opening + escaped + heredoc.closing;
  const endsRight = lines.every((line) => line.endsWith(newline) && line.trim() !== heredoc.marker);
  return endsRight && readHeredoc(written) === value ? written : null;
}

/** Control characters but tabs and ends of lines. */
const UNSHOWN = /(?![\t\r\n])[\p{Cc}\u2028\u2029\ufeff]/u;

function splitHeredoc(code: string): Heredoc | null {
  const [all, flush, marker] = /^<<(-?)([^\s]+)[ \t]*\r?\n/.exec(code) ?? [];
  if (all === undefined || marker === undefined) return null;
  const closing = /[^\n]*$/.exec(code)![0];
  if (closing.trim() !== marker) return null;
  const between = code.slice(all.length, code.length - closing.length);
  const lines = between === "" ? [] : between.split(/(?<=\n)/);
  return { flush: flush === "-", marker, opening: all, lines, closing };
}

/** How many characters of white space all lines begin with, those that have nothing else aside; null where it is none that we know. */
function sharedIndent(lines: readonly string[]): number | null {
  const written = lines.filter((line) => !isBlank(line));
  if (written.some((line) => /^[ \t]*[^\S \t]|^[ \t]*[\u0085\ufeff]/.test(line))) return null;
  return Math.min(...written.map((line) => /^[ \t]*/.exec(line)![0].length));
}

/** What the lines begin with; without lines one level more than the marker. */
function indentOf({ lines, closing }: Heredoc): string {
  const written = lines.filter((line) => !isBlank(line));
  const indents = written.map((line) => /^[ \t]*/.exec(line)![0]);
  const [shortest] = indents.sort((a, b) => a.length - b.length);
  return shortest ?? `${/^[ \t]*/.exec(closing)![0]}  `;
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}
