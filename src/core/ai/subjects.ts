import { redactForeignResources } from "../plan/foreignResources";
import { DriftError } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import type { DriftRun } from "../../shared/model";
import { type SuggestBody, type SuggestSubject, subjectsOfResources } from "../../shared/suggest";

/** What a body is about. It has not been through our redaction: that happens here, so that nothing can be made of it before. */
export function subjectsOfBody(body: SuggestBody): SuggestSubject[] {
  return redactForeignResources(body.resources).map((resource) => ({ from: "body", resource }));
}

/** Of a run the resources with these addresses, whatever they are; without any all but noise and what is ignored. Throws "unknown_resource". */
export function subjectsOfRun(run: DriftRun, addresses: readonly string[] | undefined): SuggestSubject[] {
  const { driftedResources } = run.metadata;
  const unknown = addresses?.find((address) => driftedResources.every((one) => one.address !== address));
  if (unknown !== undefined) {
    throw new DriftError(
      "unknown_resource",
      `${visible(unknown)} is not among the drifted resources of ${run.id}.`,
      `See them with \`terraform-drift show ${run.id}\`.`,
    );
  }
  return subjectsOfResources(driftedResources, addresses);
}
