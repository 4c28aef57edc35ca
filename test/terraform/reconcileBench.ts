/** A root module of the lab with drift in it, and the service that puts it right. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { type CheckSettings, DEFAULT_SETTINGS, rootModule, type RootModule } from "../../src/core/local/rootModule";
import { type Clock, silentLog, systemClock } from "../../src/core/ports";
import type { DriftEvent } from "../../src/core/service";
import { openRunStore } from "../../src/core/store/openRunStore";
import { TEMP_PREFIX } from "../../src/core/terraform/tempFolder";
import type { DriftRun } from "../../src/shared/model";
import type { ReconcileRecord, Review } from "../../src/shared/reconcile";
import type { LabWorkspace } from "../lab/terraform";

export interface BenchOptions {
  /** Beside the workspace's own environment. */
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  readonly settings?: Partial<CheckSettings>;
  /** Shared with another one; absent: its own, gone with it. */
  readonly dataDir?: string;
  readonly root?: Partial<RootModule>;
}

export class ReconcileBench {
  readonly dataDir: string;
  readonly root: RootModule;
  readonly service: LocalDriftService;
  readonly events: DriftEvent[] = [];
  /** What the log was told of as an error. */
  readonly errors: string[] = [];

  constructor(
    readonly workspace: LabWorkspace,
    private readonly options: BenchOptions = {},
  ) {
    const { env = {}, clock = systemClock, settings = {}, dataDir, root = {} } = options;
    this.dataDir = dataDir ?? fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-bench-"));
    this.root = { ...rootModule(workspace.dir), ...root };
    const log = { ...silentLog, error: (message: string) => void this.errors.push(message) };
    this.service = new LocalDriftService({
      store: openRunStore(this.dataDir, { limit: () => 100, log, clock }),
      settings: () => ({ ...DEFAULT_SETTINGS, ...settings }),
      resolve: ({ workspaceId }) => (workspaceId === this.root.workspaceId ? this.root : null),
      environment: workspace.env(env),
      model: () => Promise.resolve(null),
      dataDir: this.dataDir,
      scheduleJitterMs: () => 0,
      shownFrom: null,
      clock,
      log,
    });
    this.service.onDidChange((event) => this.events.push(event));
  }

  async review(...targets: string[]): Promise<Review> {
    return this.service.reconcile.review(this.root, targets.length === 0 ? {} : { targets });
  }

  /** Until the check that follows has ended. */
  async apply(review: Review, options = {}): Promise<ReconcileRecord> {
    return this.service.reconcile.verified(await this.service.reconcile.apply(review.id, options));
  }

  async check(): Promise<DriftRun> {
    return this.service.ended(await this.service.check(this.root));
  }

  async dispose(): Promise<void> {
    await this.service.dispose();
    if (this.options.dataDir === undefined) fs.rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Our temporary folders that this process owns: where plan files lie. */
export function planFolders(): string[] {
  return fs.readdirSync(tmpdir()).filter((name) => name.startsWith(`${TEMP_PREFIX}${process.pid}-`));
}

/** Serial and lineage of the local state. */
export function storedState({ dir }: LabWorkspace): { serial: number; lineage: string } {
  return JSON.parse(fs.readFileSync(path.join(dir, "terraform.tfstate"), "utf8")) as {
    serial: number;
    lineage: string;
  };
}
