import type { Readable } from "node:stream";
import { outputTail } from "./outputTail";

/** What a process says, and when that is all. */
export interface ProcessOutput {
  /** As it comes; it ends once the process is gone and all that it wrote has been read. */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** Nobody reads stdout any more: the process need not wait for that. */
  drop(): void;
  /** The process and all that it started are gone: nothing more is to come. */
  gone(): void;
  /** To be called last, once stdout was read or dropped. Releases everything, and answers with the end of stderr. */
  end(): Promise<string>;
}

/** Through pipes: the process waits when the reader does, and both end with us. */
export function pipedOutput(stdout: Readable, stderr: Readable): ProcessOutput {
  const run = { over: false };
  const drop = holdUnread(stdout);
  const stderrTail = outputTail(stderr);
  let held = { cancel: (): void => undefined };
  return {
    stdout: untilOver(stdout, run),
    drop,
    gone: () => {
      run.over = true;
      held = releaseWhenIdle([stdout, stderr]);
    },
    end: () => stderrTail.finally(() => held.cancel()),
  };
}

/**
 * A process outside the group may hold output open after the program is gone: once nothing has come for two seconds we
 * let go. Counted in steps, so that a machine that was asleep in between does not lose output that waits to be read.
 */
function releaseWhenIdle(streams: readonly Readable[]): { cancel(): void } {
  let idleSteps = 0;
  const timer = setInterval(() => {
    idleSteps = streams.every((stream) => stream.readableLength === 0) ? idleSteps + 1 : 0;
    if (idleSteps >= 10) for (const stream of streams) stream.destroy();
  }, 200);
  return { cancel: () => clearInterval(timer) };
}

/**
 * Keeps output until it is asked for: execa throws away what nobody reads from the start, Node what nobody has read when
 * the process exits. The function returned drops what is left, so that the process need not wait for a reader that has had
 * enough.
 */
function holdUnread(stdout: Readable): () => void {
  const hold = (): void => undefined;
  stdout.on("readable", hold);
  return () => {
    stdout.off("readable", hold);
    stdout.resume();
  };
}

async function* untilOver(stdout: Readable, run: { readonly over: boolean }): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of stdout) yield chunk as Uint8Array;
  } catch (error) {
    if (!run.over) throw error; // else we closed it ourselves: all that the program wrote has been read
  }
}
