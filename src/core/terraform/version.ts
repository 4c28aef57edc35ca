import { DriftError } from "../../shared/errors";
import type { Binary } from "./binary";
import { explainStop, firstError } from "./failures";
import { runReadOnly, type RunOptions } from "./runner";

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What stands behind the "-" of a pre-release. */
  readonly pre: string | undefined;
}

/** The first version number in a text. */
export function parseVersion(text: string): Version | undefined {
  const match = /(?:^|\s|v)(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?:-([0-9A-Za-z.-]+))?/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch = "0", pre] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), pre };
}

/** A pre-release of exactly that version counts as older. */
export function atLeast(version: Version, major: number, minor: number, patch = 0): boolean {
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  if (version.patch !== patch) return version.patch > patch;
  return version.pre === undefined;
}

/**
 * What the binary says it is. Run it where the check will run: version managers choose by the folder. Refuses versions
 * below 1.0, whose plans as data are not what this program reads.
 */
export async function readVersion(binary: Binary, options: RunOptions): Promise<{ text: string; version: Version }> {
  const env = { ...options.env, CHECKPOINT_DISABLE: "1" };
  const ending = await runReadOnly(binary, ["version", "-json"], { timeoutMs: 30_000, ...options, env }, readText);
  const stopped = explainStop(ending.ended);
  if (stopped !== undefined) throw stopped;
  const name = binary.command.at(-1)!;
  if (ending.exitCode !== 0 || ending.output.status === "rejected") {
    const said = firstError(ending.stderrTail);
    throw new DriftError("terraform_failed", `${name} does not say its version${said === "" ? "." : `: ${said}`}`);
  }
  const text = versionText(ending.output.value);
  const version = parseVersion(text);
  if (version === undefined) {
    throw new DriftError("binary_not_found", `${name} is neither Terraform nor OpenTofu.`, NAME_ANOTHER);
  }
  if (!atLeast(version, 1, 0)) {
    throw new DriftError("binary_not_found", `${name} is version ${text}; at least 1.0 is needed.`, NAME_ANOTHER);
  }
  return { text, version };
}

const NAME_ANOTHER = "Name another with --binary or the setting terraformDrift.terraform.path.";
const MAX_TEXT = 1024 * 1024;

async function readText(stdout: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stdout) {
    if (text.length < MAX_TEXT) text += Buffer.from(chunk).toString("utf8");
  }
  return text;
}

/** Old versions answer with text even when asked for JSON; wrappers may print lines of their own before it. */
function versionText(output: string): string {
  const json = /"terraform_version"\s*:\s*"([^"]{1,40})"/.exec(output)?.[1];
  return json ?? /^(?:Terraform|OpenTofu) v(\S{1,40})/m.exec(output)?.[1] ?? "";
}
