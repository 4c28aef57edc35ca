/** Asks the person at the terminal. */
import { createInterface } from "node:readline";
import { DriftError } from "../shared/errors";

export interface Asker {
  /** The line that is typed, without blanks around it; null: the input has ended. Rejects with "cancelled" once the signal is aborted. */
  ask(question: string): Promise<string | null>;
  dispose(): void;
}

/** Somebody is there who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Questions go to standard error. It reads from now on: what is typed before something is asked is an answer to nothing. */
export function openAsker(signal: AbortSignal): Asker {
  const lines = createInterface({ input: process.stdin, terminal: false }); // Ctrl-C stays a signal
  let answer: ((line: string | null) => void) | undefined;
  let isOver = false;
  lines.on("line", (line) => answer?.(line.trim()));
  lines.on("close", () => {
    isOver = true;
    answer?.(null);
  });
  return {
    async ask(question) {
      process.stderr.write(question);
      try {
        if (signal.aborted) throw cancelled();
        if (isOver) return null;
        return await new Promise<string | null>((resolve, reject) => {
          const stop = (): void => reject(cancelled());
          signal.addEventListener("abort", stop, { once: true });
          answer = (line) => {
            signal.removeEventListener("abort", stop);
            resolve(line);
          };
        });
      } finally {
        answer = undefined;
      }
    },
    dispose: () => lines.close(),
  };
}

function cancelled(): DriftError {
  return new DriftError("cancelled", "Nothing was changed.");
}
