import { stripVTControlCharacters } from "node:util";
import { DriftError, type DriftErrorReason } from "../../shared/errors";
import type { RawDiagnostic } from "./events";

export interface Failure {
  /** Redacted, since the first error's summary becomes part of the message. */
  readonly diagnostics: readonly RawDiagnostic[];
  /** Redacted, for the same reason; looked at only if no diagnostic is an error. */
  readonly stderrTail: string;
  readonly exitCode: number | null;
  /** The root module's folder as the person would type it; "." for the current one. */
  readonly folder: string;
  readonly binary: "terraform" | "tofu";
}

interface Kind {
  readonly reason: DriftErrorReason;
  matches(diagnostic: RawDiagnostic, words: string): boolean;
  wayOut(failure: Failure, words: string): string;
}

/** From the most to the least specific; the first that fits any of the errors wins. */
const KINDS: readonly Kind[] = [
  {
    reason: "state_locked",
    matches: ({ summary }) => /error (?:acquiring|locking) (?:the )?(?:\w+ )?state/i.test(summary),
    wayOut: () => "Wait until whoever holds the lock has finished, or check without the lock, which is the default.",
  },
  {
    reason: "not_initialised",
    matches: ({ summary }, words) =>
      /^(?:inconsistent dependency lock file|required plugins are not installed|module not installed|missing required provider|plugin reinitialization required|could not load plugin)/i.test(
        summary,
      ) ||
      /^module (?:source has|version requirements have) changed/i.test(summary) ||
      /^(?:backend|hcp terraform|terraform cloud|cloud backend|state store)?\s*initialization required/i.test(
        summary,
      ) ||
      /\b(?:please )?run[:,]?\s+["'`]?(?:terraform|tofu) init\b/i.test(words),
    wayOut: ({ folder, binary }, words) => {
      const chdir = folder === "." ? "" : ` -chdir=${quoted(folder)}`;
      return `Run: ${binary}${chdir} init${words.includes("init -upgrade") ? " -upgrade" : ""}`;
    },
  },
  {
    reason: "usage",
    matches: ({ summary }) => /^invalid target/i.test(summary),
    wayOut: () => "Give an address as Terraform prints it, such as module.net.aws_instance.web[0].",
  },
  {
    reason: "configuration_invalid",
    matches: ({ summary }) => /^unsupported (?:terraform|opentofu) core version/i.test(summary),
    wayOut: () => "Name another version's binary with --binary or the setting terraformDrift.terraform.path.",
  },
  {
    reason: "configuration_invalid",
    matches: ({ summary }) => /^(?:no value for required variable|value for undeclared variable)/i.test(summary),
    wayOut: () => "Give variables with --var-file or --var, or in the setting terraformDrift.rootModules.",
  },
  {
    reason: "configuration_invalid",
    matches: (diagnostic) => isConfigurationError(diagnostic),
    wayOut: ({ binary }) => `Correct the code; "${binary} validate" says the same.`,
  },
  {
    reason: "provider_failed",
    matches: ({ address }, words) => address !== undefined || PROVIDER_WORDS.test(words),
    wayOut: () =>
      "See that the provider's credentials are valid here and its service can be reached, then check again.",
  },
  {
    reason: "terraform_failed",
    matches: () => true,
    wayOut: () => "The run's output says more.",
  },
];

/** Errors in the code carry a place in it. So do failed reads, but these say which resource, too. */
function isConfigurationError({ summary, address, file }: RawDiagnostic): boolean {
  return CONFIGURATION_WORDS.test(summary) || (file !== undefined && address === undefined);
}

const CONFIGURATION_WORDS =
  /^(?:unsupported (?:argument|attribute|block type)|missing (?:required argument|name for|newline|item|resource|base)|invalid (?:expression|reference|function argument|block definition|character|index|template|multi-line|value for)|reference to undeclared|argument or block definition required|unclosed|unterminated|duplicate|call to unknown function|incorrect (?:attribute|value)|insufficient .* blocks|too many .* blocks|no configuration files|error in function call|unreadable module|cycle:)/i;

const PROVIDER_WORDS =
  /credential|unauthori[sz]ed|access ?denied|permission denied|forbidden|expired|authenticat|connection (?:refused|reset)|connect: |no such host|dial tcp|timed? ?out|deadline exceeded|x509|tls: |throttl|rate ?limit|too many requests|quota|service unavailable|status ?code:? ?[45]\d\d|\b(?:401|403|429|50[0-4])\b|plugin did not respond|plugin crashed|failed to (?:load plugin|instantiate provider|read any lines)|provider/i;

/** What to tell about a Terraform that exited with a failure: one sentence with Terraform's own summary, and a way out. */
export function explainFailure(failure: Failure): DriftError {
  const errors = failure.diagnostics.filter(({ severity }) => severity === "error");
  const known = errors.length > 0 ? errors : errorsOf(failure.stderrTail);
  for (const kind of KINDS) {
    const found = known.find((diagnostic) => kind.matches(diagnostic, wordsOf(diagnostic)));
    if (found === undefined) continue;
    const more = known.length > 1 ? ` (and ${known.length - 1} more ${known.length === 2 ? "error" : "errors"})` : "";
    return new DriftError(kind.reason, sentence(found) + more + ".", kind.wayOut(failure, wordsOf(found)));
  }
  const code = failure.exitCode === null ? "was ended by a signal" : `exited with code ${failure.exitCode}`;
  return new DriftError("terraform_failed", `${failure.binary} ${code} and said nothing about it.`);
}

/** The error for a run that we stopped; undefined if it ended by itself. */
export function explainStop(ended: "exited" | "cancelled" | "timed_out"): DriftError | undefined {
  if (ended === "exited") return undefined;
  if (ended === "cancelled") return new DriftError("cancelled", "The check was cancelled.");
  return new DriftError(
    "timed_out",
    "Terraform took longer than the time limit and was stopped.",
    "Raise it with --timeout or the setting terraformDrift.check.timeout.",
  );
}

/** The first error of a text meant for people, in one line; the first line if none is marked as an error; else empty. */
export function firstError(text: string): string {
  const [first] = errorsOf(text);
  return first === undefined ? "" : shortened(first.summary);
}

/** Terraform's errors as text: boxes drawn at the left, "Error: summary", a blank line, the detail. */
function errorsOf(text: string): RawDiagnostic[] {
  const plain = stripVTControlCharacters(text)
    .replace(/^[╷│╵|]\s?/gmu, "")
    .trim();
  const marked = plain.split(/^Error: /m).slice(1);
  if (plain === "" || (marked.length === 0 && /^Warning: /m.test(plain))) return [];
  return (marked.length > 0 ? marked : [plain]).map((part) => {
    const [summary = "", ...rest] = part.trim().split("\n");
    return { severity: "error", summary: summary.trim(), detail: rest.join("\n").trim() };
  });
}

function wordsOf({ summary, detail }: RawDiagnostic): string {
  return `${summary}\n${detail}`;
}

function sentence({ summary, address, file, line }: RawDiagnostic): string {
  const place = address ?? (file === undefined ? undefined : `${file}:${line ?? 1}`);
  const said = shortened(summary).replace(/[.\s]+$/, "");
  return place === undefined || said.includes(place) ? said : `${said} (${place})`;
}

function shortened(summary: string): string {
  const line = summary.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** For a shell, where it needs to be. */
function quoted(folder: string): string {
  return /^[\p{L}\p{N}_./:@%+,=-]+$/u.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}
