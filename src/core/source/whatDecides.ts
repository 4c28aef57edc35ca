/** What an expression leaves the decision to, in words. */
import type { Expression } from "./syntax";

/** In one sentence. */
export function whatDecides(by: Expression): string {
  if (by.kind === "call") return `The function ${by.function} decides it.`;
  if (by.kind === "other") {
    return /^\s*(?:"|<<)/.test(by.code)
      ? "A string in which something is computed decides it."
      : "An expression decides it.";
  }
  if (by.kind !== "reference") return "Something in it is computed.";
  const [first = "", second = "", third = ""] = by.text.split(/[.[]/);
  if (first === "var") return `The variable var.${second} decides it.`;
  if (first === "local") return `The local value local.${second} decides it.`;
  if (first === "data") return `The data source data.${second}.${third} decides it.`;
  if (first === "module") return `The module module.${second} decides it.`;
  if (first === "each" || first === "count")
    return `${first}.${second} decides it, which is another for each instance.`;
  if (second === "" || ["path", "terraform", "self"].includes(first)) return `${by.text} decides it.`;
  return `The resource ${first}.${second} decides it.`;
}
