/** The help texts. */
import { type Command, COMMANDS, FLAGS } from "./flags";

export function generalHelp(): string {
  const width = Math.max(...COMMANDS.map((command) => usage(command).length));
  return [
    "Usage: terraform-drift COMMAND [OPTIONS]",
    "",
    "Shows where your cloud no longer is what your Terraform code says. A check changes nothing.",
    "",
    "Commands:",
    ...COMMANDS.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`),
    "",
    "Exit codes: 0 no counted drift, 1 error or incomplete, 2 drift detected, 64 wrong usage, 130 cancelled.",
    "More about one command: terraform-drift COMMAND --help",
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
  ].join("\n");
}

function usage({ name, operands }: Command): string {
  return `${name} ${operands}`;
}
