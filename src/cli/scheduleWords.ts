/** Schedules in words for a terminal. What is stored may have been written by anybody who can write the data folder. */
import type { Schedule } from "../shared/schedule";
import { qualifiedName, relativeTime, statusWords } from "../shared/format";
import { formatCount, visible } from "../shared/formatValue";

/** An instant on the clocks of a time zone, this machine's where none is named: "Tue 2026-06-02 09:00". */
export function clockTime(iso: string, timeZone?: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return "at an unknown time";
  const format = formatIn(timeZone);
  const parts = new Map((format ?? formatIn("UTC")!).formatToParts(instant).map(({ type, value }) => [type, value]));
  const [weekday, year, month, day, hour, minute] = ["weekday", "year", "month", "day", "hour", "minute"].map(
    (type) => parts.get(type as Intl.DateTimeFormatPartTypes) ?? "",
  );
  return `${weekday} ${year}-${month}-${day} ${hour}:${minute}${format === null ? " UTC" : ""}`;
}

/** Null if this machine does not know the zone. */
function formatIn(timeZone: string | undefined): Intl.DateTimeFormat | null {
  const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { weekday: "short", ...fields, hourCycle: "h23", timeZone });
  } catch {
    return null; // a RangeError: there is no such zone
  }
}

/** A slot on the clocks of its schedule and, where they show something else, on those here. */
export function slotWords(iso: string, timeZone: string): string {
  const [there, here] = [clockTime(iso, timeZone), clockTime(iso)];
  return there === here ? there : `${there} (here ${here})`;
}

/** The root module of a schedule, and what the person calls the schedule: `shop/network "nightly"`. */
export function scheduleName(schedule: Pick<Schedule, "projectId" | "workspaceId" | "label">): string {
  const name = qualifiedName(schedule);
  return schedule.label === "" ? name : `${name} "${visible(schedule.label)}"`;
}

/** "At 09:00 AM, Monday through Friday (Europe/Berlin)" */
export function timeWords({ humanReadable, timezone }: Pick<Schedule, "humanReadable" | "timezone">): string {
  return `${visible(humanReadable)} (${visible(timezone)})`;
}

/** The rows of a table of schedules, its head first. */
export function scheduleRows(schedules: readonly Schedule[], now: Date): string[][] {
  const head = ["ID", "ROOT MODULE", "LABEL", "WHEN", "TIME ZONE", "NEXT RUN", "LAST RUN", "NOT RUN"];
  const rows = schedules.map((schedule) => [
    schedule.id,
    qualifiedName(schedule),
    visible(schedule.label),
    visible(schedule.humanReadable),
    visible(schedule.timezone),
    nextWords(schedule),
    lastWords(schedule, now),
    notRunWords(schedule),
  ]);
  return [head, ...rows];
}

function nextWords({ enabled, nextRunAt, timezone }: Schedule): string {
  if (!enabled) return "disabled";
  return nextRunAt === null ? "not known" : slotWords(nextRunAt, timezone);
}

function lastWords({ lastRunAt, lastStatus }: Schedule, now: Date): string {
  if (lastRunAt === null) return "never";
  const age = relativeTime(lastRunAt, now);
  return lastStatus === null ? age : `${statusWords(lastStatus)}, ${age}`;
}

function notRunWords({ missedCount, swallowedCount }: Schedule): string {
  const counts = [
    missedCount > 0 ? `${formatCount(missedCount)} missed` : [],
    swallowedCount > 0 ? `${formatCount(swallowedCount)} swallowed` : [],
  ];
  return counts.flat().join(", ");
}
