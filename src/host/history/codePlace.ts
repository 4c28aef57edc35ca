/** Where something that a run names stands in the code now. */
import { join } from "node:path";
import type { RootModule } from "../../core/local/rootModule";
import type { Source } from "../../core/source/source";
import type { CodeTarget } from "./entries";
import type { CodePlace } from "./historyHost";

/** Reads the code of a root module as it lies on the disk. */
export type CodeLocator = (root: RootModule, tool: "terraform" | "tofu") => Promise<Source>;

/** Where the code says it now; where it was when it was checked, if the code no longer has it. */
export async function placeNow(
  root: RootModule,
  target: CodeTarget,
  locate: () => Promise<Source>,
): Promise<CodePlace> {
  const { address, attribute, file, line, column } = target;
  const source = address === null ? null : await locate();
  const now =
    source === null || address === null
      ? null
      : ((attribute === null ? null : source.attribute(address, attribute)) ?? source.block(address));
  const place = now ?? { file, line, column };
  return { file: join(root.dir, place.file), line: place.line, column: place.column };
}
