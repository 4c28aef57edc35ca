import { DriftError } from "../../shared/errors";

/** Ways out that fit more than one problem. */
export const WRITE_AGAIN = "Write it again with `terraform show -json PLANFILE`.";
export const SAVE_AND_SHOW =
  "Save the plan with `terraform plan -out=PLANFILE` and pass what `terraform show -json PLANFILE` prints.";
export const ONLY_PLAN_JSON =
  "Pass only what `terraform show -json PLANFILE` prints; with the action setup-terraform, set `terraform_wrapper: false`.";

/** Neither text may quote the document: it may hold secrets. */
export function unreadable(message: string, wayOut: string): DriftError {
  return new DriftError("plan_unreadable", message, wayOut);
}
