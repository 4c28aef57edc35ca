/** A Terraform for tests that plans: it does what `fake.json` in the folder says, and notes how it was called in `calls.jsonl`. */
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { writeFake } from "./fakeTerraform";

/** What it does. */
export interface Fake {
  /** The document that `show` prints, of test/unit/fixtures/plans. */
  plan?: string;
  /** Printed by `plan`, one event a line. */
  events?: object[];
  stderr?: string;
  /** Of `plan`; 0 if absent. */
  exit?: number;
  /** `plan` writes no file. */
  noPlan?: boolean;
  /** `plan` waits for an interrupt after its events, and then exits with 1. */
  hang?: boolean;
  /** How many bytes `show` prints of the document. */
  cut?: number;
}

const SOURCE = `#!${process.execPath}
const fs = require("node:fs");
const [command, ...args] = process.argv.slice(2);
const fake = JSON.parse(fs.readFileSync("fake.json", "utf8"));
const { TF_WORKSPACE = null, TF_INPUT = null } = process.env;
fs.appendFileSync("calls.jsonl", JSON.stringify({ pid: process.pid, command, args, TF_WORKSPACE, TF_INPUT }) + "\\n");
if (command === "show") {
  process.stdout.write(fs.readFileSync(fake.plan).subarray(0, fake.cut));
} else if (command === "workspace") {
  process.stdout.write("* default\\n  blue\\n");
} else {
  for (const event of fake.events ?? []) process.stdout.write(JSON.stringify(event) + "\\n");
  process.stderr.write(fake.stderr ?? "");
  if (!fake.noPlan) fs.writeFileSync(args.find((word) => word.startsWith("-out=")).slice(5), "plan");
  if (fake.hang) {
    process.on("SIGINT", () => process.exit(1));
    setInterval(() => {}, 1000);
  } else process.exitCode = fake.exit ?? 0;
}
`;

/** Writes the program into a folder and says its path. */
export async function writePlanningFake(folder: string): Promise<string> {
  return (await writeFake(folder, SOURCE)).command[0]!;
}

/** Tells the program what to do from now on in a folder. */
export async function tell(dir: string, fake: Fake): Promise<void> {
  const plan = path.resolve("test/unit/fixtures/plans", `${fake.plan ?? "no-change"}.json`);
  await writeFile(path.join(dir, "fake.json"), JSON.stringify({ ...fake, plan }));
}
