/** What a reader of code is asked, so that the code says what is there now. */
import type { AttributeChange } from "../../shared/model";
import type { RootModule } from "../local/rootModule";
import type { ActualValue } from "../source/source";

export function actualValue({ attribute, action, before, after }: AttributeChange): ActualValue {
  return { path: attribute, before, after, action };
}

/** What Terraform is given beside its own files. Of variables the names only: their values may be secret. */
export function givenVariables(
  { vars = [], varFiles = [] }: Pick<RootModule, "vars" | "varFiles">,
  environment: NodeJS.ProcessEnv,
): { varFiles: string[]; vars: string[] } {
  const assigned = vars.map((assignment) => assignment.split("=", 1)[0]!);
  const inherited = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith("TF_VAR_") && value !== undefined ? [name.slice("TF_VAR_".length)] : [],
  );
  return { varFiles: [...varFiles], vars: [...new Set([...assigned, ...inherited])] };
}
