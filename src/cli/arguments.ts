/** From words to a command with its flags. */
import { parseArgs } from "node:util";
import { DriftError } from "../shared/errors";
import { visible } from "../shared/formatValue";
import { type Command, COMMANDS, FLAGS } from "./flags";

export interface Arguments {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly flags: FlagValues;
}

/** The flags that were given. */
export interface FlagValues {
  /** The last value of a flag, or undefined. */
  text(name: string): string | undefined;
  all(name: string): readonly string[];
  on(name: string): boolean;
}

/** The commands of a group; empty if there is no group of that name. */
export function groupOf(name: string): readonly Command[] {
  return COMMANDS.filter((one) => one.name.startsWith(`${name} `));
}

/** The command that words begin with, and those after it. Throws a DriftError "usage" where they name none. */
export function commandOf(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  const [first = "", second] = words;
  const inGroup = groupOf(first).length > 0;
  const name = inGroup && second !== undefined ? `${first} ${second}` : first;
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return { command, rest: words.slice(inGroup ? 2 : 1) };
  throw new DriftError(
    "usage",
    `There is no command "${visible(name)}".`,
    `See terraform-drift ${inGroup ? `${first} ` : ""}--help.`,
  );
}

/** Throws a DriftError "usage" for an unknown command or flag. */
export function parseArguments(words: readonly string[]): Arguments {
  const { command, rest } = commandOf(words);
  const options = Object.fromEntries(
    FLAGS.filter((flag) => command.flags.includes(flag.name)).map(({ name: flag, value }) => [
      flag,
      value === undefined ? { type: "boolean" as const } : { type: "string" as const, multiple: true },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true, strict: true });
    return { command, operands: positionals, flags: flagValues(values) };
  } catch (error) {
    const [message = ""] = (error as Error).message.split(". ", 1);
    throw new DriftError("usage", `${message.replace(/\.$/, "")}.`, `See terraform-drift ${command.name} --help.`);
  }
}

function flagValues(values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>): FlagValues {
  const all = (name: string): string[] => {
    const value = values[name];
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
  };
  return { text: (name) => all(name).at(-1), all, on: (name) => values[name] === true };
}

/** Checks the number of operands. `most` may be Infinity. */
export function operandsOf({ command, operands }: Arguments, least: number, most: number): readonly string[] {
  if (operands.length >= least && operands.length <= most) return operands;
  throw new DriftError("usage", `Usage: terraform-drift ${command.name} ${command.operands}.`);
}
