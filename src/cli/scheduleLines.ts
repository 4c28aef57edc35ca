/** What `schedule run` says, in one line for each thing that happens. */
import type { ScheduleEvent } from "../core/schedule/scheduleEvents";
import { type DriftError, oneLine } from "../shared/errors";
import {
  driftCountWords,
  durationOf,
  formatDuration,
  listed,
  plural,
  qualifiedName,
  statusWords,
} from "../shared/format";
import { formatCount, visible } from "../shared/formatValue";
import type { DriftRun } from "../shared/model";
import type { Schedule } from "../shared/schedule";
import { clockTime, scheduleName, slotWords } from "./scheduleWords";

const NAMES_AT_MOST = 10;

/** What is waited for; of the schedules that run here. */
export function waitingWords(schedules: readonly Schedule[]): string {
  const coming = schedules.filter(({ enabled, nextRunAt }) => enabled && nextRunAt !== null);
  const [next] = coming.sort((a, b) => Date.parse(a.nextRunAt!) - Date.parse(b.nextRunAt!));
  if (next === undefined) return "Waiting, but no schedule of the root modules here is enabled. Ctrl-C stops.";
  const when = slotWords(next.nextRunAt!, next.timezone);
  return `Waiting for ${plural(coming.length, "schedule")}; next is ${scheduleName(next)}, ${when}. Ctrl-C stops.`;
}

/** The enabled schedules that nothing here matches. */
export function elsewhereWords(schedules: readonly Schedule[]): string {
  const names = schedules.map((schedule) => `${schedule.id} (${qualifiedName(schedule)})`);
  return `Not run here, where their root modules are not: ${listed(names, NAMES_AT_MOST)}.`;
}

/** Slots that were counted, or a plan that was made anew. */
export function eventWords(event: Exclude<ScheduleEvent, { kind: "changed" }>, schedule: Schedule): string {
  const name = scheduleName(schedule);
  if (event.kind === "replanned") {
    const next = event.nextRunAt === null ? "it does not come any more" : slotWords(event.nextRunAt, schedule.timezone);
    return `${name}: planned anew, since the clock was put back or the schedule was not understood before; next: ${next}.`;
  }
  const { as, count } = event;
  const slot = slotWords(event.slot, schedule.timezone);
  if (as === "run") return `${name}: due ${slot}, the check begins.`;
  const which = count === 1 ? `the run that was due ${slot}` : `${formatCount(count)} runs, the last due ${slot}`;
  return as === "missed"
    ? `${name}: missed ${which}: nothing was there to run it in time.`
    : `${name}: swallowed ${which}: the check before was still going.`;
}

/** What came of a check. */
export function resultWords(run: DriftRun, failure: DriftError | null): string {
  const { driftedCount, totalResources, countedBySeverity } = run.metadata;
  const counts = driftCountWords(countedBySeverity?.critical ?? 0, driftedCount);
  const length = durationOf(run);
  const result = [
    statusWords(run.status),
    ...(run.status === "clean" ? [`in ${plural(totalResources, "resource")}`] : driftedCount > 0 ? [counts] : []),
    ...(length === null ? [] : [`took ${formatDuration(length)}`]),
  ];
  const why = failure === null ? "" : ` ${oneLine(failure)}`;
  return `${qualifiedName(run)}: ${result.join(", ")}.${why} See it: terraform-drift show ${run.id}`;
}

/** Why a schedule has no run, or no next one. */
export function errorWords(schedule: Schedule, error: string): string {
  return `${scheduleName(schedule)}: ${visible(error)}`;
}

/** A line with the time at which it is said. */
export function lineAt(now: Date, words: string): string {
  return `${clockTime(now.toISOString())}  ${words}\n`;
}
