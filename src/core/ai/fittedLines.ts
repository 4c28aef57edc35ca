/** A piece of Markdown that is shown whole or not at all. */
export interface Line {
  readonly text: string;
  /** Lower ranks get room first; of one rank those that come first. */
  readonly rank: number;
  /** What is lost without it, for those who count. */
  readonly counts?: "resource" | "change";
}

export interface Fitted {
  readonly text: string;
  readonly resourcesLeftOut: number;
  readonly changesLeftOut: number;
}

/** As many of the lines as there is room for, in characters. From the first that does not fit, all that rank with or behind it are left out. */
export function fitLines(lines: readonly Line[], room: number): Fitted {
  const shown = new Set<Line>();
  let left = room;
  for (const line of [...lines].sort((a, b) => a.rank - b.rank)) {
    left -= line.text.length + 1;
    if (left < 0) break;
    shown.add(line);
  }
  const lost = lines.filter((line) => !shown.has(line));
  return {
    text: lines
      .filter((line) => shown.has(line))
      .map(({ text }) => text)
      .join("\n"),
    resourcesLeftOut: lost.filter(({ counts }) => counts === "resource").length,
    changesLeftOut: lost.filter(({ counts }) => counts === "change").length,
  };
}
