/** Points in time in the person's language and time zone; as they came where they cannot be read. */

/** Made once: each takes longer to make than to use a hundred times. */
function formatter(options: Intl.DateTimeFormatOptions): (iso: string) => string {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, options);
  return (iso) => {
    const time = new Date(iso);
    return Number.isNaN(time.getTime()) ? iso : format.format(time);
  };
}

/** "2:03 PM" */
export const clockTime = formatter({ timeStyle: "short" });

/** "Nov 22, 2026, 2:03 PM" */
export const dateAndTime = formatter({ dateStyle: "medium", timeStyle: "short" });

/** "Nov 22, 2026" */
export const dateOf = formatter({ dateStyle: "medium" });

const weekday = formatter({ weekday: "long", year: "numeric", month: "short", day: "numeric" });

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
  return weekday(iso);
}
