/** Which files of a directory are Terraform code: names only. */
import type { SourceOptions } from "./source";

export interface ModuleFileNames {
  /** In the order in which Terraform reads them. */
  primary: string[];
  /** `override.tf`, `*_override.tf`: merged into the others, the last one wins. */
  overrides: string[];
}

/**
 * OpenTofu reads `.tofu` too, and prefers `x.tofu` to an `x.tf` beside it; Terraform ignores `.tofu`.
 * A directory that has only `.tofu` is OpenTofu's whatever was said: its code is read so that it can be found.
 */
export function chooseModuleFiles(names: readonly string[], tool: NonNullable<SourceOptions["tool"]>): ModuleFileNames {
  const code = names.filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name) && !isIgnored(name)).sort();
  const forTerraform = code.filter((name) => /\.tf(?:\.json)?$/.test(name));
  const hidden = new Set(
    code.filter((name) => !forTerraform.includes(name)).map((name) => name.replace(/\.tofu(\.json)?$/, ".tf$1")),
  );
  const chosen =
    tool === "terraform" && forTerraform.length > 0 ? forTerraform : code.filter((name) => !hidden.has(name));
  return { primary: chosen.filter((name) => !isOverride(name)), overrides: chosen.filter(isOverride) };
}

/** Hidden files and editors' backups, as Terraform has it. */
function isIgnored(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~") || (name.startsWith("#") && name.endsWith("#"));
}

function isOverride(name: string): boolean {
  return /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name);
}
