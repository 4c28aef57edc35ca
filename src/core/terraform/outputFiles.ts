import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DriftError } from "../../shared/errors";
import { TAIL_BYTES, tailText } from "./outputTail";
import type { ProcessOutput } from "./processOutput";

const CHUNK_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 100;

/** What a process writes to when it is to outlive us. */
export interface OutputFiles extends ProcessOutput {
  /** Of this process, for the child to be given. */
  readonly descriptors: { readonly stdout: number; readonly stderr: number };
}

/**
 * `stdout` and `stderr` in a folder, which the process writes to by itself: unlike a pipe, which breaks when its reader dies and then
 * ends who writes to it (Go programs die of SIGPIPE there), a file is none of our life's business. The reader follows what is written.
 */
export async function openOutputFiles(folder: string): Promise<OutputFiles> {
  const stdout = await create(join(folder, "stdout"));
  const stderr = await create(join(folder, "stderr")).catch(async (error: unknown) => {
    await stdout.close();
    throw error;
  });
  const gone = new AbortController();
  return {
    descriptors: { stdout: stdout.fd, stderr: stderr.fd },
    stdout: followed(stdout, gone.signal),
    drop: () => undefined,
    gone: () => gone.abort(),
    end: async () => {
      try {
        return await endOf(stderr).catch(() => ""); // a disk that fails must not hide how the process ended
      } finally {
        await Promise.all([stdout.close(), stderr.close()]);
      }
    },
  };
}

async function create(file: string): Promise<FileHandle> {
  try {
    return await open(file, "w+", 0o600);
  } catch (error) {
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    throw new DriftError(
      "terraform_failed",
      `There has to be a file for what Terraform says, and ${file} cannot be made (${code}).`,
      "Make room there, or set TMPDIR to another folder.",
      { cause: error },
    );
  }
}

/** Reads at positions of its own: the descriptor's is the child's, too. */
async function* followed(file: FileHandle, gone: AbortSignal): AsyncGenerator<Uint8Array, void> {
  for (let position = 0; ;) {
    const isAll = gone.aborted; // asked before reading: what is written in between counts
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead > 0) {
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    } else if (isAll) return;
    else await delay(LOOK_EVERY_MS, undefined, { signal: gone }).catch(() => undefined); // cut short: it is gone
  }
}

/** One byte more than is kept tells whether there was more. */
async function endOf(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES + 1);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return tailText(buffer.subarray(0, bytesRead), false);
}
