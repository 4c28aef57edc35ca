import type { Readable } from "node:stream";

const TAIL_BYTES = 64 * 1024;

/** Reads a stream to its end, keeping only the last 64 kB of it; of what was cut, the line that was hit goes too. */
export function outputTail(stream: Readable, maxBytes = TAIL_BYTES): Promise<string> {
  let chunks: Buffer[] = [];
  let size = 0;
  let dropped = false;
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 2 * maxBytes) return;
    chunks = [Buffer.concat(chunks).subarray(-maxBytes)];
    size = maxBytes;
    dropped = true;
  });
  stream.on("error", () => undefined); // "close" follows; what came before counts
  return new Promise((resolve) => {
    stream.once("close", () => {
      const all = Buffer.concat(chunks);
      const text = all.subarray(-maxBytes).toString("utf8");
      resolve(dropped || all.length > maxBytes ? text.slice(text.indexOf("\n") + 1) : text);
    });
  });
}
