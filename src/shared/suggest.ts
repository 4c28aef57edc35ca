/** What suggestions are asked for: drifted resources of our own checks, or those that somebody sends. */
import * as z from "zod";
import { attributeChange, type DriftedResource, driftedResource, type Json, type Severity } from "./model";
import { SEVERITIES } from "./vocabulary";

/** Attributes nest a few levels; a body of brackets only would exhaust the stack of whoever looks into it. */
const DEEPEST = 100;

const boundedJson = z
  .unknown()
  .refine((value) => nestsAtMost(value, DEEPEST), { error: `must not nest deeper than ${DEEPEST} levels` })
  .default(null) as unknown as z.ZodDefault<z.ZodType<Json>>;

const suggestChange = z.object({
  attribute: z.string(),
  before: boundedJson,
  after: boundedJson,
  action: attributeChange.shape.action,
  /** An addition of ours: then the values are hidden, whatever they are. */
  sensitive: z.boolean().optional(),
});
export type SuggestChange = z.infer<typeof suggestChange>;

const suggestResource = z.object({
  address: z.string().min(1),
  type: z.string(),
  severity: driftedResource.shape.severity,
  action: driftedResource.shape.action,
  changes: z.array(suggestChange),
});
export type SuggestResource = z.infer<typeof suggestResource>;

/**
 * The body of `POST /api/v1/drift/ai-suggest`. Fields that it does not know are dropped, absent values are null. What it lets
 * through may hold secrets.
 */
export const suggestBody = z.object({ resources: z.array(suggestResource).min(1) });
export type SuggestBody = z.infer<typeof suggestBody>;

/** One drifted resource as prompts and advice are made from it, without secrets. Bodies know less than our own checks. */
export type SuggestSubject =
  | { readonly from: "check"; readonly resource: DriftedResource }
  | { readonly from: "body"; readonly resource: SuggestResource };

/**
 * What suggestions are about, of a run's drifted resources: those with one of the addresses, whatever they are; without
 * addresses all but noise and what is ignored.
 */
export function subjectsOfResources(
  resources: readonly DriftedResource[],
  addresses?: readonly string[],
): SuggestSubject[] {
  const asked = addresses === undefined ? null : new Set(addresses);
  return resources
    .filter((one) => (asked === null ? one.ignored === null && one.reason !== "noise" : asked.has(one.address)))
    .map((resource) => ({ from: "check", resource }));
}

/** By severity, gravest first; those of one severity stay in their order. Empty severities are absent. */
export function bySeverity(
  subjects: readonly SuggestSubject[],
): { readonly severity: Severity; readonly subjects: SuggestSubject[] }[] {
  return SEVERITIES.map((severity) => ({
    severity,
    subjects: subjects.filter(({ resource }) => resource.severity === severity),
  })).filter((group) => group.subjects.length > 0);
}

function nestsAtMost(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => nestsAtMost(item, depth - 1));
}
