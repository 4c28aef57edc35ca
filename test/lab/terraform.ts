import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { execa } from "execa";

/** One object of the lab cloud, as its file holds it. */
export type LabObject = Record<string, unknown>;

/** For `edit`: an object with these attributes, and as it is otherwise. */
export const set =
  (attributes: LabObject) =>
  (object: LabObject): LabObject => ({ ...object, ...attributes });

export interface TerraformResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface LabOptions {
  /** The provider's filesystem mirror, as `buildLab` made it. */
  mirror?: string;
  /** Variables for every command in the workspace. */
  env?: Record<string, string>;
  /** Where it is made, for one among several in a folder that its maker removes; absent: a temporary folder of its own. */
  dir?: string;
}

/** Where a configuration comes from: text for main.tf, or a folder of which the configuration files are copied. */
export type LabSource = { config: string } | { folder: string };

/** Tests run at the repository's root. */
export const defaultMirror = (): string => path.resolve("out/lab/mirror");

const STATE_LINEAGE = "11111111-2222-3333-4444-555555555555";
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * This process's environment for an unmodified Terraform that stays offline: none of the person's own TF_ and LAB_ variables,
 * and every `init` finds the lab provider. (`init` needs the mirror each time: Terraform does not remember it.)
 */
export function labEnv(overrides: Record<string, string> = {}, mirror = defaultMirror()): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(TF|LAB)_/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_CLI_ARGS_init: shellWord(`-plugin-dir=${mirror}`),
    ...overrides,
  };
}

/**
 * A root module in a temporary folder of its own, applied to a lab cloud of its own (`cloud/TYPE/ID.json` beside the
 * configuration). Nothing in it refers to where it is, so that a clone is a copy.
 */
export class LabWorkspace {
  readonly dir: string;
  readonly #options: LabOptions;

  private constructor(dir: string, options: LabOptions) {
    this.dir = dir;
    this.#options = options;
  }

  /** The configuration, initialized and applied. */
  static async create(source: LabSource, options: LabOptions = {}): Promise<LabWorkspace> {
    const workspace = await LabWorkspace.prepare(source, options);
    return workspace.#orGone(() => workspace.apply());
  }

  /** The configuration, initialized but not applied: nothing exists yet. */
  static async prepare(source: LabSource, options: LabOptions = {}): Promise<LabWorkspace> {
    const mirror = options.mirror ?? defaultMirror();
    if (!fs.existsSync(mirror)) throw new Error(`${mirror} is missing: run node test/lab/build.mjs`);
    const workspace = new LabWorkspace(options.dir ?? temporaryFolder(), options);
    fs.mkdirSync(workspace.dir, { recursive: true });
    if ("config" in source) fs.writeFileSync(path.join(workspace.dir, "main.tf"), source.config);
    else fs.cpSync(source.folder, workspace.dir, { recursive: true, filter: isConfiguration });
    return workspace.#orGone(() => workspace.#succeed(["init", "-input=false", "-no-color"]));
  }

  /** The environment that the workspace's commands run in, for whoever starts Terraform there. */
  env(overrides: Record<string, string> = {}): Record<string, string> {
    return labEnv({ ...this.#options.env, ...overrides }, this.#options.mirror);
  }

  /** Runs Terraform; its exit code is a result, not an error. */
  async terraform(args: string[], env: Record<string, string> = {}): Promise<TerraformResult> {
    const { exitCode, stdout, stderr, shortMessage } = await execa("terraform", args, {
      cwd: this.dir,
      env: this.env(env),
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      maxBuffer: MAX_OUTPUT,
    });
    if (exitCode === undefined) throw new Error(shortMessage);
    return { exitCode, stdout, stderr };
  }

  /** Applies the configuration as it is now; throws with Terraform's words if that fails. */
  async apply(): Promise<void> {
    await this.#succeed(["apply", "-auto-approve", "-input=false", "-no-color"]);
  }

  /** The cloud's objects of a type, in no particular order. */
  objects(type: string): LabObject[] {
    return this.#files(type).map(readObject);
  }

  /**
   * Changes objects behind Terraform's back: `change` gets a copy and returns the new object, or null to delete it. Throws
   * unless at least one object is picked.
   */
  edit(
    type: string,
    change: (object: LabObject) => LabObject | null,
    pick: (object: LabObject) => boolean = () => true,
  ): void {
    const picked = this.#files(type).filter((file) => pick(readObject(file)));
    if (picked.length === 0) throw new Error(`the lab cloud has no such ${type}`);
    for (const file of picked) {
      const changed = change(readObject(file));
      if (changed === null) fs.rmSync(file);
      else writeObject(file, changed);
    }
  }

  /** Makes an object outside Terraform. Its id must be new to the cloud. */
  add(type: string, id: string, attributes: LabObject): void {
    fs.mkdirSync(this.#folder(type), { recursive: true });
    writeObject(path.join(this.#folder(type), `${id}.json`), { id, ...attributes });
  }

  /** Replaces the state: its resources, in the form of Terraform's state file, version 4. */
  writeState(resources: object[]): void {
    const state = { version: 4, terraform_version: "1.0.0", serial: 1, lineage: STATE_LINEAGE, outputs: {}, resources };
    fs.writeFileSync(path.join(this.dir, "terraform.tfstate"), JSON.stringify(state, null, 2));
  }

  /** Edits the code; throws where `search` is not found. A pattern with the flag g replaces every occurrence. */
  code(search: string | RegExp, replacement: string, file = "main.tf"): void {
    const target = path.join(this.dir, file);
    const before = fs.readFileSync(target, "utf8");
    const after = before.replace(search, () => replacement);
    if (after === before) throw new Error(`${file} does not contain ${String(search)}`);
    fs.writeFileSync(target, after);
  }

  /** A copy for the next test: same state, own cloud. */
  clone(): LabWorkspace {
    const dir = temporaryFolder();
    fs.cpSync(this.dir, dir, { recursive: true, verbatimSymlinks: true });
    return new LabWorkspace(dir, this.#options);
  }

  dispose(): void {
    fs.rmSync(this.dir, { recursive: true, force: true });
  }

  async #succeed(args: string[]): Promise<void> {
    const { exitCode, stdout, stderr } = await this.terraform(args);
    if (exitCode !== 0) throw new Error(`terraform ${args.join(" ")}: exit code ${exitCode}\n${stdout}${stderr}`);
  }

  /** Leaves no folder behind when the workspace cannot be made. */
  async #orGone(step: () => Promise<void>): Promise<this> {
    try {
      await step();
      return this;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  #folder(type: string): string {
    return path.join(this.dir, "cloud", type);
  }

  #files(type: string): string[] {
    const folder = this.#folder(type);
    if (!fs.existsSync(folder)) return [];
    return fs
      .readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => path.join(folder, file));
  }
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-lab-"));
}

/**
 * Not what an earlier run left there (above all no lock file, which would hold the hash of an older build of the provider),
 * and not the lab's own code beside a demo.
 */
function isConfiguration(source: string): boolean {
  return !/(^\.terraform|\.tfstate|\.ts$|^cloud$)/.test(path.basename(source));
}

function readObject(file: string): LabObject {
  return JSON.parse(fs.readFileSync(file, "utf8")) as LabObject;
}

function writeObject(file: string, object: LabObject): void {
  fs.writeFileSync(file, JSON.stringify(object, null, 2) + "\n");
}

/** Terraform splits TF_CLI_ARGS as a shell does. */
function shellWord(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
