/** Points in time in the person's language and time zone; as they came where they cannot be read. */

function formatted(iso: string, options: Intl.DateTimeFormatOptions): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleString(document.documentElement.lang, options);
}

/** "2:03 PM" */
export function clockTime(iso: string): string {
  return formatted(iso, { timeStyle: "short" });
}

/** "Nov 22, 2026, 2:03 PM" */
export function dateAndTime(iso: string): string {
  return formatted(iso, { dateStyle: "medium", timeStyle: "short" });
}

/** "Nov 22, 2026" */
export function dateOf(iso: string): string {
  return formatted(iso, { dateStyle: "medium" });
}

/** The same for all times of one day. */
export function dayOf(iso: string): string {
  return new Date(iso).toDateString();
}

/** "Today", "Yesterday", "Friday, Nov 20, 2026". */
export function dayWords(iso: string, words: { today: string; yesterday: string }, now = new Date()): string {
  const day = dayOf(iso);
  const before = new Date(now);
  before.setDate(now.getDate() - 1);
  if (day === now.toDateString()) return words.today;
  if (day === before.toDateString()) return words.yesterday;
  return formatted(iso, { weekday: "long", year: "numeric", month: "short", day: "numeric" });
}
