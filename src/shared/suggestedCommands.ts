/** The commands that a suggestion may name. Nothing else in one may become more than text. */

/** One command of our own command line. */
export interface SuggestedCommand {
  /** With placeholders in capitals: `terraform-drift ignore RUN ADDRESS`. */
  readonly usage: string;
  readonly does: string;
}

/** By name: the word after `terraform-drift`, and what else decides what it does. */
export const SUGGESTED_COMMANDS = {
  check: {
    usage: "terraform-drift check --target ADDRESS",
    does: "checks again; changes nothing",
  },
  show: { usage: "terraform-drift show RUN", does: "shows a stored run in full; changes nothing" },
  history: { usage: "terraform-drift history", does: "lists the runs before, to see since when it drifted" },
  locate: { usage: "terraform-drift locate ADDRESS", does: "says where the code defines a resource" },
  ignore: { usage: "terraform-drift ignore RUN ADDRESS", does: "ignores a resource in one run only" },
  reconcile: {
    usage: "terraform-drift reconcile --target ADDRESS",
    does: "plans, shows, asks, then applies exactly that",
  },
  acceptState: {
    usage: "terraform-drift reconcile --accept-state --target ADDRESS",
    does: "shows and asks, then has the state take over what is there now",
  },
  accept: {
    usage: "terraform-drift accept RUN ADDRESS",
    does: "shows and asks, then writes what is there now into the code",
  },
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
  return nameOf(text) !== null;
}

export type SuggestedCommandName = keyof typeof SUGGESTED_COMMANDS;

/** A command that can be carried out as it stands. */
export interface RunnableCommand {
  readonly name: SuggestedCommandName;
  /** Null: it takes none. */
  readonly address: string | null;
  /** Null: it takes none, or leaves open which. */
  readonly runId: string | null;
}

/** What a text says to do, if it is exactly one of the commands above; null where it is not, or leaves its address open. */
export function runnableCommand(text: string): RunnableCommand | null {
  const name = nameOf(text);
  if (name === null) return null;
  const given = text.split(" ");
  const argument = (placeholder: string): string | null => {
    const at = SUGGESTED_COMMANDS[name].usage.split(" ").indexOf(placeholder);
    return at === -1 || given[at] === placeholder ? null : unquoted(given[at]!);
  };
  const address = argument("ADDRESS");
  const isOpen = address === null && SUGGESTED_COMMANDS[name].usage.includes("ADDRESS");
  return isOpen ? null : { name, address, runId: argument("RUN") };
}

function nameOf(text: string): SuggestedCommandName | null {
  const given = text.split(" ");
  const names = Object.keys(SUGGESTED_COMMANDS) as SuggestedCommandName[];
  const fitting = names.find((name) => {
    const expected = SUGGESTED_COMMANDS[name].usage.split(" ");
    return given.length === expected.length && expected.every((word, i) => fits(word, given[i]!));
  });
  return fitting ?? null;
}

function unquoted(argument: string): string {
  return argument.replace(/^'(.*)'$/, "$1");
}

function fits(word: string, given: string): boolean {
  if (word === given) return true;
  if (word === "RUN") return RUN_ID.test(given);
  if (word !== "ADDRESS") return false;
  return addressArgument(unquoted(given)) === given;
}
