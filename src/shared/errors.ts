/** Why something could not be done. Surfaces decide by it (exit code, HTTP status, buttons), never by the text. */
export type DriftErrorReason =
  | "usage" // wrong arguments or an impossible request
  | "binary_not_found" // neither the configured binary nor terraform or tofu on the PATH
  | "not_initialised" // `terraform init` has to run first
  | "configuration_invalid" // the code has errors
  | "provider_failed" // the cloud or a provider did not answer as it should
  | "state_locked" // somebody else holds the state lock
  | "terraform_failed" // any other failure of Terraform
  | "timed_out"
  | "cancelled"
  | "plan_unreadable" // not one JSON document as `terraform show -json` prints it
  | "no_root_module" // nothing to check where we were asked to look
  | "unknown_run"
  | "unknown_schedule"
  | "run_unreadable" // its file in the store is damaged
  | "unknown_resource"
  | "run_over" // it has ended already
  | "unknown_review"
  | "unknown_reconcile"
  | "review_refused" // what would be applied is more than was agreed to
  | "review_stale" // the state, the code or the plan is not any more what was reviewed, or too much time went by
  | "nothing_to_apply" // the plan would change nothing
  | "apply_running" // another apply of the root module is going on
  | "edit_refused" // the code cannot be changed safely there
  | "edit_unverified" // the changed code did not stand the tests, and was put back
  | "rules_unreadable" // the rules file cannot be used
  | "store_newer" // written by a newer version of this program
  | "store_unwritable" // disk full, no permission, locked for too long
  | "webhook_unusable" // its address cannot be used, or what keeps it does not work
  | "webhook_failed" // what was sent to it did not arrive, after retries
  | "ai_not_configured" // no model is chosen, or what is said about it cannot be used
  | "ai_denied" // no key, a wrong one, no right to use the model, or the sign-in failed
  | "ai_unknown_model" // the server knows no such model or deployment, or the address is not its own
  | "ai_limited" // too many requests or a quota used up, after retries
  | "ai_filtered" // a content filter stopped the question or the answer
  | "ai_unreachable" // no connection, or no sign of life in time
  | "ai_cut" // the answer ended too early; what had arrived was passed on
  | "ai_failed" // the server failed after retries, or answered something that is no answer
  | "ai_empty"; // an answer without text

/** One sentence for the person, a way out, and details that belong in the log only. */
export class DriftError extends Error {
  override readonly name = "DriftError";

  /** By name: bundles that are loaded late carry a copy of this class of their own. */
  static override [Symbol.hasInstance](value: unknown): value is DriftError {
    return value instanceof Error && value.name === "DriftError";
  }

  constructor(
    readonly reason: DriftErrorReason,
    /** One sentence, no stack, no secret. */
    message: string,
    /** What the person can do now: one sentence, or empty. */
    readonly wayOut = "",
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One line for a terminal or a notification. An error that is none of ours is named as such; its stack goes to the log. */
export function oneLine(error: unknown): string {
  if (error instanceof DriftError) return error.wayOut === "" ? error.message : `${error.message} ${error.wayOut}`;
  return error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
}
