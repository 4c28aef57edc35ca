import * as path from "node:path";
import { searchFolders, variableName, type Platform } from "./executables";

/**
 * Variables of the user's that would change what a check runs or prints.
 * `TF_CLI_ARGS` and `TF_CLI_ARGS_plan` put words into our command line: a check's arguments must be exactly ours, or it
 * could be made to destroy-plan, to skip refreshing, or to write files. Only `TF_CLI_ARGS_init` stays: no check runs init.
 * `TF_LOG*` makes Terraform and the providers write requests, secrets included, to stderr or to a file.
 * Our own secrets are no business of providers and of programs that the code starts.
 */
const REMOVED = /^(?:TF_CLI_ARGS(?!_INIT$).*|TF_LOG.*|TF_INPUT|TERRAFORM_DRIFT_(?:AI_KEY|WEBHOOK.*))$/;

/**
 * The environment in which Terraform runs: the user's own (`TF_VAR_*`, `TF_WORKSPACE`, `TF_DATA_DIR`, `TF_PLUGIN_CACHE_DIR`,
 * `TF_CLI_CONFIG_FILE`, `TF_REATTACH_PROVIDERS`, `TF_TOKEN_*`, credentials …) with `extra` over it, without what would change
 * the command or its output, and with Terraform told to ask nothing. A Terraform workspace goes in as `extra.TF_WORKSPACE`:
 * `workspace select` writes into the folder.
 */
export function terraformEnv(
  base: NodeJS.ProcessEnv,
  extra: Readonly<Record<string, string>> = {},
  platform: Platform = process.platform,
): NodeJS.ProcessEnv {
  const kept = [...Object.entries(base), ...Object.entries(extra)].filter(
    ([name]) => !REMOVED.test(name.toUpperCase()),
  );
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(kept),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    NO_COLOR: "1",
  };
  const pathName = variableName(env, "PATH", platform);
  if (pathName === undefined) return env;
  const { delimiter } = platform === "win32" ? path.win32 : path.posix;
  return { ...env, [pathName]: searchFolders(env, platform).join(delimiter) };
}
