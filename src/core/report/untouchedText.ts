/** Drift that a plan leaves as it is, and why. */
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource } from "../../shared/model";
import type { PlannedChange, Review } from "../../shared/reconcile";
import { listed, plural } from "../../shared/format";
import { ignoredParts, writeNames, writeSetAside } from "./textResource";
import { writeHeading, writeText, type Page } from "./textPage";

const INDENT = 4;
/** Attributes that stay in a resource of which others change; the rest is counted. */
const ATTRIBUTES_AT_MOST = 10;

type Planned = Pick<Review, "kind" | "targets" | "changes" | "driftedResources">;

interface Untouched {
  readonly resource: DriftedResource;
  readonly why: readonly string[];
}

/** Nothing is written where there is nothing of the kind. `prefix` leads to the root module. */
export function writeUntouched(page: Page, planned: Planned, prefix: string): void {
  const { targets, kind } = planned;
  const changes = new Map(planned.changes.map((change) => [change.address, change]));
  const rest = planned.driftedResources.filter(({ address }) => !changes.has(address));
  const isNoise = ({ reason, ignored }: DriftedResource): boolean => reason === "noise" && ignored === null;
  const left = [
    ...rest.filter((one) => !isNoise(one)).map((resource) => ({ resource, why: whyLeft(resource) })),
    ...(kind === "apply" ? planned.driftedResources.flatMap((one) => partlyLeft(one, changes.get(one.address))) : []),
  ];
  const noise = rest.filter(isNoise).length;
  if (left.length === 0 && noise === 0 && targets === null) return;
  const note = left.length + noise === 0 ? "" : "what drifted and stays as it is";
  writeHeading(page, left.length === 0 ? "Not touched" : `Not touched (${left.length})`, note);
  for (const { resource, why } of left) writeSetAside(page, resource, prefix, why);
  const sentences = [
    ...(noise === 0 ? [] : [`${plural(noise, "resource")} that only look${noise === 1 ? "s" : ""} different (noise).`]),
    ...(left.length === 0 || kind !== "apply" ? [] : [RECORDED]),
    ...(targets === null
      ? []
      : ["The rest of the root module: only the targets and what they depend on are read and changed."]),
  ];
  if (left.length > 0 && sentences.length > 0) page.lines.push("");
  for (const sentence of sentences) writeText(page, sentence, { indent: INDENT, ink: ["dim"] });
  if (targets !== null && targets.length > 1) writeNames(page, targets);
}

const RECORDED =
  "As with any apply, the state takes over what is there now, so that Terraform does not speak of it again; what drifted is kept in the record of the apply.";

function whyLeft(resource: DriftedResource): string[] {
  const { ignored, reason, action } = resource;
  if (ignored !== null) return ignoredParts(resource);
  if (action === "delete")
    return ["deleted outside, and the code does not ask for it any more: there is nothing to put back"];
  return [REASONS[reason]];
}

const REASONS: Record<DriftedResource["reason"], string> = {
  deleted_outside: "deleted outside; this plan does not create it again",
  changed_outside: "the plan does not change it",
  not_in_code: "kept: the code does not decide it",
  lifecycle_ignored: "kept: lifecycle.ignore_changes covers it",
  converged: "the code already has the new value",
  noise: "nothing happened",
};

/** What stays in a resource of which something else changes. Of one that is made anew nothing does. */
function partlyLeft(resource: DriftedResource, change: PlannedChange | undefined): Untouched[] {
  if (change === undefined || change.destroys || change.actions.includes("create")) return [];
  const planned = new Set(change.attributes.map(({ attribute }) => attribute));
  const kept = resource.changes.filter((one) => one.effect === "kept" && !planned.has(one.attribute));
  const byRule = (one: AttributeChange): boolean => (one.reason ?? resource.reason) === "lifecycle_ignored";
  const why = [
    ...keptWords(
      kept.filter((one) => !byRule(one)),
      REASONS.not_in_code,
    ),
    ...keptWords(kept.filter(byRule), REASONS.lifecycle_ignored),
  ];
  return why.length === 0 ? [] : [{ resource, why }];
}

function keptWords(kept: readonly AttributeChange[], why: string): string[] {
  if (kept.length === 0) return [];
  return [
    `${listed(
      kept.map(({ attribute }) => visible(attribute)),
      ATTRIBUTES_AT_MOST,
    )}: ${why}`,
  ];
}
