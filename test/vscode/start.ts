/**
 * `npm start`: the extension, as it is built, in VS Code over the demo after its bad week. In the `code` on the PATH; without one,
 * or with TEST_HOST=npm, in a browser. Ctrl-C ends it, and leaves nothing behind.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type { LabWorkspace } from "../lab/terraform";
import { cleanUpAtEnd } from "./cleanUp";
import { driftedDemo } from "./demoWorkspace";
import { openDesktop } from "./desktopWindow";
import { Server } from "./server";

const tell = (text: string): void => void process.stdout.write(`${text}\n`);

async function start(): Promise<void> {
  tell("Making the demo: a small cloud, and a bad week behind Terraform's back …");
  const demo = await makeDemo();
  cleanUpAtEnd(() => demo.dispose());
  const desktop = process.env.TEST_HOST === "npm" ? undefined : desktopOnPath();
  if (desktop !== undefined) {
    tell("VS Code opens; close its window, or press Ctrl-C here, when you have seen enough.");
    return openDesktop(desktop, { folder: demo.dir, extension: path.resolve("."), env: demo.env() });
  }
  const server = await Server.start({ env: demo.env() });
  tell("Open this address in a browser on this machine; press Ctrl-C here when you have seen enough:");
  tell(`\n  ${server.url({ folder: demo.dir, extension: path.resolve(".") })}\n`);
  await server.ended;
  throw new Error("VS Code's server ended.");
}

/** Ctrl-C reaches Terraform too, so that the demo fails and goes; or it is made already. */
async function makeDemo(): Promise<LabWorkspace> {
  const interruption = new AbortController();
  const remember = (): void => interruption.abort(new Error("Interrupted."));
  process.on("SIGINT", remember);
  try {
    const demo = await driftedDemo();
    if (interruption.signal.aborted) demo.dispose();
    return demo;
  } finally {
    process.removeListener("SIGINT", remember);
    interruption.signal.throwIfAborted();
  }
}

/** Not the `code` of a terminal inside a remote window: it can only open files there. */
function desktopOnPath(): string | undefined {
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return undefined;
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.join(folder, "code")).find((file) => fs.existsSync(file));
}

start().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
