/** What flags, the environment and the person's own configuration file say. Nothing here is ever read from the repository. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import * as z from "zod";
import type { AiSettings } from "../core/ai/modelEndpoint";
import { type CheckSettings, DEFAULT_SETTINGS } from "../core/local/rootModule";
import { planArguments } from "../core/terraform/planArguments";
import { DriftError } from "../shared/errors";
import { severity } from "../shared/model";
import type { FlagValues } from "./arguments";

const HOUR = 3_600_000;
/** As the setting of VS Code has it. */
const JITTER_MS = 60_000;

const words = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

/** The configuration file: the flags of the same names, and what only it can say. */
const configuration = z.strictObject({
  $schema: z.string().optional(),
  binary: z.string().optional(),
  wrapper: z.array(z.string()).min(1).optional(),
  env: z.record(z.string(), z.string()).optional(),
  workspace: z.string().optional(),
  "var-file": words.optional(),
  var: words.optional(),
  parallelism: z.int().min(1).optional(),
  lock: z.boolean().optional(),
  "lock-timeout": z.string().optional(),
  timeout: z.string().optional(),
  jitter: z.string().optional(),
  target: words.optional(),
  threshold: severity.optional(),
  concurrency: z.int().min(1).max(64).optional(),
  project: z.string().optional(),
  include: words.optional(),
  exclude: words.optional(),
  data: z.string().optional(),
  ai: z
    .strictObject({
      provider: z.enum(["off", "azureOpenAI", "openAICompatible"]),
      endpoint: z.string().optional(),
      deployment: z.string().optional(),
      apiVersion: z.string().optional(),
      model: z.string().optional(),
    })
    .optional(),
});
type Configuration = z.infer<typeof configuration>;

export interface Preferences {
  readonly settings: CheckSettings;
  readonly dataDir: string;
  readonly project: string | undefined;
  readonly workspace: string | undefined;
  readonly varFiles: readonly string[];
  readonly vars: readonly string[];
  readonly targets: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Up to how many milliseconds after its time a scheduled check starts. */
  readonly jitterMs: number;
  readonly ai: {
    readonly settings: AiSettings;
    /** From the environment: it belongs into no file. */
    readonly key: string | undefined;
  };
}

export async function readPreferences(flags: FlagValues, env: NodeJS.ProcessEnv): Promise<Preferences> {
  const file = await readConfiguration(flags.text("config"), env);
  const many = (name: "var-file" | "var" | "target" | "include" | "exclude"): readonly string[] => {
    const given = flags.all(name);
    return given.length > 0 ? given : (file[name] ?? []);
  };
  const binary = flags.text("binary") ?? file.binary;
  const [vars, targets] = [many("var"), many("target")];
  planArguments({ out: "plan", vars, targets }); // throws for what no plan can be given, before anything is started
  const lockTimeoutMs = duration("lock-timeout", flags.text("lock-timeout") ?? file["lock-timeout"], 0, HOUR);
  return {
    settings: {
      ...DEFAULT_SETTINGS,
      binary: binary?.includes("/") === true && !binary.startsWith("~") ? resolve(binary) : binary,
      wrapper: file.wrapper,
      env: file.env,
      parallelism: wholeNumber("parallelism", flags, 1, 10_000) ?? file.parallelism,
      lock: flags.on("lock") || file.lock === true,
      lockTimeout: lockTimeoutMs === undefined ? undefined : `${Math.ceil(lockTimeoutMs / 1000)}s`,
      timeoutMs:
        duration("timeout", flags.text("timeout") ?? file.timeout, 1, 7 * 24 * HOUR) ?? DEFAULT_SETTINGS.timeoutMs,
      threshold: severityOf(flags.text("threshold")) ?? file.threshold ?? DEFAULT_SETTINGS.threshold,
      concurrency: wholeNumber("concurrency", flags, 1, 64) ?? file.concurrency ?? DEFAULT_SETTINGS.concurrency,
    },
    dataDir: resolve(flags.text("data") ?? nonEmpty(env.TERRAFORM_DRIFT_DATA) ?? file.data ?? defaultDataDir(env)),
    project: flags.text("project") ?? file.project,
    workspace: flags.text("workspace") ?? file.workspace,
    // Files named on the command line are as seen from where it was typed, those of the configuration from the root module.
    varFiles:
      flags.all("var-file").length > 0 ? flags.all("var-file").map((one) => resolve(one)) : (file["var-file"] ?? []),
    vars,
    targets,
    include: many("include"),
    exclude: many("exclude"),
    jitterMs: duration("jitter", flags.text("jitter") ?? file.jitter, 0, HOUR) ?? JITTER_MS,
    ai: { settings: file.ai ?? { provider: "off" }, key: nonEmpty(env.TERRAFORM_DRIFT_AI_KEY) },
  };
}

/** A missing file is an error only if it was named. */
async function readConfiguration(named: string | undefined, env: NodeJS.ProcessEnv): Promise<Configuration> {
  const path = named ?? join(configDir(env), "terraform-drift", "config.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (named === undefined && (code === "ENOENT" || code === "ENOTDIR")) return {};
    throw new DriftError("usage", `The configuration file ${path} cannot be read (${code ?? "unknown reason"}).`);
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [syntax] = errors;
  if (syntax !== undefined) {
    const line = text.slice(0, syntax.offset).split("\n").length;
    throw new DriftError(
      "usage",
      `The configuration file ${path}:${line} is not JSON (${printParseErrorCode(syntax.error)}).`,
    );
  }
  const parsed = configuration.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DriftError(
    "usage",
    `The configuration file ${path} has an error at "${issue!.path.join(".")}": ${issue!.message}.`,
  );
}

function wholeNumber(name: string, flags: FlagValues, least: number, most: number): number | undefined {
  const text = flags.text(name);
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new DriftError("usage", `--${name} must be a whole number from ${least} to ${most}.`);
}

/** `90s`, `15m`, `1h`, or seconds without a unit; in milliseconds, as the limits. */
function duration(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const factors: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: HOUR };
  const milliseconds = Number(amount) * factors[unit]!;
  if (milliseconds >= least && milliseconds <= most) return milliseconds;
  const example = least === 0 ? "0, 30s or 5m, an hour at most" : "90s, 15m or 1h";
  throw new DriftError("usage", `--${name} must be a time such as ${example}.`);
}

function severityOf(text: string | undefined): CheckSettings["threshold"] | undefined {
  if (text === undefined) return undefined;
  const parsed = severity.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new DriftError("usage", "--threshold must be critical, warning or info.");
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** Where programs keep a person's data, by the platform's own convention. */
export function defaultDataDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const base =
    platform === "win32"
      ? (nonEmpty(env.LOCALAPPDATA) ?? join(homedir(), "AppData", "Local"))
      : platform === "darwin"
        ? join(homedir(), "Library", "Application Support")
        : (nonEmpty(env.XDG_DATA_HOME) ?? join(homedir(), ".local", "share"));
  return join(base, "terraform-drift");
}

function configDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return nonEmpty(env.APPDATA) ?? join(homedir(), "AppData", "Roaming");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support");
  return nonEmpty(env.XDG_CONFIG_HOME) ?? join(homedir(), ".config");
}
