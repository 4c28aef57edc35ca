/** What becomes known of schedules. Instants are ISO 8601. */
export type ScheduleEvent =
  /** Something about schedules has changed here: ask for them again. Changes by other processes are seen at most a minute later. */
  | { readonly kind: "changed" }
  /** Slots were counted: `slot` is the last of `count`. */
  | {
      readonly kind: "counted";
      readonly scheduleId: string;
      readonly as: "run" | "missed" | "swallowed";
      readonly slot: string;
      readonly count: number;
    }
  /** The clock was put back, and the schedule was planned anew from now on. */
  | { readonly kind: "replanned"; readonly scheduleId: string; readonly nextRunAt: string | null };
