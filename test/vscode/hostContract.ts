/** What the process outside VS Code and the suite inside tell each other. */
import * as fs from "node:fs";
import * as z from "zod";

/** Names of variables in the environment of VS Code. */
export const HOST_VARIABLES = {
  /** The folder of the bundled tests. */
  tests: "HOST_TEST_FOLDER",
  /** The file that gets the result: the console holds everybody's words. */
  result: "HOST_TEST_RESULT",
  /** The folder of the recording Terraform that comes first on the PATH. */
  recording: "HOST_TEST_RECORDING",
} as const;

const HostTest = z.object({
  /** The titles of its suites, and its own. */
  path: z.array(z.string()).min(1),
  state: z.enum(["passed", "failed", "skipped"]),
  /** Of a failed one. */
  error: z.string().optional(),
});
export type HostTest = z.infer<typeof HostTest>;

const HostResult = z.object({
  tests: z.array(HostTest),
  /** Why there are not all of them. */
  problem: z.string().nullable(),
});
export type HostResult = z.infer<typeof HostResult>;

export function hostVariable(name: keyof typeof HOST_VARIABLES): string {
  const value = process.env[HOST_VARIABLES[name]];
  if (value === undefined) throw new Error(`${HOST_VARIABLES[name]} is not set`);
  return value;
}

export function writeResult(result: HostResult): void {
  fs.writeFileSync(hostVariable("result"), JSON.stringify(result));
}

/** Null where the suite did not come to its end. */
export function readResult(file: string): HostResult | null {
  return fs.existsSync(file) ? HostResult.parse(JSON.parse(fs.readFileSync(file, "utf8"))) : null;
}
