/** A plan that waits for a person's word, with all that proves that it still is about what is there. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { DriftError } from "../../shared/errors";
import type { Review } from "../../shared/reconcile";
import type { MadePlan, PlanPlace } from "../local/makePlan";
import type { CheckSettings, RootModule } from "../local/rootModule";
import { readStateIdentity, type StateIdentity } from "../plan/stateIdentity";
import type { Redact } from "../plan/planReport";
import { assertReviewing, STATE_ARGUMENTS } from "../terraform/applyArguments";
import { explainFailure, explainStop } from "../terraform/failures";
import { runTerraform } from "../terraform/runner";
import { changesSince, type Fingerprint, takeFingerprint } from "./fingerprint";

/** How long a plan may wait, in milliseconds (design: experience, "Reconcile"). */
export const REVIEW_LIFETIME = 15 * 60_000;

export interface HeldReview {
  readonly review: Review;
  /** ISO 8601; when its plan was begun: what happened while it was made counts as having happened since. */
  readonly begunAt: string;
  readonly root: RootModule;
  readonly place: PlanPlace;
  readonly planFile: string;
  /** SHA-256 of the plan file, in hexadecimal digits. */
  readonly digest: string;
  readonly program: MadePlan["program"];
  /** As they were when the plan was made. */
  readonly settings: Pick<CheckSettings, "parallelism" | "lockTimeout" | "timeoutMs" | "env">;
  readonly fingerprint: Fingerprint;
  /** Null: there was no state yet. */
  readonly state: StateIdentity | null;
  /** Takes the plan's secrets out of what Terraform says while it applies. */
  readonly redact: Redact;
}

/** What is compared, and by what means. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Rejects with "review_stale" unless everything is as it was when the plan was made. */
export async function assertFresh(
  held: HeldReview,
  { environment: inherited, now, signal }: Surroundings,
): Promise<void> {
  const { review, root, planFile, digest, program, fingerprint, state } = held;
  const environment = { ...inherited, ...held.settings.env };
  if (now.getTime() >= Date.parse(review.expiresAt) || now.getTime() < Date.parse(review.createdAt)) {
    throw stale("The plan was made more than 15 minutes ago.");
  }
  if ((await digestOf(planFile)) !== digest) throw stale("The plan file is not any more what was reviewed.");
  const tool = program.binary.kind;
  const changes = changesSince(fingerprint, await takeFingerprint(root, { tool, environment }));
  if (changes.length > 0) throw stale(`Since the plan was made, ${changes.join(", and ")}.`);
  const present = await stateIdentity(program, { signal, timeoutMs: held.settings.timeoutMs }, held.redact);
  if (present?.lineage !== state?.lineage) throw stale("The state is another one than when the plan was made.");
  if (present?.serial !== state?.serial) throw stale("The state was changed by somebody else since the plan was made.");
}

export function stale(sentence: string): DriftError {
  return new DriftError("review_stale", sentence, "Nothing was applied. Review a fresh plan.");
}

/** Null where the file cannot be read: then it is not what was reviewed, either. */
export async function digestOf(file: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    return null; // removed, or made unreadable
  }
  return hash.digest("hex");
}

/** Which state it is, and which version of it. Null: there is none yet. */
export async function stateIdentity(
  { binary, options }: MadePlan["program"],
  limits: { readonly signal: AbortSignal; readonly timeoutMs: number },
  redact: Redact,
): Promise<StateIdentity | null> {
  assertReviewing(STATE_ARGUMENTS);
  const pull = await runTerraform(binary, STATE_ARGUMENTS, { ...options, ...limits }, readStateIdentity);
  const stopped = explainStop(pull.ended);
  if (stopped !== undefined) throw stopped;
  if (pull.exitCode !== 0) {
    const stderrTail = redact.text(pull.stderrTail);
    throw explainFailure({ diagnostics: [], stderrTail, exitCode: pull.exitCode, folder: ".", binary: binary.kind });
  }
  if (pull.output.status === "rejected") throw pull.output.reason;
  return pull.output.value;
}
