import { FolderRunStore } from "./folderRunStore";
import type { RunStore, RunStoreOptions } from "./runStore";

/** Costs nothing and touches nothing: the folder is made when something is stored. */
export function openRunStore(dir: string, options: RunStoreOptions): RunStore {
  return new FolderRunStore(dir, options);
}
