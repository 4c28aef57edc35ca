/** Runs in an extension host that has just started: how long an extension takes to be loaded and activated. */
import { writeFileSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import * as vscode from "vscode";
import { ACTIVATED_EXTENSION, ACTIVATION_RESULT } from "./activationContract";

/** Node's own, which VS Code takes too in order to load an extension's file; not in its types. */
const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };

/**
 * The time in which nothing else happens in the host: reading the extension's file, and the call of its `activate`. VS Code shows
 * the same two in "Show Running Extensions". What it does around them is its own.
 */
export async function run(): Promise<void> {
  const id = process.env[ACTIVATED_EXTENSION]!;
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined || extension.isActive) throw new Error(`${id} is not there, or active already.`);
  const { main } = extension.packageJSON as { main: string };
  const file = join(extension.extensionPath, main);
  let ms = 0;
  const timed = <Result>(work: () => Result): Result => {
    const start = performance.now();
    const result = work();
    ms += performance.now() - start;
    return result;
  };
  const load = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    if (request !== file) return load.call(this, request, ...rest);
    const loaded = timed(() => load.call(this, request, ...rest)) as { activate: (context: unknown) => unknown };
    return { ...loaded, activate: (context: unknown) => timed(() => loaded.activate(context)) };
  };
  await extension.activate();
  loader._load = load;
  if (ms > 0) writeFileSync(process.env[ACTIVATION_RESULT]!, String(ms));
}
