/** How long the server asks to be left alone, in milliseconds, never negative; null if it does not say. A date is taken relative to `now`. */
export function retryAfter(headers: Headers | undefined, now = Date.now()): number | null {
  const milliseconds = number(headers?.get("retry-after-ms") ?? null);
  if (milliseconds !== null) return milliseconds;
  const text = headers?.get("retry-after") ?? null;
  const seconds = number(text);
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(text ?? "");
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function number(text: string | null): number | null {
  return text !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

/** "in 40 seconds", "in 3 minutes", "in 5 hours"; rounded up, so that nobody comes back too early. */
export function inTime(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 120) return `in ${count(seconds, "second")}`;
  return seconds < 7200
    ? `in ${count(Math.ceil(seconds / 60), "minute")}`
    : `in ${count(Math.ceil(seconds / 3600), "hour")}`;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}
