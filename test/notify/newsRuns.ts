/** Runs of one root module, told in few letters. */
import type { DriftedResource, DriftRun, RunMetadata, Severity } from "../../src/shared/model";
import { INTERRUPTED, settledStatus } from "../../src/shared/vocabulary";
import { resource, run } from "../unit/reportSample";

const SEVERITY: Readonly<Record<string, Severity>> = { "!": "critical", ".": "info" };

/**
 * The run with this number. `drift`: a letter for each drifted resource, followed by `!` where it is critical, `.` where it is milder than
 * what counts, `~` noise, `-` ignored by a rule, `_` ignored by hand in this run.
 */
export function numbered(number: number, drift: string, parts: Partial<DriftRun> = {}): DriftRun {
  const driftedResources = Array.from(drift.matchAll(/([a-z])([!.~_-]?)/g), ([, name, mark]) => drifted(name!, mark!));
  return made(number, { driftedResources }, parts);
}

/** One that failed, after it had found this. */
export function failed(number: number, drift = "", parts: Partial<DriftRun> = {}): DriftRun {
  const found = numbered(number, drift);
  const diagnostics = [{ severity: "error" as const, summary: "The state is locked.", detail: "" }];
  return made(number, { ...found.metadata, complete: false, diagnostics }, parts);
}

export function targeted(number: number, drift: string): DriftRun {
  const found = numbered(number, drift);
  return made(number, { ...found.metadata, targets: ["lab.a"] });
}

export function cancelled(number: number): DriftRun {
  return numbered(number, "", { status: "cancelled" });
}

/** One whose process was gone before its end. */
export function interrupted(number: number): DriftRun {
  const diagnostics = [{ severity: "error" as const, summary: INTERRUPTED, detail: "" }];
  return made(number, { complete: false, diagnostics });
}

function made(number: number, metadata: Partial<RunMetadata>, parts: Partial<DriftRun> = {}): DriftRun {
  const whole = run(metadata);
  const at = Date.UTC(2026, 0, 1) + number * 60_000;
  return {
    ...whole,
    id: `run_${String(number).padStart(6, "0")}`,
    status: settledStatus(whole.metadata),
    trigger: "schedule",
    startedAt: new Date(at).toISOString(),
    endedAt: new Date(at + 10_000).toISOString(),
    ...parts,
  };
}

function drifted(name: string, mark: string): DriftedResource {
  return resource({
    address: `lab.${name}`,
    name,
    type: "lab",
    severity: SEVERITY[mark] ?? "warning",
    ...(mark === "~" ? { reason: "noise" as const } : {}),
    ignored: mark === "-" ? { by: "rule" } : mark === "_" ? { by: "run" } : null,
  });
}
