/** A root module over the lab cloud, its checks, and changes of its code. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { DEFAULT_SETTINGS, rootModule, type RootModule } from "../../src/core/local/rootModule";
import { silentLog, systemClock } from "../../src/core/ports";
import type { CodeChanges, CodeWish } from "../../src/core/reconcile/codeChanges";
import { openCodeChanges } from "../../src/core/reconcile/openCodeChanges";
import { openRunStore } from "../../src/core/store/openRunStore";
import type { DriftRun } from "../../src/shared/model";
import type { LabWorkspace } from "../lab/terraform";

export class CodeLab {
  readonly root: RootModule;
  readonly service: LocalDriftService;
  readonly code: CodeChanges;
  readonly #dataDir: string;

  /** `workspace` belongs to it: it is disposed with it. */
  constructor(
    readonly workspace: LabWorkspace,
    given: {
      readonly vars?: readonly string[];
      readonly varFiles?: readonly string[];
      readonly env?: Record<string, string>;
    } = {},
  ) {
    this.#dataDir = `${workspace.dir}-runs`;
    const { env, ...options } = given;
    this.root = rootModule(workspace.dir, { topDir: workspace.dir, projectId: "shop", ...options });
    const environment = workspace.env(env);
    const settings = () => DEFAULT_SETTINGS;
    this.service = new LocalDriftService({
      store: openRunStore(this.#dataDir, { limit: () => 100, log: silentLog, clock: systemClock }),
      settings,
      resolve: () => this.root,
      environment,
      model: () => Promise.resolve(null),
      dataDir: this.#dataDir,
      scheduleJitterMs: () => 0,
      shownFrom: null,
      clock: systemClock,
      log: silentLog,
    });
    this.code = openCodeChanges({ service: this.service, settings, environment, log: silentLog });
  }

  async check(): Promise<DriftRun> {
    const run = await this.service.ended(await this.service.check(this.root));
    assert.ok(run.metadata.complete, run.output);
    return run;
  }

  async wish(kind: CodeWish["kind"], address: string, attributes?: readonly string[]): Promise<CodeWish> {
    return { kind, root: this.root, run: await this.check(), address, attributes };
  }

  text(file = "main.tf"): string {
    return fs.readFileSync(path.join(this.workspace.dir, file), "utf8");
  }

  async dispose(): Promise<void> {
    await this.service.dispose();
    fs.rmSync(this.#dataDir, { recursive: true, force: true });
    this.workspace.dispose();
  }
}

/** The lines that only one of two texts has, as a difference shows them, in the order of the texts. */
export function differingLines(before: string, after: string): string[] {
  const [was, is] = [before.split("\n"), after.split("\n")];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `-${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+${line}`),
  ];
}
