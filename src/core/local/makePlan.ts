/** Makes one plan of a root module and reads it: what checks and reviews have in common. */
import { stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { DriftError, oneLine } from "../../shared/errors";
import type { RunMetadata } from "../../shared/model";
import { type PlanReport, readPlanReport, type Redact, redactWithoutPlan } from "../plan/planReport";
import type { Log } from "../ports";
import { loadRules } from "../rules/loadRules";
import { type Binary, findBinary } from "../terraform/binary";
import { terraformEnv } from "../terraform/environment";
import { createEventFollower, type Progress, type StreamReport } from "../terraform/events";
import { explainFailure, explainStop } from "../terraform/failures";
import { forEachLine } from "../terraform/lines";
import { planArguments, type PlanOptions, showArguments } from "../terraform/planArguments";
import { type Ending, runReadOnly, type RunOptions } from "../terraform/runner";
import type { TempFolder } from "../terraform/tempFolder";
import type { Watchdog } from "../terraform/watchdog";
import { type Asked, type Found, redactDiagnostic } from "./checkOutcome";
import { classifyOptions, type Surroundings } from "./findings";
import { gitState } from "./gitState";
import { instancesInLocalState } from "./knownTotal";
import { lazily } from "./lazily";

export interface PlanRequest extends Asked {
  readonly environment: NodeJS.ProcessEnv;
  /** Instances of the last run, if there was one. Never rejects. */
  readonly lastTotal: () => Promise<number | undefined>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** The folder in which the person types commands: paths are shown as seen from there. Null: nobody knows, then in full. */
  readonly shownFrom: string | null;
  readonly log: Log;
}

/** How the plan itself is made. */
export interface PlanManner {
  /** Runs what makes the plan; throws for any other command. */
  readonly run: typeof runReadOnly;
  readonly arguments: (options: PlanOptions) => string[];
}

/** The manner of a check: nothing but an ordinary plan. */
export const CHECKING: PlanManner = { run: runReadOnly, arguments: planArguments };

/** Where the plan file lies, and what stops Terraform should we be killed. */
export interface PlanPlace {
  readonly folder: TempFolder;
  readonly watchdog: Watchdog;
}

/** A plan that was read, whole or in part. */
export interface MadePlan extends Found {
  readonly kind: "made";
  readonly planFile: string;
  /** How it was made, and what is done with it is to be done in the same way. */
  readonly program: { readonly binary: Binary; readonly options: RunOptions };
}

/** No plan, or none that can be read. */
export interface NoPlan {
  readonly kind: "none";
  readonly cause: DriftError;
  readonly known: {
    readonly stream: StreamReport | null;
    readonly redact: Redact;
    readonly source: RunMetadata["source"];
  };
}

/**
 * Never rejects for anything that a person, the code or the cloud did. The plan file stays where it is: whoever gave the folder
 * removes it.
 */
export async function makePlan(request: PlanRequest, place: PlanPlace, manner = CHECKING): Promise<MadePlan | NoPlan> {
  const git = lazily(() => gitState(request.root.dir, { env: request.environment }));
  const redact = redactWithoutPlan(variablesOf(request));
  const none: Giving = async (cause, stream) => ({
    kind: "none",
    cause,
    known: { stream, redact, source: await git() },
  });
  try {
    return await planAndRead({ request, place, manner, git, redact, none });
  } catch (error) {
    if (error instanceof DriftError) return none(error, null);
    request.log.error("The plan failed unexpectedly.", error);
    return none(new DriftError("terraform_failed", oneLine(error)), null);
  }
}

type Giving = (cause: DriftError, stream: StreamReport | null) => Promise<NoPlan>;

interface Work {
  readonly request: PlanRequest;
  readonly place: PlanPlace;
  readonly manner: PlanManner;
  readonly git: () => Promise<RunMetadata["source"]>;
  /** By what is known before there is a plan. */
  readonly redact: Redact;
  readonly none: Giving;
}

async function planAndRead({ request, place, manner, git, redact, none }: Work): Promise<MadePlan | NoPlan> {
  const { root, settings, log } = request;
  const binary = await findBinary({
    path: settings.binary,
    wrapper: settings.wrapper ?? [],
    env: request.environment,
  });
  const surroundings = lazily(() => lookAround(request, binary.kind));
  const planFile = join(place.folder.path, "plan");
  const options: RunOptions = {
    cwd: root.dir,
    env: terraformEnv(request.environment, {
      ...settings.env,
      ...(root.terraformWorkspace === undefined ? {} : { TF_WORKSPACE: root.terraformWorkspace }),
    }),
    signal: request.signal,
    watchdog: place.watchdog,
  };
  if (!(await hasWorkspace(request, binary, options))) return none(noWorkspace(root), null);
  const deadline = request.clock.now().getTime() + settings.timeoutMs;
  let total: number | undefined;
  const follower = createEventFollower({ knownTotal: () => total, onProgress: request.onProgress });
  const onceTerraformRuns = async (): Promise<void> => {
    void git();
    void surroundings();
    total = await totalOf(request);
  };
  const plan = await manner.run(
    binary,
    manner.arguments({
      out: planFile,
      targets: request.targets ?? [],
      vars: root.vars,
      varFiles: root.varFiles,
      parallelism: settings.parallelism,
      lock: settings.lock,
      lockTimeout: settings.lockTimeout,
    }),
    { ...options, timeoutMs: settings.timeoutMs },
    async (stdout) => {
      const lines = forEachLine(stdout, (line, cut) => follower.line(line, cut));
      await Promise.all([lines, onceTerraformRuns()]);
    },
  );
  log.info(`terraform plan in ${root.workspaceId}: exit code ${plan.exitCode ?? plan.signal ?? "none"}, ${plan.ended}`);

  const stream = follower.report();
  const stopped = explainStop(plan.ended);
  if (stopped !== undefined) return none(stopped, stream);
  const planFailure = (by: Redact) => failureOf(request, binary, redactStream(stream, by), redactEnding(plan, by));
  if (!(await exists(planFile))) {
    return none(planFailure(redact) ?? new DriftError("terraform_failed", "Terraform wrote no plan."), stream);
  }

  const show = await runReadOnly(
    binary,
    showArguments(planFile),
    { ...options, timeoutMs: Math.max(1, deadline - request.clock.now().getTime()) },
    (stdout) => readPlanReport(stdout, surroundings().then(classifyOptions), variablesOf(request)),
  );
  const showStopped = explainStop(show.ended);
  if (showStopped !== undefined) return none(showStopped, stream);
  if (show.exitCode !== 0 || show.output.status === "rejected") {
    return none(planFailure(redact) ?? showFailure(request, binary, redactEnding(show, redact)), stream);
  }
  const report = show.output.value;
  return {
    kind: "made",
    planFile,
    program: { binary, options },
    report,
    surroundings: await surroundings(),
    stream,
    failure: planFailure(report.redact),
    source: await git(),
    binary: stream.tool?.binary ?? binary.kind,
  };
}

/**
 * Asked before the plan: with a Terraform workspace that does not exist, Terraform would make it (a folder, where the state
 * is local), and plan everything as new.
 */
async function hasWorkspace({ root }: PlanRequest, binary: Binary, options: RunOptions): Promise<boolean> {
  const { terraformWorkspace } = root;
  if (terraformWorkspace === undefined || terraformWorkspace === "default") return true;
  const env = { ...options.env, TF_WORKSPACE: undefined };
  const names: string[] = [];
  const list = await runReadOnly(binary, ["workspace", "list"], { ...options, env, timeoutMs: 60_000 }, (stdout) =>
    forEachLine(stdout, (line) => names.push(line.replace(/^\*?\s+/, "").trim())),
  );
  return list.exitCode !== 0 || names.includes(terraformWorkspace); // a backend that cannot list them proves nothing
}

function noWorkspace({ terraformWorkspace = "" }: Asked["root"]): DriftError {
  return new DriftError(
    "configuration_invalid",
    `There is no Terraform workspace "${terraformWorkspace}" here.`,
    "See `terraform workspace list`.",
  );
}

/** The code and the rules, read while Terraform works. */
async function lookAround({ root, environment }: PlanRequest, tool: Binary["kind"]): Promise<Surroundings> {
  const dataDirectory = environment.TF_DATA_DIR;
  const { openSource } = await import("../source/openSource"); // a bundle of its own
  const [source, rules] = await Promise.all([
    openSource(root.dir, { tool, ...(dataDirectory === undefined ? {} : { dataDirectory }) }),
    loadRules(root.dir, root.topDir, root.workspaceId),
  ]);
  return { source, rules };
}

async function totalOf({ root, targets, lastTotal }: PlanRequest): Promise<number | undefined> {
  if (targets !== null) return undefined;
  return (await instancesInLocalState(root.dir, root.terraformWorkspace)) ?? lastTotal();
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Before anything is quoted of it, and perhaps cut in the middle of a secret. */
function redactStream(stream: StreamReport, redact: Redact): StreamReport {
  const diagnostics = stream.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact));
  return { ...stream, diagnostics };
}

