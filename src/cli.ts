/** The command line: parses the arguments, runs one command, sets the exit code. Commands are loaded when they are called. */
import { setFlagsFromString } from "node:v8";
import { type Arguments, commandOf, groupOf, parseArguments } from "./cli/arguments";
import { EXIT_CODES } from "./cli/flags";
import { DriftError, oneLine } from "./shared/errors";

// The HCL reader works for a moment only: to compile it anew with more care, as V8 does meanwhile, would cost Terraform 0.15 s.
setFlagsFromString("--liftoff-only");

const RUN: Record<string, (args: Arguments) => Promise<number>> = {
  check: async (args) => (await import("./cli/check")).check(args),
  report: async (args) => (await import("./cli/report")).report(args),
  locate: async (args) => (await import("./cli/locate")).locate(args),
  history: async (args) => (await import("./cli/runs")).history(args),
  show: async (args) => (await import("./cli/runs")).show(args),
  ignore: async (args) => (await import("./cli/runs")).ignore(args),
  reconcile: async (args) => (await import("./cli/reconcile")).reconcile(args),
  accept: async (args) => (await import("./cli/accept")).accept(args),
  explain: async (args) => (await import("./cli/explain")).explain(args),
  cancel: async (args) => (await import("./cli/runs")).cancel(args),
  "schedule list": async (args) => (await import("./cli/schedules")).list(args),
  "schedule add": async (args) => (await import("./cli/schedules")).add(args),
  "schedule update": async (args) => (await import("./cli/schedules")).update(args),
  "schedule remove": async (args) => (await import("./cli/schedules")).remove(args),
  "schedule run": async (args) => (await import("./cli/scheduleRun")).run(args),
};

async function main(words: readonly string[]): Promise<number> {
  const [first, ...rest] = words;
  if (first === undefined || isHelp(first)) {
    process.stdout.write(await helpOn(first === "help" ? rest : []));
    return first === undefined ? EXIT_CODES.usage : EXIT_CODES.clean;
  }
  if (groupOf(first).length > 0 && (rest[0] === undefined || isHelp(rest[0]))) {
    process.stdout.write(await helpOn([first, ...rest.slice(1)]));
    return rest[0] === undefined ? EXIT_CODES.usage : EXIT_CODES.clean;
  }
  if (first === "--version") {
    const { VERSION } = await import("./cli/output");
    process.stdout.write(`${VERSION}\n`);
    return EXIT_CODES.clean;
  }
  const args = parseArguments(words);
  if (args.flags.on("help")) {
    process.stdout.write(await helpOn(args.command.name.split(" ")));
    return EXIT_CODES.clean;
  }
  return RUN[args.command.name]!(args);
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h" || word === "help";
}

async function helpOn(words: readonly string[]): Promise<string> {
  const { commandHelp, generalHelp, groupHelp } = await import("./cli/help");
  const [first] = words;
  if (first === undefined) return generalHelp();
  const group = groupOf(first);
  return words.length === 1 && group.length > 0 ? groupHelp(first, group) : commandHelp(commandOf(words).command);
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error; // `| head` has had enough
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`terraform-drift: ${oneLine(error)}\n`);
    process.exitCode = error instanceof DriftError && error.reason === "usage" ? EXIT_CODES.usage : EXIT_CODES.error;
  },
);
