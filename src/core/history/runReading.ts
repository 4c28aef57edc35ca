/** What a run did not list tells something only where it looked: which resources it read, and whether all of them. */
import type { DriftedResource, DriftRun } from "../../shared/model";
import { coverage } from "./targets";

/** What of a run decides which resources it read. */
export interface Reading {
  /** Everything that was asked for was read. */
  readonly complete: boolean;
  /** Null: everything was asked for. */
  readonly targets: readonly string[] | null;
  readonly uncheckedAddresses: readonly string[];
  /** All that the run lists, noise too. */
  readonly resources: readonly DriftedResource[];
}

/** The reading of a stored run. One that still runs, or that failed before it read anything, is never complete. */
export function readingOf({ status, metadata }: DriftRun): Reading {
  const { complete, targets, totalResources, uncheckedAddresses, driftedResources } = metadata;
  const readNothing = (status === "error" || status === "cancelled") && totalResources === 0;
  return {
    complete: complete && status !== "running" && !readNothing,
    targets,
    uncheckedAddresses,
    resources: driftedResources,
  };
}

/** Whether the run read the resource of an address. What an incomplete run does not list, nobody knows. */
export function readBy({ complete, targets, uncheckedAddresses, resources }: Reading): (address: string) => boolean {
  const isUnchecked = coverage(uncheckedAddresses);
  const isAsked = targets === null ? () => true : coverage(targets);
  const listed = new Set(resources.map(({ address }) => address));
  return (address) => (listed.has(address) || (complete && isAsked(address))) && !isUnchecked(address);
}

/** Noise is no drift; what is ignored is. */
export function isDrift({ reason }: DriftedResource): boolean {
  return reason !== "noise";
}
