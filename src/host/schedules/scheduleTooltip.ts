import { plural, relativeTime, rootModuleName, statusWords } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { Schedule } from "../../shared/schedule";
import { markdown } from "../tree/driftTooltips";
import type { ScheduledRoot, ScheduleNode } from "./scheduleNode";
import { whenWords } from "./scheduleWords";

export interface TooltipSight {
  /** The next times (ISO 8601); none where it is disabled or not understood. */
  readonly next: readonly string[];
  /** This machine's. */
  readonly zone: string;
  readonly now: Date;
}

/** All there is to know of a schedule, as Markdown in which nothing from outside is markup. */
export function scheduleTooltip({ label, schedule, root }: ScheduleNode, sight: TooltipSight): string {
  const { humanReadable, cron, timezone } = schedule;
  const lines = [
    `Checks ${rootWords(schedule, root)}`,
    `${humanReadable} (${cron}), ${timezone}`,
    ...nextLines(schedule, sight),
    ...lastLines(schedule, sight.now),
    countWords(schedule),
  ].filter((line) => line !== "");
  return [`**${markdown(label)}**`, ...lines.map((line) => markdown(visible(line)))].join("\n\n");
}

function rootWords(schedule: Schedule, root: ScheduledRoot | null): string {
  if (root !== null) return root.name;
  return `${rootModuleName(schedule)} of ${schedule.projectId}, which is not in this window`;
}

function nextLines({ enabled, timezone, nextRunAt }: Schedule, { next, zone, now }: TooltipSight): string[] {
  if (!enabled) return ["Disabled"];
  const [first] = next;
  if (nextRunAt === null || first === undefined) return [];
  const here = whenWords(first, zone, now);
  const there = whenWords(first, timezone, now);
  return [
    `Next: ${next.map((iso) => whenWords(iso, timezone, now)).join(", ")}`,
    ...(here === there ? [] : [`The first of them is ${here} in ${zone}`]),
  ];
}

function lastLines({ lastRunAt, lastStatus, lastError, timezone }: Schedule, now: Date): string[] {
  const last =
    lastRunAt === null || lastStatus === null
      ? "Has not run yet"
      : `Last run: ${statusWords(lastStatus)}, ${whenWords(lastRunAt, timezone, now)} (${relativeTime(lastRunAt, now)})`;
  return lastError === null ? [last] : [last, lastError];
}

function countWords({ runCount, missedCount, swallowedCount }: Schedule): string {
  return [
    runCount === 0 ? "" : plural(runCount, "run"),
    missedCount === 0 ? "" : `${plural(missedCount, "time")} missed, as nobody was there`,
    swallowedCount === 0 ? "" : `${plural(swallowedCount, "time")} left out, as the run before was still going`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
