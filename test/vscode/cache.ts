/** What is fetched on first use because it is too big, or too much one platform's, to be a dependency. */
import * as fs from "node:fs";
import * as path from "node:path";
import { execa } from "execa";
import { cleanUpAtEnd } from "./cleanUp";

/** Those that tell an npm of the package that it runs for: a nested npm would take it for its own. */
const OUTER_PACKAGE =
  /^(npm_(package|lifecycle)_.*|npm_config_(local_prefix|workspaces?|include_workspace_root|omit|include|save.*|package_lock.*|dry_run|prefix|global)|NODE_OPTIONS|INIT_CWD)$/i;

/** The folder `name` in the cache, filled if it is not there. It appears when it is complete, and two who fill it at once agree. */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = path.resolve(process.env.VSCODE_HOST_CACHE ?? ".vscode-host");
  const folder = path.join(cache, name);
  if (fs.existsSync(folder)) return folder;
  process.stderr.write(`Fetching ${name} from npm, for this and every later run …\n`);
  fs.mkdirSync(cache, { recursive: true });
  const part = fs.mkdtempSync(`${folder}.part-`);
  const removePart = cleanUpAtEnd(() => fs.rmSync(part, { recursive: true, force: true }));
  try {
    await fill(part);
    if (!fs.existsSync(folder)) fs.renameSync(part, folder);
  } finally {
    removePart();
  }
  return folder;
}

/** Runs npm in a folder of the cache, without install scripts: nothing is compiled, nothing else is downloaded. */
export async function npm(args: string[], cwd: string): Promise<void> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OUTER_PACKAGE.test(name)));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await execa("npm", [...args, ...quiet], { cwd, env, extendEnv: false, stdin: "ignore" });
}

/** Installs one package, with exactly this version, into a folder of the cache. */
export async function npmInstall(spec: string, folder: string): Promise<void> {
  fs.writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  await npm(["install", spec], folder);
}
