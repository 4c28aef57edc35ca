import { homedir } from "node:os";
import * as path from "node:path";
import { DriftError } from "../../shared/errors";
import { findExecutable, findOnPath, type Platform } from "./executables";

/** How Terraform is started here. */
export interface Binary {
  /** The wrapper's words, if any, then the program. Arguments follow. Never empty. */
  readonly command: readonly string[];
  /** By the program's name; the event stream says it for certain. */
  readonly kind: "terraform" | "tofu";
}

export interface BinaryOptions {
  /** Setting `terraform.path`, flag `--binary`: a full path (`~/` allowed) or a name to be found on the PATH. */
  readonly path?: string | undefined;
  /** Setting `terraform.wrapper`: words before the program, e.g. `aws-vault exec prod --`. */
  readonly wrapper?: readonly string[] | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly platform?: Platform;
}

const WAY_OUT =
  "Install it (https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install/), " +
  "or name it with --binary or the setting terraformDrift.terraform.path.";

/**
 * A configured path wins, else `terraform`, else `tofu` on the PATH; never anything relative to the working directory.
 * Behind a wrapper the program stays a plain name unless a path is configured: wrappers that choose a version or an
 * environment (mise, nix, docker) find it by themselves, and it need not exist outside of them.
 */
export async function findBinary(options: BinaryOptions): Promise<Binary> {
  const { env, platform = process.platform, wrapper = [] } = options;
  const configured = options.path?.trim() === "" ? undefined : options.path?.trim();
  const [wrapperProgram, ...wrapperWords] = wrapper;
  if (wrapperProgram !== undefined) {
    const name = configured ?? (await nameOnPath(env, platform)) ?? "terraform";
    const command = [await locate(wrapperProgram, "The wrapper", env, platform), ...wrapperWords, name];
    return { command, kind: kindOf(name) };
  }
  const name = configured ?? (await nameOnPath(env, platform));
  if (name === undefined) {
    throw new DriftError("binary_not_found", "Neither terraform nor tofu was found on the PATH.", WAY_OUT);
  }
  return { command: [await locate(name, "The Terraform binary", env, platform)], kind: kindOf(name) };
}

async function nameOnPath(env: NodeJS.ProcessEnv, platform: Platform): Promise<string | undefined> {
  for (const name of ["terraform", "tofu"]) {
    if ((await findOnPath(name, env, platform)) !== undefined) return name;
  }
  return undefined;
}

async function locate(program: string, what: string, env: NodeJS.ProcessEnv, platform: Platform): Promise<string> {
  const file = program.replace(/^~(?=[/\\])/, () => homedir());
  if (path.isAbsolute(file)) {
    const found = await findExecutable(file, env, platform);
    if (found === undefined) throw new DriftError("binary_not_found", `${what} ${file} is no program.`, WAY_OUT);
    return found;
  }
  if (/[/\\]/.test(file)) {
    throw new DriftError("binary_not_found", `${what} ${file} is not given by its full path.`, WAY_OUT);
  }
  const found = await findOnPath(file, env, platform);
  if (found === undefined) throw new DriftError("binary_not_found", `${what} ${file} is not on the PATH.`, WAY_OUT);
  return found;
}

function kindOf(program: string): Binary["kind"] {
  return path.basename(program).toLowerCase().includes("tofu") ? "tofu" : "terraform";
}
