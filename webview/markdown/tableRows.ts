/** Tables as GitHub writes them. */

const COLUMNS_AT_MOST = 50;

/** The texts between the bars; null if there is no bar. */
export function cellsOf(line: string): string[] | null {
  const cells = line
    .trim()
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
  if (cells.length === 1) return null;
  if (cells[0] === "") cells.shift();
  if (cells.at(-1) === "") cells.pop();
  return cells;
}

/** How many columns a table has of which this is the second line, the one under the heads; null if it is none. */
export function columnsOf(head: string, line: string): number | null {
  if (!/^[\s|:-]+$/.test(line) || !line.includes("-")) return null;
  const [heads, rules] = [cellsOf(head), cellsOf(line)];
  if (heads === null || rules?.length !== heads.length || heads.length > COLUMNS_AT_MOST) return null;
  return rules.every((cell) => /^:?-+:?$/.test(cell)) ? heads.length : null;
}

/** As many cells as there are columns; what is too much stands in the last. */
export function fitted(cells: readonly string[], columns: number): string[] {
  const rest = cells.slice(columns - 1).join(" | ");
  return Array.from({ length: columns }, (_, at) => (at === columns - 1 ? rest : (cells[at] ?? "")));
}
