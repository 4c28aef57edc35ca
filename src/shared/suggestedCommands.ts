/** The commands that a suggestion may name. Nothing else in one may become more than text. */

/** One command of our own command line. */
export interface SuggestedCommand {
  /** With placeholders in capitals: `terraform-drift ignore RUN ADDRESS`. */
  readonly usage: string;
  readonly does: string;
}

/** By name: the word after `terraform-drift`. */
export const SUGGESTED_COMMANDS = {
  check: {
    usage: "terraform-drift check --target ADDRESS",
    does: "checks again; changes nothing",
  },
  show: { usage: "terraform-drift show RUN", does: "shows a stored run in full; changes nothing" },
  history: { usage: "terraform-drift history", does: "lists the runs before, to see since when it drifted" },
  locate: { usage: "terraform-drift locate ADDRESS", does: "says where the code defines a resource" },
  ignore: { usage: "terraform-drift ignore RUN ADDRESS", does: "ignores a resource in one run only" },
} as const satisfies Readonly<Record<string, SuggestedCommand>>;

/** What an argument may consist of: no shell acts upon it between single quotes, and none of these ends the quotes. */
const PLAIN_ADDRESS = /^[A-Za-z_][\w.[\]":/@-]{0,300}$/;
const RUN_ID = /^run_[0-9A-Za-z_-]{1,60}$/;

/** An address as an argument for a shell; null if it has anything in it that one might act upon. */
function addressArgument(address: string): string | null {
  if (!PLAIN_ADDRESS.test(address)) return null;
  return /^[\w.-]+$/.test(address) ? address : `'${address}'`;
}

/** A usage with its placeholders filled in, as far as that can be done without quoting anything that a shell acts upon. */
export function filledCommand(usage: string, values: { address: string | null; runId: string | null }): string {
  const address = values.address === null ? null : addressArgument(values.address);
  const runId = values.runId !== null && RUN_ID.test(values.runId) ? values.runId : null;
  const fill = (word: string): string =>
    word === "ADDRESS" ? (address ?? word) : word === "RUN" ? (runId ?? word) : word;
  return usage.split(" ").map(fill).join(" ");
}

/** Whether a text is exactly one of the commands above, its placeholders filled in with nothing but addresses and run ids. */
export function isSuggestedCommand(text: string): boolean {
  return Object.values<SuggestedCommand>(SUGGESTED_COMMANDS).some(({ usage }) => {
    const expected = usage.split(" ");
    const given = text.split(" ");
    return given.length === expected.length && expected.every((word, i) => fits(word, given[i]!));
  });
}

function fits(word: string, given: string): boolean {
  if (word === given) return true;
  if (word === "RUN") return RUN_ID.test(given);
  if (word !== "ADDRESS") return false;
  const address = given.replace(/^'(.*)'$/, "$1");
  return addressArgument(address) === given;
}
