/** How many instances a check will read, for its progress. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const LARGEST = 64 * 1024 * 1024;

const state = z.object({
  resources: z.array(z.object({ mode: z.string(), instances: z.array(z.unknown()) })),
});

/**
 * The managed instances in a local state file; undefined where the state is elsewhere or cannot be read. Terraform's own
 * `show` would know it for every backend, and would cost as much as a plan's start.
 */
export async function instancesInLocalState(
  dir: string,
  terraformWorkspace: string | undefined,
): Promise<number | undefined> {
  const named = terraformWorkspace === undefined || terraformWorkspace === "default";
  const file = join(dir, ...(named ? [] : ["terraform.tfstate.d", terraformWorkspace]), "terraform.tfstate");
  try {
    if ((await stat(file)).size > LARGEST) return undefined;
    const { resources } = state.parse(JSON.parse(await readFile(file, "utf8")));
    return resources
      .filter(({ mode }) => mode === "managed")
      .reduce((total, { instances }) => total + instances.length, 0);
  } catch {
    return undefined; // no local state, or none that we know: progress goes on without a total
  }
}
