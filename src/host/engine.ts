/** What the host needs of the engine. */
import type { CheckSettings, RootModule } from "../core/local/rootModule";
import type { Log } from "../core/ports";
import type { DriftService } from "../core/service";

export interface Engine {
  readonly service: DriftService;
  /** The root modules of all folders, each once, known to the service from then on. Rejects with "cancelled" when the signal is aborted. */
  findRootModules(folders: readonly string[], signal: AbortSignal): Promise<RootModule[]>;
}

export interface EngineOptions {
  /** Where runs are stored. */
  readonly dataDir: string;
  /** Asked for each check, so that changed settings count at once. */
  readonly settings: () => CheckSettings;
  /** What Terraform inherits. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}
