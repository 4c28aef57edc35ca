/** Makes the plan that a person reviews. It changes nothing, and takes the state lock while it reads. */
import { chmod } from "node:fs/promises";
import { DriftError } from "../../shared/errors";
import type { ReconcileKind, Review } from "../../shared/reconcile";
import { type CheckOutcome, conclude, redactDiagnostic, redactFailure } from "../local/checkOutcome";
import { makePlan, type MadePlan, type PlanManner, type PlanPlace, type PlanRequest } from "../local/makePlan";
import { newReviewId } from "../store/runId";
import { acceptStateArguments, assertReviewing, reviewArguments } from "../terraform/applyArguments";
import { findBinary } from "../terraform/binary";
import { runTerraform } from "../terraform/runner";
import { changesSince, takeFingerprint } from "./fingerprint";
import { digestOf, type HeldReview, REVIEW_LIFETIME, stale, stateIdentity } from "./heldReview";
import { countChanges, reviewedChanges } from "./reviewedChanges";

const MANNERS: Readonly<Record<ReconcileKind, PlanManner>> = {
  apply: reviewing(reviewArguments),
  accept_state: reviewing(acceptStateArguments),
};

function reviewing(planArguments: PlanManner["arguments"]): PlanManner {
  return {
    run: (binary, args, options, read) => {
      assertReviewing(args);
      return runTerraform(binary, args, options, read);
    },
    arguments: planArguments,
  };
}

/** What Terraform says of every plan with targets, and a review says by itself. */
const ABOUT_TARGETS = /^Resource targeting is in effect$/i;

/**
 * Rejects with what a check may fail with, "nothing_to_apply", and "review_stale" where something was changed while the plan was made.
 * The plan file stays in `place`.
 */
export async function makeReview(kind: ReconcileKind, request: PlanRequest, place: PlanPlace): Promise<HeldReview> {
  const { root, signal, settings } = request;
  const environment = { ...request.environment, ...settings.env };
  const { kind: tool } = await findBinary({ path: settings.binary, wrapper: settings.wrapper ?? [], env: environment });
  const begunAt = request.clock.now().toISOString();
  const before = await takeFingerprint(root, { tool, environment });
  const made = await makePlan(request, place, MANNERS[kind]);
  if (made.kind === "none") throw redactFailure(made.cause, made.known.redact);
  const outcome = conclude(request, made);
  assertComplete(outcome);
  await chmod(made.planFile, 0o600); // Terraform makes it readable for everybody; its folder is not, but it may be moved
  const digest = await digestOf(made.planFile);
  if (digest === null) throw new DriftError("terraform_failed", "The plan file could not be read.");
  const state = await stateIdentity(made.program, { signal, timeoutMs: settings.timeoutMs }, made.report.redact);
  const fingerprint = await takeFingerprint(root, { tool, environment });
  const changed = changesSince(before, fingerprint);
  if (changed.length > 0) throw stale(`While the plan was made, ${changed.join(", and ")}.`);
  const review = describe(kind, request, made, outcome);
  assertSomething(review);
  return {
    ...{ review, begunAt, root, place, planFile: made.planFile, digest, program: made.program, fingerprint, state },
    settings,
    redact: made.report.redact,
  };
}

function describe(
  kind: ReconcileKind,
  { root, clock, targets }: PlanRequest,
  made: MadePlan,
  { metadata }: CheckOutcome,
): Review {
  const changes = reviewedChanges(kind, made.report, metadata.driftedResources);
  const createdAt = clock.now();
  return {
    id: newReviewId(clock),
    projectId: root.projectId,
    workspaceId: root.workspaceId,
    kind,
    targets: targets === null ? null : [...targets],
    summary: countChanges(kind, changes),
    changes,
    outputChanges: metadata.outputChanges,
    driftedResources: metadata.driftedResources,
    tool: metadata.tool,
    source: metadata.source,
    createdAt: createdAt.toISOString(),
    expiresAt: new Date(createdAt.getTime() + REVIEW_LIFETIME).toISOString(),
    diagnostics: made.stream.diagnostics
      .filter(({ summary }) => targets === null || !ABOUT_TARGETS.test(summary))
      .map((diagnostic) => redactDiagnostic(diagnostic, made.report.redact)),
  };
}

/** What could not be read may be anything: such a plan is no basis for a change. */
function assertComplete({ failure, metadata }: CheckOutcome): void {
  if (failure !== null) throw failure;
  if (metadata.complete) return;
  const [first] = metadata.uncheckedAddresses;
  const what =
    first === undefined ? "The plan is not complete." : `The plan is not complete: ${first} could not be read.`;
  throw new DriftError("provider_failed", what, "Nothing is applied that was not read in full.");
}

function assertSomething({ kind, changes, driftedResources, outputChanges }: Review): void {
  if (changes.length > 0) return;
  if (kind === "accept_state") {
    throw new DriftError("nothing_to_apply", "Nothing drifted: the state already says what is there.");
  }
  if (outputChanges.length > 0) {
    throw new DriftError("nothing_to_apply", "Nothing but outputs would change: there is no drift to put back.");
  }
  if (driftedResources.length === 0)
    throw new DriftError("nothing_to_apply", "Nothing drifted: there is nothing to put back.");
  throw new DriftError(
    "nothing_to_apply",
    "Applying the code would change nothing: it does not decide what drifted.",
    "Accept it into the state or into the code, or ignore it.",
  );
}
