/** One run as the page shows it: texts cut to a readable length, places in the code behind numbers, long lists in portions. */
import { isAbsolute } from "node:path";
import { codePath, projectPath } from "../../core/report/codePlace";
import { groupRun } from "../../core/report/runGroups";
import { visible } from "../../shared/formatValue";
import type { Diagnostic, DriftedResource, DriftRun } from "../../shared/model";
import type { ListKind } from "../../shared/listKinds";
import type { Answer, Message, RunDetail } from "../../shared/protocol";
import { atLeastAsGrave, countDrift } from "../../shared/vocabulary";
import { type Linker, pendingEntry, plainEntry, resourceEntry, setAsideEntry, shownText } from "./entries";
import { type NameOf, runRow } from "./runRows";
import { type ExplainedResources, type FullList, listOf, type ShownLists } from "./shownLists";

const MESSAGES_AT_MOST = 50;
const DETAIL_LENGTH = 4000;
const OUTPUT_LENGTH = 20_000;

export interface DetailContext {
  readonly shown: ShownLists;
  readonly nameOf: NameOf;
  /** Whether the code of the run's root module can be opened. */
  readonly hasCode: boolean;
  readonly answer: Answer | null;
}

export function runDetail(run: DriftRun, { shown, nameOf, hasCode, answer }: DetailContext): RunDetail {
  const link = linkerFor(run, shown, hasCode);
  const { diagnostics } = run.metadata;
  const messages = diagnostics.slice(0, MESSAGES_AT_MOST).map((diagnostic) => messageOf(diagnostic, link));
  return {
    ...runRow(withCounts(run), nameOf),
    endedAt: run.endedAt,
    isRunning: run.status === "running",
    messages,
    moreMessages: diagnostics.length - messages.length,
    lists: shown.show(run.id, listsOf(run, link)),
    canExplain: run.metadata.driftedResources.some((one) => one.ignored === null && one.reason !== "noise"),
    answer,
    output: { text: shownLines(run.output.slice(0, OUTPUT_LENGTH)), isCut: run.output.length > OUTPUT_LENGTH },
  };
}

/** Runs of earlier versions do not tell the severities, but their resources do. */
function withCounts(run: DriftRun): DriftRun {
  const { metadata } = run;
  return { ...run, metadata: { ...metadata, ...countDrift(metadata.driftedResources, metadata.threshold) } };
}

/** Names things of one run for the page. Without the code at hand places are left out. */
export function linkerFor(run: DriftRun, shown: ShownLists, hasCode: boolean): Linker {
  const prefix = projectPath(run);
  const { projectId, workspaceId } = run;
  const ref = { projectId, workspaceId }; // not the run itself, which may be large and outlive the view
  const tool = run.metadata.tool.binary;
  return {
    code(target) {
      if (!hasCode || isAbsolute(target.file)) return null; // only a damaged run has absolute paths
      return {
        place: shown.number({ kind: "code", run: ref, tool, target }),
        label: shownText(`${codePath(prefix, target.file)}:${target.line}`),
      };
    },
    resource: ({ address }) => shown.number({ kind: "resource", runId: run.id, address }),
  };
}

function listsOf(run: DriftRun, link: Linker): FullList[] {
  const { drifted, ignored, noise } = groupRun(run);
  const { uncheckedAddresses, pendingChanges, outputChanges, threshold } = run.metadata;
  const resources = (kind: ListKind, all: readonly DriftedResource[], options = {}): FullList =>
    listOf(kind, all, (one) => resourceEntry(one, link), options);
  const explained = (all: readonly DriftedResource[]): ExplainedResources => ({
    runId: run.id,
    addresses: () => all.map(({ address }) => address),
  });
  const folded = { folded: true };
  return [
    listOf("unchecked", uncheckedAddresses, plainEntry),
    ...drifted.map(({ severity, resources: all }) =>
      resources(severity, all, { counted: atLeastAsGrave(severity, threshold), explained: explained(all) }),
    ),
    listOf("pending", [...pendingChanges, ...outputChanges], pendingEntry, folded),
    listOf("ignored", ignored, (one) => setAsideEntry(one, link), folded),
    resources("noise", noise, folded),
  ];
}

function messageOf({ severity, summary, detail, address, file, line }: Diagnostic, link: Linker): Message {
  return {
    severity,
    summary: shownText(summary),
    detail: shownLines(detail.slice(0, DETAIL_LENGTH)).trim(),
    address: address === undefined ? null : shownText(address),
    place: file === undefined ? null : link.code({ file, line: line ?? 1, column: 1, address: null, attribute: null }),
  };
}

/** Lines stay lines; whatever else could act or hide is made visible. */
function shownLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => visible(line))
    .join("\n");
}