function redactEnding<T>(ending: Ending<T>, redact: Redact): Ending<T> {
  return { ...ending, stderrTail: redact.text(ending.stderrTail) };
}

/** Exit codes 0 and 2 both mean that the plan was made. */
function failureOf(request: PlanRequest, binary: Binary, stream: StreamReport, plan: Ending<void>): DriftError | null {
  if (plan.exitCode === 0 || plan.exitCode === 2) return null;
  return explainFailure({
    diagnostics: stream.diagnostics,
    stderrTail: plan.stderrTail,
    exitCode: plan.exitCode,
    folder: shownFolder(request),
    binary: stream.tool?.binary ?? binary.kind,
  });
}

function showFailure(request: PlanRequest, binary: Binary, show: Ending<PlanReport>): DriftError {
  if (show.exitCode === 0 && show.output.status === "rejected" && show.output.reason instanceof DriftError) {
    return show.output.reason;
  }
  const { exitCode, stderrTail } = show;
  return explainFailure({
    diagnostics: [],
    stderrTail,
    exitCode,
    folder: shownFolder(request),
    binary: binary.kind,
  });
}

/** As the person would type it. */
function shownFolder({ root, shownFrom }: PlanRequest): string {
  if (shownFrom === null) return root.dir;
  const path = relative(shownFrom, root.dir).split(sep).join("/");
  return path === "" ? "." : path.startsWith("../..") ? root.dir : path;
}

/**
 * Assignments whose values may be secret: flags, `TF_VAR_…`, and what providers are given by the environment, which they may
 * quote in their messages. Where secrets are kept (`KUBECONFIG`) is none.
 */
function variablesOf({ root, environment, settings }: PlanRequest): string[] {
  const fromEnvironment = Object.entries({ ...environment, ...settings.env }).flatMap(([name, value = ""]) => {
    if (name.startsWith("TF_VAR_")) return [`${name.slice("TF_VAR_".length)}=${value}`];
    return value.length < 8 || /^([~.]*[\\/]|[A-Za-z]:)/.test(value) ? [] : [`${name}=${value}`];
  });
  return [...(root.vars ?? []), ...fromEnvironment];
}
