/** The command line at a real terminal, with somebody who types. */
import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import { until } from "./surroundings";

export interface Terminal {
  readonly child: ChildProcess;
  /** All that was shown so far, what was typed included. */
  readonly shown: () => string;
  /** Types a line as soon as the text is shown for the next time. */
  answer(question: string, line: string): Promise<void>;
  /** Presses Ctrl-C. */
  interrupt(): void;
  readonly exitCode: Promise<number | null>;
}

export function atTerminal(args: readonly string[], cwd: string, env: Record<string, string>): Terminal {
  const words = [process.execPath, path.resolve("dist/cli.js"), ...args].map((word) => `'${word}'`);
  const child = spawn("script", ["-qefc", `stty cols 100; exec ${words.join(" ")}`, "/dev/null"], {
    cwd,
    env: { ...env, TERM: "xterm", SHELL: "/bin/sh" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  let answered = 0;
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  return {
    child,
    shown: () => text,
    async answer(question, line) {
      await until(() => text.includes(question, answered) || child.exitCode !== null);
      const at = text.indexOf(question, answered);
      if (at < 0) throw new Error(`${question} was never asked:\n${text}`);
      answered = at + question.length;
      child.stdin.write(`${line}\n`);
    },
    interrupt: () => void child.stdin.write("\u0003"),
    exitCode: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  };
}
