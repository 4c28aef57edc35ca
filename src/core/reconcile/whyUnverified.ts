/** Whether a check of the changed code bears out what was promised of the change: it settles those attributes, and nothing else. */
import {
  type AttributeChange,
  type DriftRun,
  type Effect,
  PENDING_ATTRIBUTES_AT_MOST,
  type PendingChange,
  type RunMetadata,
} from "../../shared/model";
import { nameInModule, parseAddress } from "../source/address";
import { sameButNumbers, touches } from "./attributeTouch";
import type { CodeWish } from "./codeChanges";

/**
 * How far a change of the code may reach. `block`: it stands in the resource's own block, which other instances may share; what
 * refers to the resource may follow it. `wider`: what it may be about is the resource, and nothing else.
 */
export type Reach = "block" | "wider";

/** One sentence about the first thing that is not as promised; null where all is. `run`: a complete one, of the changed code. */
export function whyUnverified(
  wish: Pick<CodeWish, "kind" | "address" | "run">,
  attributes: readonly string[],
  run: DriftRun,
  reach: Reach,
): string | null {
  const [was, is] = [wish.run.metadata, run.metadata];
  const { address } = wish;
  return (
    whyUnsettled(wish, attributes, is) ??
    whyLost(address, was, is) ??
    whyPending(address, attributes, was, is) ??
    whyElsewhere(address, was, is, reach)
  );
}

const ACTED: readonly Effect[] = ["reverted", "conflict", "replaced", "recreated"];

function whyUnsettled(
  { kind, address }: Pick<CodeWish, "kind" | "address">,
  attributes: readonly string[],
  is: RunMetadata,
): string | null {
  const there = changesOf(is, address).filter(({ attribute }) => attributes.some((one) => touches(one, attribute)));
  const acted = there.find(({ effect }) => ACTED.includes(effect));
  if (acted !== undefined) return `Applying would still change ${acted.attribute} of ${address}.`;
  const heeded = kind === "ignore" ? there.find((change) => !isIgnored(change)) : undefined;
  return heeded === undefined ? null : `The code does not ignore ${heeded.attribute} of ${address}.`;
}

function isIgnored({ effect, reason }: AttributeChange): boolean {
  return effect === "noise" || (effect === "kept" && reason === "lifecycle_ignored");
}

function whyLost(address: string, was: RunMetadata, is: RunMetadata): string | null {
  if (isLost(was, address)) return null;
  return isLost(is, address) ? `Applying would now replace ${address} or create it anew.` : null;
}

function isLost({ driftedResources }: RunMetadata, address: string): boolean {
  return driftedResources.some(
    (resource) => resource.address === address && (resource.remedy === "replace" || resource.remedy === "recreate"),
  );
}

function whyPending(address: string, attributes: readonly string[], was: RunMetadata, is: RunMetadata): string | null {
  for (const pending of is.pendingChanges.filter((change) => change.address === address)) {
    const named = positionsOf(is, address) ?? [];
    const touched = named.find((position) => attributes.some((one) => touches(one, position)));
    if (touched !== undefined) return `Applying would now change ${touched} of ${address}.`;
    // Of what has more positions than are named nobody can tell what else it touches.
    if (named.length >= PENDING_ATTRIBUTES_AT_MOST) return `Applying would change too much of ${address} to tell.`;
    if (isNews(pending, was, is)) return `Applying would now change ${address} in another way.`;
  }
  return null;
}

/** Whether it was not pending before, or less of it, or in another way. */
function isNews({ address, actions }: PendingChange, was: RunMetadata, is: RunMetadata): boolean {
  const [known, attributes] = [positionsOf(was, address), positionsOf(is, address)];
  const before = was.pendingChanges.filter(
    (change) => change.address === address && change.actions.join() === actions.join(),
  );
  if (before.length === 0) return true;
  if (known === undefined || attributes === undefined) return false;
  return !attributes.every((position) => known.some((one) => sameButNumbers(one, position)));
}

/** Undefined where the run does not say, or where the object comes or goes as a whole. */
function positionsOf({ pendingAttributes }: RunMetadata, address: string): readonly string[] | undefined {
  return pendingAttributes?.find((of) => of.address === address)?.attributes;
}

function whyElsewhere(address: string, was: RunMetadata, is: RunMetadata, reach: Reach): string | null {
  const block = blockOf(address);
  const isMeant = (other: string): boolean => other !== address && (reach === "wider" || blockOf(other) === block);
  const found = [
    ...is.pendingChanges.filter((change) => isMeant(change.address) && isNews(change, was, is)),
    ...is.driftedResources.filter((resource) => isMeant(resource.address) && isWorse(resource.address, was, is)),
  ];
  const names = [...new Set(found.map((one) => one.address))];
  if (names.length === 0) return null;
  const shown = names.slice(0, 3).join(", ");
  return `Applying would now change ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ""}, too.`;
}

/** Whether applying does to something that drifted elsewhere what it would not have done before. What is only put back is no matter of the changed code. */
function isWorse(address: string, was: RunMetadata, is: RunMetadata): boolean {
  if (isLost(is, address) && !isLost(was, address)) return true;
  const before = changesOf(was, address);
  return changesOf(is, address).some(({ attribute, effect }) => {
    const known = before.find((change) => change.attribute === attribute)?.effect;
    if (effect === "conflict") return known !== "conflict";
    return known !== undefined && !ACTED.includes(known) && ACTED.includes(effect);
  });
}

function changesOf({ driftedResources }: RunMetadata, address: string): AttributeChange[] {
  return driftedResources.filter((resource) => resource.address === address).flatMap(({ changes }) => changes);
}

/** What a block is called in its module: instances of one block, and of modules with the same code, share it. */
function blockOf(address: string): string {
  const parsed = parseAddress(address);
  return parsed === null ? address : nameInModule(parsed);
}
