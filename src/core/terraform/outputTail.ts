import type { Readable } from "node:stream";

/** How much of the end of a stream is kept. */
export const TAIL_BYTES = 64 * 1024;

/** Reads a stream to its end, keeping only the last 64 kB of it; of what was cut, the line that was hit goes too. */
export function outputTail(stream: Readable): Promise<string> {
  let chunks: Buffer[] = [];
  let size = 0;
  let dropped = false;
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 2 * TAIL_BYTES) return;
    chunks = [Buffer.concat(chunks).subarray(-TAIL_BYTES)];
    size = TAIL_BYTES;
    dropped = true;
  });
  stream.on("error", () => undefined); // "close" follows; what came before counts
  return new Promise((resolve) => {
    stream.once("close", () => resolve(tailText(Buffer.concat(chunks), dropped)));
  });
}

/** The last 64 kB as text. `dropped`: there was more before. */
export function tailText(bytes: Buffer, dropped: boolean): string {
  const text = bytes.subarray(-TAIL_BYTES).toString("utf8");
  return dropped || bytes.length > TAIL_BYTES ? text.slice(text.indexOf("\n") + 1) : text;
}
