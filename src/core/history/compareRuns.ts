import type { AttributeChange, DriftedResource, DriftRun } from "../../shared/model";
import { byGravity } from "../../shared/vocabulary";
import { byName, missingIn } from "./byName";
import { sameJson } from "./jsonIdentity";
import { isDrift, readBy, readingOf } from "./runReading";

/** What one run says that another does not. Noise is left out. Each list has the gravest first, then the order of its run. */
export interface RunComparison {
  /** Drifted in the newer only, and the older read it. */
  readonly appeared: readonly DriftedResource[];
  /** Drifted in the newer; the older had not read it, so it may have drifted then already. */
  readonly newlyRead: readonly DriftedResource[];
  /** Drifted in the older only, and the newer read it. */
  readonly gone: readonly DriftedResource[];
  /** Drifted in the older; the newer did not read it, so nobody knows. */
  readonly unread: readonly DriftedResource[];
  /** Drifted in both, but not alike. In the order of the newer, by its severities. */
  readonly changed: readonly ChangedDrift[];
  /** How many drifted alike in both. */
  readonly sameCount: number;
}

/** A resource that drifted in both runs, but not alike. */
export interface ChangedDrift {
  readonly older: DriftedResource;
  readonly newer: DriftedResource;
  /**
   * Those that differ: in the order of the newer, then those that it no longer has. Empty where only the resource as a whole
   * differs: its severity, its reason, or whether it is ignored.
   */
  readonly attributes: readonly AttributeDifference[];
}

/** An attribute that did not drift alike; null on the side on which it did not drift. */
export interface AttributeDifference {
  readonly attribute: string;
  readonly older: AttributeChange | null;
  readonly newer: AttributeChange | null;
}

/**
 * Compares two runs of one root module. Resources are matched by address, and what a run does not list counts as free of drift
 * only if the run read it. Hidden values all read the same and so never differ.
 */
export function compareRuns(older: DriftRun, newer: DriftRun): RunComparison {
  const before = byName(older.metadata.driftedResources.filter(isDrift), ({ address }) => address);
  const after = byName(newer.metadata.driftedResources.filter(isDrift), ({ address }) => address);
  const inBoth = [...after].flatMap(([name, now]) => {
    const was = before.get(name);
    return was === undefined ? [] : [{ older: was, newer: now, attributes: attributeDifferences(was, now) }];
  });
  const changed = inBoth.filter((pair) => pair.attributes.length > 0 || !areAlike(pair.older, pair.newer));
  const wasRead = readBy(readingOf(older));
  const isRead = readBy(readingOf(newer));
  const onlyBefore = missingIn(after, before);
  const onlyAfter = missingIn(before, after);
  return {
    appeared: gravestFirst(onlyAfter.filter(({ address }) => wasRead(address))),
    newlyRead: gravestFirst(onlyAfter.filter(({ address }) => !wasRead(address))),
    gone: gravestFirst(onlyBefore.filter(({ address }) => isRead(address))),
    unread: gravestFirst(onlyBefore.filter(({ address }) => !isRead(address))),
    changed: changed.sort((a, b) => byGravity(a.newer, b.newer)),
    sameCount: inBoth.length - changed.length,
  };
}

function areAlike(a: DriftedResource, b: DriftedResource): boolean {
  return (
    a.severity === b.severity &&
    a.reason === b.reason &&
    a.action === b.action &&
    a.remedy === b.remedy &&
    (a.ignored === null) === (b.ignored === null)
  );
}

function attributeDifferences(older: DriftedResource, newer: DriftedResource): AttributeDifference[] {
  const before = attributesOf(older);
  const after = attributesOf(newer);
  const inNewer = [...after].map(([name, change]) => ({
    attribute: change.attribute,
    older: before.get(name) ?? null,
    newer: change,
  }));
  return [
    ...inNewer.filter((pair) => pair.older === null || !changedAlike(pair.older, pair.newer)),
    ...missingIn(after, before).map((change) => ({ attribute: change.attribute, older: change, newer: null })),
  ];
}

function attributesOf(resource: DriftedResource): Map<string, AttributeChange> {
  const drifted = resource.changes.filter(({ effect }) => effect !== "noise");
  return byName(drifted, ({ attribute }) => attribute);
}

function changedAlike(a: AttributeChange, b: AttributeChange): boolean {
  return (
    a.action === b.action &&
    a.effect === b.effect &&
    sameJson(a.before, b.before) &&
    sameJson(a.after, b.after) &&
    sameJson(a.planned, b.planned)
  );
}

function gravestFirst(resources: DriftedResource[]): DriftedResource[] {
  return resources.sort(byGravity);
}
