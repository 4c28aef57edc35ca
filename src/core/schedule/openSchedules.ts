/** Entry of a bundle of its own: whatever understands cron expressions, and the scheduler. */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { newScheduleId } from "../store/runId";
import { readCron } from "./cron";
import { addEntry, newEntry, removeEntry, updateEntry } from "./scheduleChanges";
import type { ScheduleEvent } from "./scheduleEvents";
import { Scheduler, type SchedulerOptions } from "./scheduler";
import type { Schedules } from "./schedules";
import { nextSlots } from "./slots";

export type SchedulesOptions = Omit<SchedulerOptions, "holder" | "tell">;

/** Touches nothing before it is asked for something. */
export function openSchedules(options: SchedulesOptions): Schedules {
  const { clock, store } = options;
  const listeners = new Set<(event: ScheduleEvent) => void>();
  const tell = (event: ScheduleEvent) => listeners.forEach((listener) => listener(event));
  const holder = `${hostname()}:${process.pid}:${randomBytes(6).toString("hex")}`;
  const scheduler = new Scheduler({ ...options, holder, tell });
  let started = false;

  const changed = async (): Promise<void> => {
    tell({ kind: "changed" });
    if (started) await scheduler.look();
  };
  const now = () => clock.now().getTime();

  return {
    async add(draft) {
      const entry = newEntry(draft, newScheduleId(clock), now());
      await store.change((book) => addEntry(book, structuredClone(entry)));
      await changed();
      return entry.schedule;
    },
    async update(id, change) {
      const { schedule, missed } = await store.change((book) => updateEntry(book, id, change, now()));
      if (missed !== null) {
        const slot = new Date(missed.slot).toISOString();
        tell({ kind: "counted", scheduleId: id, as: "missed", slot, count: missed.count });
      }
      await changed();
      return schedule;
    },
    async remove(id) {
      await store.change((book) => removeEntry(book, id));
      await changed();
    },
    preview(text, timezone, count) {
      const read = readCron(text, timezone);
      const next = nextSlots(read, count, now()).map((slot) => new Date(slot).toISOString());
      return { cron: read.cron, timezone: read.timeZone.name, humanReadable: read.humanReadable, next };
    },
    start() {
      if (started) return;
      started = true;
      void scheduler.resume();
    },
    async stop() {
      if (!started) return;
      started = false;
      await scheduler.pause();
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    async dispose() {
      listeners.clear();
      await scheduler.dispose();
    },
  };
}
