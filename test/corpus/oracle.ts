/** What somebody else found out about plan documents, mechanically, and where a report of ours says otherwise. */
import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { PlanReport } from "../../src/core/plan/planReport";

const driftEntry = z.object({
  address: z.string().nullish(),
  mode: z.string().nullish(),
  actions: z.array(z.string()),
  /** Top-level attributes whose recorded and actual values differ; empty for a delete. */
  changed: z.array(z.string()),
  /** Top-level attributes with a mark somewhere in them. */
  sensitive: z.array(z.string()).default([]),
});
type DriftEntry = z.infer<typeof driftEntry>;

const verdict = z.object({
  valid_json: z.boolean(),
  format_version: z.string().nullish(),
  errored: z.boolean().nullish(),
  drift: z.array(driftEntry).default([]),
  /** How many `resource_changes` have each combination of actions, joined with a comma. */
  planned: z.record(z.string(), z.int()).default({}),
});
export type Verdict = z.infer<typeof verdict>;

/** By the files' names; null where there is no such file. */
export async function readOracle(file: string): Promise<ReadonlyMap<string, Verdict> | null> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : new Map(Object.entries(z.record(z.string(), verdict).parse(JSON.parse(text))));
}

/** One sentence for each difference. */
export function differences(report: PlanReport, expected: Verdict): string[] {
  return [
    ...((expected.format_version ?? null) === null
      ? []
      : differs("format version", report.formatVersion, expected.format_version)),
    ...differs("errored", report.errored, expected.errored === true),
    ...differs("planned actions", planned(report), sorted(Object.entries(expected.planned).map(String))),
    ...driftDifferences(report, expected.drift.filter(isDrift)),
  ];
}

/** Moves (`no-op`) and data sources are no drift. */
function isDrift({ mode, actions }: DriftEntry): boolean {
  return mode !== "data" && (actions[0] === "update" || actions[0] === "delete");
}

function planned({ plannedActions }: PlanReport): string[] {
  return sorted([...plannedActions].map(([actions, count]) => `${actions.replaceAll("+", ",")},${count}`));
}

function driftDifferences({ driftedResources }: PlanReport, entries: readonly DriftEntry[]): string[] {
  const found = driftedResources.map(({ address, action, changes }) =>
    entryText(
      address,
      action,
      changes.map(({ attribute }) => topLevel(attribute)),
    ),
  );
  const wanted = entries.map(({ address, actions, changed }) => entryText(address ?? "?", actions[0]!, changed));
  const unmarked = entries.flatMap(({ address, changed, sensitive }) => {
    const changes = driftedResources.filter((one) => one.address === address).flatMap((one) => one.changes);
    return sensitive
      .filter((name) => changed.includes(name))
      .filter((name) => !changes.some((change) => topLevel(change.attribute) === name && change.sensitive))
      .map((name) => `${address ?? "?"}: ${name} is marked as sensitive and was not redacted`);
  });
  return [...differs("drift", sorted(found), sorted(wanted)), ...unmarked];
}

function entryText(address: string, action: string, attributes: readonly string[]): string {
  return `${address} ${action} [${sorted(new Set(attributes)).join(", ")}]`;
}

/** `tags` of `tags["Env"]`, `ingress` of `ingress[0].cidr_blocks`. */
function topLevel(attribute: string): string {
  return /^[^.[]*/.exec(attribute)![0];
}

function sorted(items: Iterable<string>): string[] {
  return [...items].sort();
}

function differs(what: string, found: unknown, expected: unknown): string[] {
  const [ours, theirs] = [JSON.stringify(found), JSON.stringify(expected)];
  return ours === theirs ? [] : [`${what}: ${ours}, not ${theirs}`];
}
