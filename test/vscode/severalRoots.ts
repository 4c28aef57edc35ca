/** Two folders in one window: `shop`, in which dev and prod call one module, and `edge`, written in JSON. All of it has drifted. */
import * as fs from "node:fs";
import * as path from "node:path";
import { labEnv, type LabObject, LabWorkspace, temporaryFolder, set } from "../lab/terraform";
import type { HostWorkspace } from "./hostWindows";

const SOURCE = "test/lab/several";
const ROOTS = ["shop/dev", "shop/prod", "edge"] as const;

const named = (name: string) => (object: LabObject) => object.name === name;

export async function severalRoots(): Promise<HostWorkspace> {
  const dir = temporaryFolder();
  const dispose = (): void => fs.rmSync(dir, { recursive: true, force: true });
  try {
    fs.cpSync(SOURCE, dir, { recursive: true });
    const [dev, prod, edge] = await Promise.all(
      ROOTS.map((root) => LabWorkspace.create({ folder: path.join(SOURCE, root) }, { dir: path.join(dir, root) })),
    );
    for (const one of [dev!, prod!]) one.edit("lab_server", set({ size: "large" }));
    prod!.edit("lab_bucket", set({ versioning: false }));
    edge!.edit("lab_server", set({ size: "large" }), named("node-1"));
    edge!.edit("lab_server", set({ tags: { site: "east", env: "test" } }), named("site-east"));
    edge!.edit("lab_server", set({ tags: { site: "west", env: "test" }, size: "large" }), named("site-west"));
    edge!.edit("lab_bucket", set({ versioning: false }));
    const file = path.join(dir, "several.code-workspace");
    fs.writeFileSync(file, JSON.stringify({ folders: [{ path: "shop" }, { path: "edge" }] }));
    return { dir: file, env: labEnv, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
