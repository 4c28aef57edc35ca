/** A run made from an existing plan document; no Terraform is started. */
import { DriftError } from "../../shared/errors";
import type { DriftRun, Severity } from "../../shared/model";
import { countDrift, settledStatus } from "../../shared/vocabulary";
import { type PlanReport, readPlanReport } from "../plan/planReport";
import type { Clock } from "../ports";
import { loadRules } from "../rules/loadRules";
import { renderDifferences } from "../report/text";
import { newRunId } from "../store/runId";
import { EMPTY_METADATA, ruleDiagnostics } from "./checkOutcome";
import { classifyOptions, completeFindings, NO_SURROUNDINGS, type Surroundings } from "./findings";
import { documentDiagnostics } from "./documentDiagnostics";
import { gitState } from "./gitState";
import type { RootModule } from "./rootModule";

export interface PlanFile {
  /** The bytes of `terraform show -json PLANFILE`. */
  readonly document: AsyncIterable<Uint8Array>;
  readonly root: RootModule;
  /** Whether `root` is the code that the plan was made from: then places and rules are added. */
  readonly hasCode: boolean;
  readonly threshold: Severity;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

/** Rejects with a DriftError "plan_unreadable" for what is not one whole plan document. */
export async function reportRun(file: PlanFile): Promise<DriftRun> {
  const { root, threshold, clock, environment } = file;
  const startedAt = clock.now().toISOString();
  const git = file.hasCode ? gitState(root.dir, { env: environment }) : Promise.resolve({});
  const around = file.hasCode ? lookAround(root, environment) : Promise.resolve(NO_SURROUNDINGS);
  const [report, surroundings] = await Promise.all([read(file.document, around.then(classifyOptions)), around]);
  const { driftedResources, uses } = completeFindings(report, surroundings, clock.now());
  const metadata = {
    ...EMPTY_METADATA,
    complete: report.complete,
    totalResources: report.totalResources,
    ...countDrift(driftedResources, threshold),
    pendingCount: report.pendingChanges.length,
    threshold,
    driftedResources,
    pendingChanges: [...report.pendingChanges],
    pendingAttributes: report.pendingAttributes,
    outputChanges: [...report.outputChanges],
    diagnostics: [
      ...documentDiagnostics(report, true),
      ...ruleDiagnostics(root, surroundings.rules.problems, uses, report.complete),
    ],
    tool: {
      binary: report.binary,
      version: report.terraformVersion,
      formatVersion: report.formatVersion,
    },
    source: await git,
  };
  const run: DriftRun = {
    id: newRunId(clock),
    projectId: root.projectId,
    workspaceId: root.workspaceId,
    status: settledStatus(metadata),
    trigger: "manual",
    startedAt,
    endedAt: clock.now().toISOString(),
    output: "",
    metadata,
  };
  return { ...run, output: renderDifferences(run) };
}

async function read(...[document, options]: Parameters<typeof readPlanReport>): Promise<PlanReport> {
  try {
    return await readPlanReport(document, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof DriftError || code === undefined) throw error;
    throw new DriftError("plan_unreadable", `The plan document cannot be read (${code}).`);
  }
}

async function lookAround(root: RootModule, environment: NodeJS.ProcessEnv): Promise<Surroundings> {
  const { openSource } = await import("../source/openSource"); // a bundle of its own
  const { TF_DATA_DIR: dataDirectory } = environment;
  const [source, rules] = await Promise.all([
    openSource(root.dir, dataDirectory === undefined ? {} : { dataDirectory }),
    loadRules(root.dir, root.topDir, root.workspaceId),
  ]);
  return { source, rules };
}
