/** Changes of a text that somebody else previews and applies. Offsets are UTF-16 units, as in VS Code. */

/** `text` instead of what stands from `start` up to, not including, `end` of the old text. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Edits that do not overlap, in the order of the text, or one sentence for the person about why there are none. */
export type EditResult = { edits: TextEdit[] } | { refused: string };

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits.reduceRight(
    (edited, { start, end, text: now }) => edited.slice(0, start) + now + edited.slice(end),
    text,
  );
}
