/** One wording for how drift recurs, for every surface. */
import { NOT_SET, plural } from "../../shared/format";
import { formatCount, formatDifference, type ValueStyle } from "../../shared/formatValue";
import type { Presence } from "../../shared/vocabulary";
import type { Pattern } from "./pattern";

/** Three values stand in one line. */
const VALUE_WIDTH = 40;

/** "5 of the last 8 runs", and how many of those could not tell; "the only run" where there is no other. */
export function recurrenceWords({ runs, presence }: { runs: number; presence: readonly Presence[] }): string {
  if (presence.length === 1) return "the only run";
  const unknown = presence.filter((one) => one === "unknown").length;
  const words = `${formatCount(runs)} of the last ${plural(presence.length, "run")}`;
  return unknown === 0 ? words : `${words}, ${formatCount(unknown)} of which could not tell`;
}

/** What a pattern means: `flips between "small" and "large", 3 times`. Empty for what drifted once only. */
export function patternWords(pattern: Pattern, style: ValueStyle = {}): string {
  switch (pattern.kind) {
    case "flips":
      return `flips between ${valueWords(pattern, { width: VALUE_WIDTH, ...style })}, ${timesWords(pattern.times)}`;
    case "returns":
      return `went away and came back ${timesWords(pattern.times)}`;
    case "changes":
      return `became another value ${timesWords(pattern.times)}`;
    case "gone":
      return "no longer drifted";
    case "steady":
      return "the same since it appeared";
    case "lasts":
      return "ever since it appeared";
    case "once":
      return "";
  }
}

/** Each value is cut, if it is long, so that the place remains where it differs from another one: policies begin alike. */
function valueWords({ values, distinct }: Extract<Pattern, { kind: "flips" }>, style: ValueStyle): string {
  const words = values.map((value, i) => {
    const other = values[i === 0 ? 1 : 0] ?? null;
    return value === null ? NOT_SET : formatDifference(other, value, style).after;
  });
  const rest = distinct - values.length;
  if (rest > 0) words.push(`${formatCount(rest)} more`);
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)!}`;
}

function timesWords(times: number): string {
  if (times === 1) return "once";
  return times === 2 ? "twice" : `${formatCount(times)} times`;
}
