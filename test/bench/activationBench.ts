/** What the extension costs VS Code when it is first needed, against one that does nothing: each in extension hosts of its own. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { labEnv } from "../lab/terraform";
import { runInWorkbench } from "../vscode/npmHost";
import { ACTIVATED_EXTENSION, ACTIVATION_RESULT } from "./activationContract";
import { compared, type Figure } from "./measure";

const PAIRS = 5;
const HOST_MS = 120_000;
const BUDGET_MS = 50;

export async function activationBench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "drift-bench-"));
  try {
    const empty = emptyExtension(folder);
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let pair = 0; pair < PAIRS; pair++) {
      times.ours.push(await activation(folder, "terraform-drift.terraform-drift", resolve(".")));
      times.theirs.push(await activation(folder, "nobody.empty", empty));
    }
    const names = {
      what: "loading and activating the extension, against an empty one",
      ours: "loading and activating the extension",
      theirs: "the same of an empty one",
    };
    const [ratio, ours, theirs] = compared(names, times, Infinity);
    const { what, value, unit } = ratio!;
    return [{ ...ours!, budget: BUDGET_MS }, theirs!, { what, value, unit }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In milliseconds, in an extension host that has done nothing else. */
async function activation(folder: string, id: string, extension: string): Promise<number> {
  const result = join(folder, "result");
  rmSync(result, { force: true });
  const workspace = join(folder, "workspace");
  mkdirSync(workspace, { recursive: true });
  await runInWorkbench({
    folder: workspace,
    extension,
    tests: join(__dirname, "activationSuite"),
    trusted: true,
    settings: {},
    env: labEnv({ [ACTIVATED_EXTENSION]: id, [ACTIVATION_RESULT]: result }),
    artifacts: folder,
    timeoutMs: HOST_MS,
  });
  if (!existsSync(result))
    throw new Error(`${id} could not be activated: ${readFileSync(join(folder, "console.log"), "utf8")}`);
  return Number(readFileSync(result, "utf8"));
}

function emptyExtension(folder: string): string {
  const dir = join(folder, "empty");
  mkdirSync(dir);
  const manifest = {
    name: "empty",
    publisher: "nobody",
    version: "0.0.1",
    engines: { vscode: "^1.101.0" },
    main: "./extension.js",
    activationEvents: [],
  };
  writeFileSync(join(dir, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(dir, "extension.js"), "exports.activate = () => undefined;\n");
  return dir;
}
