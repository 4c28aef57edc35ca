/** The event stream of `terraform plan -json`: one JSON object a line. What it says beside the plan itself. */
import * as path from "node:path";
import * as z from "zod";
import type { Diagnostic } from "../../shared/model";
import { printable } from "./printable";

/** A diagnostic as Terraform printed it. RAW: its texts may hold secrets until the plan's value set has been applied. */
export type RawDiagnostic = Diagnostic;

export interface Progress {
  /** Managed instances that have been read, or failed to be. */
  readonly done: number;
  /** Instances in the last known state; null if nobody knows. Never below what has been started. */
  readonly total: number | null;
  /** An address that is being read now. */
  readonly current: string | null;
}

/** What a stream said up to now. All texts are RAW, but fit for a terminal: redact them before they are kept or shown. */
export interface StreamReport {
  /** Null until the first event came. */
  readonly tool: { readonly binary: "terraform" | "tofu"; readonly version: string } | null;
  /** In their order, at most 1,000 of them. */
  readonly diagnostics: readonly RawDiagnostic[];
  /** What could not be read: begun and never completed, or named by an error. Failed ones first. */
  readonly uncheckedAddresses: readonly string[];
  /** Terraform's own messages for a run's `output`, in order; reads are counted in one line, not listed. May hold line feeds. */
  readonly messages: readonly string[];
  /** Terraform said that it was interrupted (by us or by somebody else). */
  readonly interrupted: boolean;
}

export interface EventFollower {
  /** Takes the next line of stdout; never throws, whatever is in it. To be given to `forEachLine`. */
  readonly line: (text: string, cut?: boolean) => void;
  readonly report: () => StreamReport;
}

