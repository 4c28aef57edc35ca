/** News in words, the same in every place that tells them. Without markup: whoever needs some adds it. */
import { capitalized, driftCountWords, listed, plural, rootModuleName, whyOf } from "../../shared/format";
import type { DriftedResource, DriftRun } from "../../shared/model";
import { countedDrift, criticalAmong } from "../../shared/vocabulary";
import { FAILURES_TOLD, type News } from "./news";
import { shortText } from "./shortText";

const NAMED_AT_MOST = 3;
const NAME_LENGTH = 120;
const REASON_LENGTH = 300;

export interface NewsWords {
  /** What the root module is called. */
  readonly name?: string | undefined;
  /** False: without the addresses of resources. */
  readonly isNaming?: boolean;
}

/** One line: "prod: 2 resources drifted (a.b, a.c), 1 resource no longer drifts". */
export function newsText(news: News, { name = rootModuleName(news.run), isNaming = true }: NewsWords = {}): string {
  return `${shortText(name, NAME_LENGTH)}: ${wordsOf(news, isNaming)}`;
}

/** A run without news in one line, for those who want to be told of every run: "prod: 1 drifted". */
export function resultText(run: DriftRun, name = rootModuleName(run)): string {
  const words = run.status === "error" ? failureText(run) : driftText(run);
  return `${shortText(name, NAME_LENGTH)}: ${words}`;
}

/** Why a run is incomplete, as it was stored. */
export function failureText({ metadata }: DriftRun): string {
  const first = metadata.diagnostics.find(({ severity }) => severity === "error");
  return shortText(first?.summary ?? "The check did not come to its end.", REASON_LENGTH);
}

/** Why a resource counts, in one sentence. */
export function whySentence(resource: DriftedResource): string {
  const { attribute, reason, remedy } = whyOf(resource);
  const why = attribute === null ? capitalized(reason) : `${attribute}: ${reason}`;
  const sentence = remedy === null ? why : `${why}; ${remedy}`;
  return `${shortText(sentence.replace(/[.\s]+$/, ""), REASON_LENGTH)}.`;
}

/** Whether somebody should look: drift came, or a check fails. */
export function isBad({ event, appeared, worse }: News): boolean {
  return event === "check_failing" || appeared.length + worse.length > 0;
}

function wordsOf(news: News, isNaming: boolean): string {
  const { event, run, appeared, worse, gone } = news;
  if (event === "check_failing") {
    return `the check has failed ${FAILURES_TOLD} times in a row: ${failureText(run)}`;
  }
  if (event === "check_recovered") return `the check works again, ${driftText(run)}`;
  const named = (resources: readonly DriftedResource[]): string => (isNaming ? ` (${names(resources)})` : "");
  const parts = [
    appeared.length === 0 ? "" : `${plural(appeared.length, "resource")} drifted${named(appeared)}`,
    worse.length === 0
      ? ""
      : `${plural(worse.length, "resource")} ${worse.length === 1 ? "is" : "are"} worse than before${named(worse)}`,
    gone.length === 0 ? "" : goneText(news),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What the run still lists was not put right, but ignored, or counts no longer for another reason. */
function goneText({ event, run, gone }: News): string {
  const still = new Set(run.metadata.driftedResources.map(({ address }) => address));
  const one = gone.length === 1;
  const how = gone.some(({ address }) => still.has(address)) ? (one ? "counts" : "count") : one ? "drifts" : "drift";
  return `${plural(gone.length, "resource")} no longer ${how}${event === "drift_gone" ? ", no drift is left" : ""}`;
}

function driftText({ metadata }: DriftRun): string {
  const counted = countedDrift(metadata);
  return driftCountWords(criticalAmong(counted), counted.length);
}

function names(resources: readonly DriftedResource[]): string {
  return listed(
    resources.map(({ address }) => shortText(address, NAME_LENGTH)),
    NAMED_AT_MOST,
  );
}
