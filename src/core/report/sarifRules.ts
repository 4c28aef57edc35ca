import type { Reason } from "../../shared/model";

/** Every reason as a rule of SARIF: a name in its manner, and what it means and what can be done. */
export const SARIF_RULES: Record<Reason, { name: string; help: string }> = {
  deleted_outside: {
    name: "DeletedOutside",
    help: "The object was deleted outside Terraform. If the code still has the resource, applying creates it again; if it is not wanted any more, remove it from the code.",
  },
  changed_outside: {
    name: "ChangedOutside",
    help: "The object was changed outside Terraform, in an attribute that the code decides. Applying the code puts it back; to keep the change, write it into the code.",
  },
  not_in_code: {
    name: "NotInCode",
    help: "The object was changed outside Terraform, in an attribute about which the code says nothing. Applying the code will not put it back: change it by hand, or write the wanted value into the code.",
  },
  lifecycle_ignored: {
    name: "LifecycleIgnored",
    help: "The object was changed outside Terraform, in an attribute that lifecycle.ignore_changes covers. Applying changes nothing.",
  },
  converged: {
    name: "Converged",
    help: "The object was changed outside Terraform, and the code already has the new value. Applying changes nothing but what Terraform has recorded.",
  },
  noise: {
    name: "Noise",
    help: "The value only looks different: nothing happened to the object.",
  },
};