export interface FollowOptions {
  /** Managed instances in the last known state, or those of the last run; asked at each step, as it may be learnt meanwhile. */
  readonly knownTotal?: (() => number | undefined) | undefined;
  /** Called at every step, which may be thousands of times a second: whoever shows it decides how often. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The address of a provider's configuration: what fails there is no resource. */
const PROVIDER = /(?:^|\.)provider\["/;
const MAX_DIAGNOSTICS = 1_000;
const MAX_MESSAGES = 5_000;

const text = z.string().catch("");
const optionalText = z.string().optional().catch(undefined);
const resource = z.object({ addr: z.string() });

const eventSchema = z.object({
  type: z.string(),
  "@message": text,
  "@module": text,
  terraform: optionalText,
  tofu: optionalText,
  hook: z.object({ resource, action: optionalText }).optional().catch(undefined),
  diagnostic: z
    .object({
      severity: text,
      summary: text,
      detail: text,
      address: optionalText,
      range: z
        .object({ filename: z.string(), start: z.object({ line: z.int() }) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Event = z.infer<typeof eventSchema>;

export function createEventFollower(options: FollowOptions = {}): EventFollower {
  const reads = readLedger();
  const diagnostics = boundedList<RawDiagnostic>(MAX_DIAGNOSTICS);
  const messages = boundedList<string>(MAX_MESSAGES);
  let firstReadAt: number | undefined;
  let tool: StreamReport["tool"] = null;
  let interrupted = false;

  const progressed = (): void => {
    const knownTotal = options.knownTotal?.();
    const total = knownTotal === undefined ? null : Math.max(knownTotal, reads.started());
    options.onProgress?.({ done: reads.done(), total, current: reads.current() });
  };
  const say = (message: string): void => {
    const shown = printable(message).trim();
    if (shown !== "") messages.add(shown);
  };
  const diagnosed = (found: NonNullable<Event["diagnostic"]>): void => {
    const diagnostic = toDiagnostic(found);
    diagnostics.add(diagnostic);
    say(describe(diagnostic));
    if (diagnostic.severity !== "error") return;
    if (/operation canceled|execution halted/i.test(diagnostic.summary)) interrupted = true;
    if (diagnostic.address !== undefined && !PROVIDER.test(diagnostic.address)) reads.fail(diagnostic.address);
  };

  const take = (event: Event): void => {
    const address = event.hook?.resource.addr;
    switch (event.type) {
      case "version":
        tool = toTool(event);
        say(event["@message"]);
        return;
      case "refresh_start":
      case "apply_start":
        firstReadAt ??= messages.size();
        if (address !== undefined) reads.start(address, event.type === "refresh_start");
        break;
      case "refresh_complete":
      case "apply_complete":
        if (address !== undefined) reads.complete(address);
        break;
      case "diagnostic":
        if (event.diagnostic !== undefined) diagnosed(event.diagnostic);
        break;
      case "log":
        if (/interrupts? received/i.test(event["@message"])) interrupted = true;
        say(event["@message"]);
        return;
      case "resource_drift":
      case "planned_change":
      case "change_summary":
        say(event["@message"]);
        return;
      default:
        return; // outputs (a mere count) and whatever later versions add
    }
    progressed();
  };

  return {
    line: (line, cut = false) => {
      const event = cut ? undefined : parseEvent(line);
      if (event === undefined) say(cut ? "(a line of more than 4 MB was left out)" : line);
      else take(event);
    },
    report: () => {
      const shown = messages.all((more) => `(${more} more messages were left out)`);
      if (firstReadAt !== undefined) shown.splice(firstReadAt, 0, `Objects read: ${reads.completed()}`);
      return {
        tool,
        diagnostics: diagnostics.all(),
        uncheckedAddresses: reads.unchecked(),
        messages: shown,
        interrupted,
      };
    },
  };
}

/** Undefined for anything but an event: Terraform's rare plain text, a wrapper's greeting, or rubbish. */
function parseEvent(line: string): Event | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // no JSON: shown as the text that it is
  }
}

function toTool(event: Event): StreamReport["tool"] {
  const isTofu = event.tofu !== undefined || event["@module"].startsWith("tofu");
  return { binary: isTofu ? "tofu" : "terraform", version: printable(event.tofu ?? event.terraform ?? "") };
}

/** Places that are no file of the root module's (`<value for var.x>`, a full path) are left out. */
function toDiagnostic(found: NonNullable<Event["diagnostic"]>): RawDiagnostic {
  const { address, range } = found;
  const file = range?.filename.replaceAll("\\", "/") ?? "";
  const isOurs = file !== "" && !file.startsWith("<") && !path.posix.isAbsolute(file) && !/^[A-Za-z]:/.test(file);
  return {
    severity: found.severity === "warning" ? "warning" : "error",
    summary: printable(found.summary),
    detail: printable(found.detail),
    ...(address === undefined || address === "" ? {} : { address: printable(address) }),
    ...(isOurs && range !== undefined ? { file: printable(file), line: range.start.line } : {}),
  };
}

function describe({ severity, summary, detail, address, file, line }: RawDiagnostic): string {
  const place = [address, file === undefined ? undefined : `${file}:${line ?? 1}`].filter((part) => part !== undefined);
  return [
    `${severity === "error" ? "Error" : "Warning"}: ${summary}`,
    ...(place.length === 0 ? [] : [`  at ${place.join(", ")}`]),
    ...(detail === "" ? [] : detail.split("\n").map((part) => `  ${part}`.trimEnd())),
  ].join("\n");
}

/** Which objects are being read. The same address may be read several times at once: deposed objects share it. */
function readLedger() {
  const pending = new Map<string, number>();
  const managed = new Set<string>();
  const failed = new Set<string>();
  let started = 0;
  let completed = 0;
  let completedManaged = 0;
  let lost = 0;
  return {
    start: (address: string, isManaged: boolean) => {
      pending.set(address, (pending.get(address) ?? 0) + 1);
      if (!isManaged) return;
      managed.add(address);
      started++;
    },
    complete: (address: string) => {
      const open = pending.get(address);
      if (open === undefined) return;
      if (open > 1) pending.set(address, open - 1);
      else pending.delete(address);
      completed++;
      if (managed.has(address)) completedManaged++;
    },
    fail: (address: string) => {
      if (failed.has(address)) return;
      failed.add(address);
      if (managed.has(address)) lost += pending.get(address) ?? 0;
      pending.delete(address);
    },
    started: () => started,
    completed: () => completed,
    done: () => completedManaged + lost,
    /** The one that was begun first of those still open: it does not flicker as the latest would. */
    current: (): string | null => pending.keys().next().value ?? null,
    unchecked: () => [...new Set([...failed, ...pending.keys()])],
  };
}

function boundedList<T>(limit: number) {
  const items: T[] = [];
  let more = 0;
  return {
    add: (item: T) => {
      if (items.length < limit) items.push(item);
      else more++;
    },
    size: () => items.length,
    all: (rest?: (more: number) => T): T[] => (more > 0 && rest !== undefined ? [...items, rest(more)] : [...items]),
  };
}
