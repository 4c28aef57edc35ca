import type { AttributeChange, DriftedResource, DriftRun, Json, Severity } from "../../shared/model";
import { type Presence, SENSITIVE, SEVERITIES } from "../../shared/vocabulary";
import { patternOf, type Pattern } from "./pattern";
import { isDrift, readBy, readingOf } from "./runReading";

/** What one run of a root module says for this purpose; oldest first in lists. */
export interface RunEvidence {
  readonly id: string;
  readonly startedAt: string;
  /** It read everything: what it does not list did not drift. Never so for a run of chosen addresses. */
  readonly complete: boolean;
  readonly uncheckedAddresses: readonly string[];
  /** All that the run lists, noise too: it tells that a resource was read. */
  readonly resources: readonly DriftedResource[];
}

/** How often something drifted over several runs, and how. */
interface Occurrence {
  /** In how many runs it drifted; at least one. */
  readonly runs: number;
  /** In how many it could be told. */
  readonly of: number;
  /** One per run, oldest first. */
  readonly presence: readonly Presence[];
  readonly pattern: Pattern;
}

/** A resource that drifted in at least one of several runs. */
export interface Recurrence extends Occurrence {
  readonly address: string;
  /** Of the newest run in which it drifted, as the next two. */
  readonly severity: Severity;
  readonly ignored: boolean;
  readonly latest: DriftedResource;
  /** Those that flip first, then what drifted in most runs, then in order of appearance. */
  readonly attributes: readonly AttributeRecurrence[];
}

/** An attribute that drifted in at least one of several runs. While the resource was deleted, nothing is known of it. */
export interface AttributeRecurrence extends Occurrence {
  readonly attribute: string;
  /** Of the newest run in which it drifted. */
  readonly latest: AttributeChange;
}

/** The evidence of a stored run. */
export function evidenceOf(run: DriftRun): RunEvidence {
  const { complete, targets, uncheckedAddresses, resources } = readingOf(run);
  return {
    id: run.id,
    startedAt: run.startedAt,
    complete: complete && targets === null,
    uncheckedAddresses,
    resources,
  };
}

/**
 * What drifted in these runs of one root module, oldest first: resources with an attribute that flips come first, then what
 * drifted in most runs, then the gravest, then by address. A resource's own pattern is that of its presence. Where a run lists
 * an address several times, the first stands for all.
 */
export function recurrencesOf(evidence: readonly RunEvidence[]): Recurrence[] {
  const runs = evidence.map((run) => ({
    drifted: firstOfEach(run.resources.filter(isDrift), ({ address }) => address),
    isRead: readBy({ ...run, targets: null }),
  }));
  const addresses = new Set(runs.flatMap(({ drifted }) => [...drifted.keys()]));
  const found = [...addresses].map((address) => {
    const sightings = runs.map(({ drifted, isRead }) => {
      return drifted.get(address) ?? (isRead(address) ? "absent" : "unknown");
    });
    return recurrenceOf(address, sightings);
  });
  return found.sort(mostTellingFirst);
}

/** What one run says: what drifted there, or why there is nothing to show. */
type Sighting<Drifted> = Drifted | "absent" | "unknown";

function recurrenceOf(address: string, sightings: readonly Sighting<DriftedResource>[]): Recurrence {
  const latest = driftedOf(sightings).at(-1)!;
  return {
    address,
    ...occurrenceOf(sightings, []),
    severity: latest.severity,
    ignored: latest.ignored !== null,
    latest,
    attributes: attributesOf(sightings),
  };
}

function attributesOf(resources: readonly Sighting<DriftedResource>[]): AttributeRecurrence[] {
  const perRun = resources.map((resource): Sighting<Map<string, AttributeChange>> => {
    if (typeof resource === "string") return resource;
    if (resource.action === "delete") return "unknown";
    const drifted = resource.changes.filter(({ effect }) => effect !== "noise");
    return firstOfEach(drifted, ({ attribute }) => attribute);
  });
  const attributes = new Set(driftedOf(perRun).flatMap((changes) => [...changes.keys()]));
  const found = [...attributes].map((attribute) => {
    const sightings = perRun.map((changes) => {
      return typeof changes === "string" ? changes : (changes.get(attribute) ?? "absent");
    });
    return attributeRecurrenceOf(attribute, sightings);
  });
  return found.sort((a, b) => Number(flips(b)) - Number(flips(a)) || b.runs - a.runs);
}

function attributeRecurrenceOf(
  attribute: string,
  sightings: readonly Sighting<AttributeChange>[],
): AttributeRecurrence {
  const changes = driftedOf(sightings);
  const values = changes.filter((change) => !isHidden(change)).map((change): Json => change.after ?? null);
  return { attribute, ...occurrenceOf(sightings, values), latest: changes.at(-1)! };
}

function isHidden({ sensitive, after }: AttributeChange): boolean {
  return sensitive || after === SENSITIVE;
}

function occurrenceOf(sightings: readonly Sighting<object>[], values: readonly Json[]): Occurrence {
  const presence = sightings.map((sighting) => (typeof sighting === "string" ? sighting : "drifted"));
  return {
    runs: presence.filter((one) => one === "drifted").length,
    of: presence.filter((one) => one !== "unknown").length,
    presence,
    pattern: patternOf(presence, values),
  };
}

function driftedOf<Drifted extends object>(sightings: readonly Sighting<Drifted>[]): Drifted[] {
  return sightings.filter((sighting) => typeof sighting !== "string");
}

function firstOfEach<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): Map<string, Entry> {
  const named = new Map<string, Entry>();
  for (const entry of entries) {
    if (!named.has(nameOf(entry))) named.set(nameOf(entry), entry);
  }
  return named;
}

function flips({ pattern }: Occurrence): boolean {
  return pattern.kind === "flips";
}

function mostTellingFirst(a: Recurrence, b: Recurrence): number {
  return (
    Number(hasFlips(b)) - Number(hasFlips(a)) ||
    b.runs - a.runs ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (a.address < b.address ? -1 : 1)
  );
}

/** Those that flip are the first of its attributes. */
function hasFlips({ attributes: [first] }: Recurrence): boolean {
  return first !== undefined && flips(first);
}
