/** What decides a plan beside the state: if any of it is other than it was, the plan is not about what is there now. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { visible } from "../../shared/formatValue";
import { type RootModule, selectedWorkspace } from "../local/rootModule";
import { namedFiles } from "./namedFiles";

/** Digests only: neither code nor values are kept. */
export interface Fingerprint {
  /** By path, relative to the root module with "/"; null: there is no such file. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly terraformWorkspace: string;
  /** Of variables that are given by flags and by the environment. */
  readonly variables: string;
}

export interface FingerprintOptions {
  /** Which of `.tf` and `.tofu` counts. */
  readonly tool: "terraform" | "tofu";
  readonly environment: NodeJS.ProcessEnv;
}

const LOCK_FILE = ".terraform.lock.hcl";
/** Loaded by Terraform without being named. */
const OWN_VARIABLES = /^(?:terraform\.tfvars(?:\.json)?|.+\.auto\.tfvars(?:\.json)?)$/;
const NAMED_AT_MOST = 5;

/** Reads what is on the disk now. */
export async function takeFingerprint(
  root: RootModule,
  { tool, environment }: FingerprintOptions,
): Promise<Fingerprint> {
  const { dir, varFiles = [], vars = [] } = root;
  const { TF_DATA_DIR } = environment;
  const dataDirectory = TF_DATA_DIR === undefined || TF_DATA_DIR === "" ? ".terraform" : TF_DATA_DIR;
  const data = resolve(dir, dataDirectory);
  const { openSource } = await import("../source/openSource"); // a bundle of its own
  const source = await openSource(dir, { tool, dataDirectory });
  const files = new Map<string, string | null>();
  const add = async (path: string): Promise<Buffer | null> => {
    const content = await readFile(path).catch(() => null); // that it cannot be read is what is known of it
    files.set(relative(dir, path).split(sep).join("/"), content === null ? null : digest(content));
    return content;
  };
  for (const code of source.files().map((file) => resolve(dir, file))) {
    const content = await add(code);
    for (const named of namedFiles(content?.toString() ?? "", code, dir)) await add(named);
  }
  const own = (await readdir(dir).catch(() => [])).filter((name) => OWN_VARIABLES.test(name)); // gone: the code says so, too
  const others = [LOCK_FILE, ...own, ...varFiles].map((file) => resolve(dir, file));
  for (const path of [...others, join(data, "terraform.tfstate"), join(data, "modules", "modules.json")])
    await add(path);
  const given = Object.entries(environment).filter(([name]) => name.startsWith("TF_VAR_"));
  return {
    files,
    terraformWorkspace: root.terraformWorkspace ?? (await selectedWorkspace(dir, environment)) ?? "default",
    variables: digest(JSON.stringify([vars, given.sort()])),
  };
}

/** One phrase for each difference, for the end of a sentence: "main.tf was edited". Empty: there is none. */
export function changesSince(before: Fingerprint, now: Fingerprint): string[] {
  const paths = [...new Set([...before.files.keys(), ...now.files.keys()])];
  const phrases = paths.flatMap((path) => {
    const [was, is] = [before.files.get(path) ?? null, now.files.get(path) ?? null];
    if (was === is) return [];
    const name = path === LOCK_FILE ? "the lock file" : visible(path);
    return [`${name} was ${was === null ? "added" : is === null ? "removed" : "edited"}`];
  });
  if (before.terraformWorkspace !== now.terraformWorkspace) phrases.push("another Terraform workspace was selected");
  if (before.variables !== now.variables) phrases.push("a variable was given another value");
  const more = phrases.length - NAMED_AT_MOST;
  return more > 0 ? [...phrases.slice(0, NAMED_AT_MOST), `${more} more things changed`] : phrases;
}

function digest(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
