/** The help texts. */
import { type Command, COMMANDS, FLAGS } from "./flags";

export function generalHelp(): string {
  return [
    "Usage: terraform-drift COMMAND [OPTIONS]",
    "",
    "Shows where your cloud no longer is what your Terraform code says, and puts it right. A check changes nothing.",
    "",
    "Commands:",
    ...lines(COMMANDS),
    "",
    "Exit codes: 0 no counted drift, 1 error or incomplete, 2 drift detected, 64 wrong usage, 130 cancelled.",
    "More about one command: terraform-drift COMMAND --help",
    "",
  ].join("\n");
}

/** The help of commands with one first word. */
export function groupHelp(group: string, commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name.slice(group.length + 1)).join("|");
  return [
    `Usage: terraform-drift ${group} ${names} [OPTIONS]`,
    "",
    ...lines(commands),
    "",
    `More about one of them: terraform-drift ${group} ${commands[0]!.name.slice(group.length + 1)} --help`,
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  const flags = FLAGS.filter(({ name }) => command.flags.includes(name));
  const shown = flags.map(({ name, value }) => `--${name}${value === undefined ? "" : ` ${value}`}`);
  const width = Math.max(...shown.map((text) => text.length));
  return [
    `Usage: terraform-drift ${usage(command)} [OPTIONS]`,
    "",
    `${command.summary}.`,
    "",
    "Options:",
    ...flags.map(
      ({ help, many }, i) => `  ${shown[i]!.padEnd(width)}  ${help}${many === true ? " May be repeated." : ""}`,
    ),
    "",
    ...(command.notes === undefined ? [] : [...command.notes, ""]),
  ].join("\n");
}

function lines(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map((command) => usage(command).length));
  return commands.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`);
}

function usage({ name, operands }: Command): string {
  return `${name} ${operands}`;
}
