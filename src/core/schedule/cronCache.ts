import { type CronSchedule, readCron } from "./cron";

/** Reads each expression once in each time zone; keeps no more of them than somebody would write. */
export class CronCache {
  static readonly #MOST = 500;
  readonly #read = new Map<string, CronSchedule>();

  /** As `readCron`. */
  get(cron: string, timeZone: string): CronSchedule {
    const key = `${timeZone}\n${cron}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const schedule = readCron(cron, timeZone);
    if (this.#read.size >= CronCache.#MOST) this.#read.clear();
    this.#read.set(key, schedule);
    return schedule;
  }
}
