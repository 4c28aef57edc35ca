import { DriftError } from "../../shared/errors";
import { quoted } from "./cronRefusal";

/** An IANA time zone, and how far its clocks are from UTC. */
export interface TimeZone {
  /** As it was written, for "Asia/Kolkata" is nobody's "Asia/Calcutta"; only the case is put right. */
  readonly name: string;
  /** Nobody named one, so it is this machine's. */
  readonly machines: boolean;
  /** What its wall clocks are ahead of UTC at an instant; both in milliseconds. */
  offsetAt(instant: number): number;
}

/** Longer than any name in the IANA database. */
const LONGEST_NAME = 64;

/** The time zone of this machine. */
export function machineTimeZone(): string {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return formatIn(name) === null ? "UTC" : name; // a TZ of the environment that means nothing to it
}

/** Reads the name of a time zone; empty: the machine's. Throws "usage". */
export function readTimeZone(text: string): TimeZone {
  const written = text.trim();
  const asked = written === "" ? machineTimeZone() : written;
  const format = asked.length <= LONGEST_NAME && /^[A-Za-z]/.test(asked) ? formatIn(asked) : null;
  if (format === null) throw refusal(written);
  const resolved = format.resolvedOptions().timeZone;
  const name = resolved.toLowerCase() === asked.toLowerCase() ? resolved : asked;
  return { name, machines: written === "", offsetAt: (instant) => offsetIn(format.format(instant)) };
}

function formatIn(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  } catch {
    return null; // a RangeError: there is no such zone
  }
}

/** From "1/31/2026, GMT-05:00"; "GMT" alone is UTC, and zones of long ago have seconds. */
function offsetIn(formatted: string): number {
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(formatted) ?? [];
  const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -ahead : ahead;
}

function refusal(written: string): DriftError {
  if (/^(?:utc|gmt)?\s*[+-]\s*\d/i.test(written)) {
    return new DriftError(
      "usage",
      `${quoted(written)} is a distance from UTC and not a time zone.`,
      'Name a place, such as "Europe/Berlin", whose daylight saving is known, or "UTC".',
    );
  }
  const meant = placesNamed(written);
  const names = meant.length > 0 ? meant.map((name) => `"${name}"`).join(" or ") : '"Europe/Berlin" or "UTC"';
  return new DriftError(
    "usage",
    `There is no time zone ${quoted(written)}.`,
    `Name one of the IANA database, such as ${names}, or leave it empty for this machine's, "${machineTimeZone()}".`,
  );
}

/** The zones of a place that was written without its continent, as in "new york". */
function placesNamed(written: string): string[] {
  if (written.length > LONGEST_NAME) return [];
  const place = `/${written.replaceAll(/\s+/g, "_").toLowerCase()}`;
  return Intl.supportedValuesOf("timeZone").filter((name) => name.toLowerCase().endsWith(place));
}
