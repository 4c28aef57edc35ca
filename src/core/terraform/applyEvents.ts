/** The event stream of `terraform apply -json`: how far it is, and what it says that it did. */
import * as z from "zod";
import type { ChangeCounts } from "../../shared/reconcile";
import { createEventFollower, type Progress, type StreamReport } from "./events";

/** What an apply said up to now; texts are RAW, as in `StreamReport`. */
export interface ApplyReport extends Pick<StreamReport, "diagnostics" | "messages"> {
  /** Completed changes of resource instances. */
  readonly applied: ChangeCounts;
  /** Begun and never completed, and what failed: what became of them is not known for certain. */
  readonly unfinished: readonly string[];
  /** The new state, where Terraform could store it nowhere and gave it to whoever listens. RAW, with all secrets: never to be shown. Null: it was stored. */
  readonly stateDump: string | null;
}

export interface ApplyFollower {
  /** As in `EventFollower`. */
  readonly line: (text: string, cut?: boolean) => void;
  readonly report: () => ApplyReport;
}

const changeEvent = z.object({
  type: z.enum(["apply_start", "apply_complete", "apply_errored"]),
  "@message": z.string().catch(""),
  hook: z.object({ resource: z.object({ addr: z.string() }), action: z.string() }),
});
type ChangeEvent = z.infer<typeof changeEvent>;

const dumpEvent = z.object({ "@message": z.literal("Emergency state dump"), state: z.looseObject({}) });

/** For an event that was cut off: it may hold the whole state, and nobody can tell what in it is a secret. */
const UNREADABLE = "(a message that was cut off was left out)";

/** Terraform's words for what it does to an object. A replacement is two steps, each with its own. */
const COUNTED: Readonly<Record<string, keyof ChangeCounts>> = { create: "add", update: "change", delete: "remove" };

/** `total`: how many resource instances will be changed; a replacement counts once. */
export function createApplyFollower(total: number, onProgress: (progress: Progress) => void): ApplyFollower {
  const messages = createEventFollower();
  const open = new Map<string, string>();
  const touched = new Set<string>();
  const failed = new Set<string>();
  const applied = { add: 0, change: 0, remove: 0 };
  let stateDump: string | null = null;

  const take = ({ type, hook, "@message": message }: ChangeEvent): void => {
    const { addr } = hook.resource;
    const counted = Object.hasOwn(COUNTED, hook.action) ? COUNTED[hook.action] : undefined;
    if (counted === undefined) return; // data sources are read, and modules report nothing of their own
    if (type === "apply_start") open.set(addr, hook.action);
    else {
      open.delete(addr);
      if (type === "apply_errored") failed.add(addr);
      else {
        applied[counted]++;
        touched.add(addr);
      }
    }
    messages.line(message);
    const done = [...touched].filter((address) => !open.has(address)).length;
    onProgress({ done, total: Math.max(total, touched.size), current: open.keys().next().value ?? null });
  };

  return {
    line: (text, cut = false) => {
      const event = cut ? undefined : parsed(text);
      const change = changeEvent.safeParse(event);
      const dump = dumpEvent.safeParse(event);
      if (change.success) take(change.data);
      else if (dump.success) stateDump = JSON.stringify(dump.data.state, null, 2);
      else if (event === undefined && text.startsWith('{"@')) messages.line(UNREADABLE);
      else messages.line(text, cut);
    },
    report: () => {
      const report = messages.report();
      return {
        diagnostics: report.diagnostics,
        messages: report.messages,
        applied: { ...applied },
        unfinished: [...new Set([...open.keys(), ...failed])],
        stateDump,
      };
    },
  };
}

/** Undefined for what is no JSON: the other reader shows it as the text that it is. */
function parsed(text: string): unknown {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
