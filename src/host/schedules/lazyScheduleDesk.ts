import type { ScheduleDesk, ScheduleWindow } from "./scheduleDesk";

/** Loads the desk when it is first asked for, and never twice. */
export function lazyScheduleDesk(window: ScheduleWindow): () => Promise<ScheduleDesk> {
  let opened: Promise<ScheduleDesk> | undefined;
  return () => (opened ??= import("./openScheduleDesk").then(({ openScheduleDesk }) => openScheduleDesk(window))); // a bundle of its own
}
