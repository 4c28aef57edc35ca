/** Longer lines are cut. Terraform's own events are under 100 kB; a line this long is no event. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

const LINE_FEED = 10;

/**
 * Calls back for each line of a byte stream, without its line end; the last one need not have any.
 * Of a line that is longer than `maxBytes` the beginning is handed over, with `cut` set, and the rest dropped.
 */
export async function forEachLine(
  chunks: AsyncIterable<Uint8Array>,
  onLine: (line: string, cut: boolean) => void,
  maxBytes = MAX_LINE_BYTES,
): Promise<void> {
  const line = { parts: [] as Uint8Array[], size: 0, cut: false };
  const keep = (bytes: Uint8Array): void => {
    const kept = bytes.subarray(0, maxBytes - line.size);
    if (kept.length < bytes.length) line.cut = true;
    if (kept.length === 0) return;
    line.parts.push(kept);
    line.size += kept.length;
  };
  const emit = (): void => {
    const { parts, cut } = line;
    Object.assign(line, { parts: [], size: 0, cut: false });
    onLine(Buffer.concat(parts).toString("utf8").replace(/\r$/, ""), cut);
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      emit();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (line.size > 0) emit();
}
