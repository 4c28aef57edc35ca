/** Tokens and keys that say themselves what they are, wherever they stand. */

/** How those of the wide-spread services begin, and of what they consist. */
const TOKENS =
  /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{30,255}|glpat-[\w-]{20,255}|xox[abeoprs]-[A-Za-z0-9-]{10,255}|sk-[A-Za-z0-9_-]{20,255}|[rs]k_live_[A-Za-z0-9]{16,255}|AIza[\w-]{35}|A[KS]IA[A-Z0-9]{16}|hv[sb]\.[\w-]{20,255}|npm_[A-Za-z0-9]{30,255}|SG\.[\w-]{16,64}\.[\w-]{16,128}|eyJ[\w-]{10,600}\.eyJ[\w-]{10,8000}\.[\w-]{0,8000})/g;

/** All of them in a text. */
export function tokensIn(text: string): string[] {
  return Array.from(text.matchAll(TOKENS), ([token]) => token);
}
