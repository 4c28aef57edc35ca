/** The committed rules file; it applies to its folder and those below. */
export const RULES_FILE = ".terraform-drift.jsonc";
