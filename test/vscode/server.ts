/** One VS Code server on the loopback address, with a data folder that goes with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { cleanUpAtEnd } from "./cleanUp";
import { type ServerProgram, serverProgram } from "./serverProgram";
import { quietSettings } from "./settings";

export interface ServerOptions {
  /** The whole environment of the server, and so of the extension host and of Terraform. */
  readonly env: Readonly<Record<string, string>>;
  /** Over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether workspaces are trusted; true unless told otherwise. */
  readonly trusted?: boolean;
  /** A packed extension to install before the start. */
  readonly vsix?: string;
}

/** What a page opens, as absolute paths. */
export interface PageOptions {
  /** A folder, or a `.code-workspace` file. */
  readonly folder: string;
  /** The folder of an extension to load from its sources. */
  readonly extension?: string;
  /** The module, without ".js", whose `run` the extension host calls. */
  readonly tests?: string;
}

const STOP_MS = 5000;
const LINES_KEPT = 100;
/** An npm script's, and those of a VS Code in whose terminal we may have been started. */
const NOT_PASSED_ON = /^(npm_.*|NODE_OPTIONS|INIT_CWD|VSCODE_.*|ELECTRON_.*)$/i;

export class Server {
  readonly #token: string;
  readonly #port: number;
  readonly #process: ChildProcess;
  readonly #data: string;
  readonly #cleanUp: () => void;
  /** When it ends, by itself or stopped. */
  readonly ended: Promise<unknown>;

  private constructor(
    process: ChildProcess,
    data: string,
    address: { port: number; token: string },
    cleanUp: () => void,
  ) {
    this.#process = process;
    this.#data = data;
    this.#port = address.port;
    this.#token = address.token;
    this.#cleanUp = cleanUp;
    this.ended = process.exitCode === null ? once(process, "exit") : Promise.resolve();
  }

  static async start(options: ServerOptions): Promise<Server> {
    const program = await serverProgram();
    // A short path: sockets are put there, and the length of their names is limited.
    const data = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "drift-vscode-"));
    let child: ChildProcess | undefined;
    const cleanUp = cleanUpAtEnd(() => {
      if (child !== undefined) killGroup(child, "SIGKILL");
      fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
    try {
      writeSettings(data, { ...quietSettings(options.trusted ?? true), ...options.settings });
      if (options.vsix !== undefined) await install(program, data, options.vsix);
      const token = randomBytes(16).toString("hex");
      child = spawnServer(program, data, token, options);
      return new Server(child, data, { port: await portOf(child), token }, cleanUp);
    } catch (error) {
      cleanUp();
      throw error;
    }
  }

  /** The page's address. Whoever knows it may do in the workbench whatever we may. */
  url({ folder, extension, tests }: PageOptions): string {
    const remote = (file: string): string => `vscode-remote://127.0.0.1:${this.#port}${file}`;
    const payload = [
      ...(extension === undefined ? [] : [["extensionDevelopmentPath", remote(extension)]]),
      ...(tests === undefined ? [] : [["extensionTestsPath", remote(tests)]]),
      ["skipWelcome", "true"],
    ];
    const opened = folder.endsWith(".code-workspace") ? "workspace" : "folder";
    const query = new URLSearchParams({ tkn: this.#token, [opened]: folder, payload: JSON.stringify(payload) });
    return `http://127.0.0.1:${this.#port}/?${query.toString()}`;
  }

  /** The folder that an extension has for the one workspace that was opened. Throws if it has none yet. */
  workspaceStorage(extension: string): string {
    const workspaces = path.join(this.#data, "data", "User", "workspaceStorage");
    const folders = fs.readdirSync(workspaces).map((name) => path.join(workspaces, name, extension));
    const folder = folders.find((candidate) => fs.existsSync(candidate));
    if (folder === undefined) throw new Error(`${extension} has stored nothing yet.`);
    return folder;
  }

  /** Ends the server and all that it started. A folder that is named gets VS Code's log files. */
  async stop({ logs }: { logs?: string } = {}): Promise<void> {
    const timer = setTimeout(() => killGroup(this.#process, "SIGKILL"), STOP_MS);
    killGroup(this.#process, "SIGTERM");
    await this.ended;
    clearTimeout(timer);
    const written = path.join(this.#data, "data", "logs");
    if (logs !== undefined && fs.existsSync(written)) fs.cpSync(written, logs, { recursive: true });
    this.#cleanUp();
  }
}

/** Without what describes how we were started ourselves. */
export function passedOn(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED_ON.test(name)));
}

function writeSettings(data: string, settings: Record<string, unknown>): void {
  for (const scope of ["Machine", "User"]) {
    fs.mkdirSync(path.join(data, "data", scope), { recursive: true });
    fs.writeFileSync(path.join(data, "data", scope, "settings.json"), JSON.stringify(settings, null, 2));
  }
}

async function install({ node, main }: ServerProgram, data: string, vsix: string): Promise<void> {
  const args = ["--accept-server-license-terms", "--server-data-dir", data, "--install-extension", path.resolve(vsix)];
  await execa(node, [main, ...args], { env: { EXTENSIONS_GALLERY: "{}" }, stdin: "ignore" });
}

function spawnServer({ node, main }: ServerProgram, data: string, token: string, options: ServerOptions): ChildProcess {
  const args = [
    "--accept-server-license-terms",
    "--disable-telemetry",
    "--force-disable-user-env", // a login shell would make another PATH
    "--enable-smoke-test-driver", // a released VS Code heeds the page's payload only with it
    ...((options.trusted ?? true) ? ["--disable-workspace-trust"] : []),
    ...["--host", "127.0.0.1", "--port", "0"],
    ...["--server-data-dir", data, "--connection-token", token],
  ];
  return spawn(node, [main, ...args], {
    // Its sockets go with the data folder; without a gallery it asks nobody for extensions.
    env: { ...passedOn(options.env), XDG_RUNTIME_DIR: data, EXTENSIONS_GALLERY: "{}" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a process group of its own, which ends as a whole
  });
}

/** Waits until the server says where it listens; goes on reading, for a process whose pipe is full stands still. */
function portOf({ stdout, stderr }: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const read = (line: string): void => {
      if (said.length < LINES_KEPT) said.push(line);
      const port = /listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    createInterface({ input: stderr! }).on("line", read);
    createInterface({ input: stdout! })
      .on("line", read)
      .on("close", () => reject(new Error(`VS Code's server did not start:\n${said.join("\n")}`)));
  });
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid!, signal);
  } catch {
    // all of it is gone already
  }
}
