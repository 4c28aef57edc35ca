/** The history page's host over a real service and store, asked as the page asks it. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unsentPrompt } from "../../../src/core/ai/promptDocument";
import type { AiBackend } from "../../../src/core/ai/backend";
import { LocalDriftService } from "../../../src/core/local/localDriftService";
import { DEFAULT_SETTINGS, rootModule, type RootModule } from "../../../src/core/local/rootModule";
import { silentLog, systemClock } from "../../../src/core/ports";
import type { DriftService } from "../../../src/core/service";
import { openSource } from "../../../src/core/source/openSource";
import { openHistory } from "../../../src/host/history/openHistory";
import type { HistoryHost } from "../../../src/host/history/historyHost";
import type { DriftRun } from "../../../src/shared/model";
import { fillStore, openStore } from "../store/runs";
import { writePlanningFake } from "../terraform/planningTerraform";
import { type Answers, type OpenedPage, pageOver } from "./openedPage";

/** A folder with a store and with code, and all that was opened over them. */
export class HistoryFixture {
  readonly #services: LocalDriftService[] = [];
  readonly #pages: OpenedPage[] = [];

  private constructor(
    private readonly top: string,
    /** A Terraform that does what it is told in each folder. */
    private readonly binary: string,
  ) {}

  static async make(): Promise<HistoryFixture> {
    const top = await realpath(await mkdtemp(join(tmpdir(), "drift-history-")));
    return new HistoryFixture(top, await writePlanningFake(top));
  }

  /** Where the runs are. */
  get dataDir(): string {
    return join(this.top, "data");
  }

  store(runs: readonly DriftRun[]): Promise<void> {
    return fillStore(this.dataDir, runs);
  }

  runFile(id: string): string {
    return join(this.dataDir, "runs", `${id}.json`);
  }

  /** A root module of the project "shop", with these files in it. */
  async root(workspaceId: string, files: Record<string, string> = {}): Promise<RootModule> {
    const topDir = join(this.top, "code");
    const dir = join(topDir, workspaceId);
    await mkdir(dir, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await writeFile(join(dir, name), content);
    }
    return rootModule(dir, { topDir, projectId: "shop" });
  }

  /** Another one each time, as another window has. */
  service(
    roots: readonly RootModule[] = [],
    Service = LocalDriftService,
    model: () => Promise<AiBackend | null> = () => Promise.resolve(null),
  ): LocalDriftService {
    const service = new Service({
      store: openStore(this.dataDir),
      settings: () => ({ ...DEFAULT_SETTINGS, binary: this.binary }),
      resolve: ({ projectId, workspaceId }) =>
        roots.find((root) => root.projectId === projectId && root.workspaceId === workspaceId) ?? null,
      environment: process.env,
      model,
      dataDir: this.dataDir,
      scheduleJitterMs: () => 0,
      shownFrom: null,
      clock: systemClock,
      log: silentLog,
    });
    this.#services.push(service);
    return service;
  }

  /** Opens the panel in a window; without a service, one of its own. */
  open(answers: Answers = {}, service: DriftService = this.service(answers.roots)): OpenedPage {
    const opened = pageOver(
      (host) =>
        openHistory(
          service,
          host,
          ({ dir }, tool) => openSource(dir, { tool }),
          (about) => unsentPrompt(service, about, () => Promise.resolve(modelOf(host))),
        ),
      answers,
    );
    this.#pages.push(opened);
    return opened;
  }

  async dispose(): Promise<void> {
    for (const { page } of this.#pages) page.dispose();
    await Promise.all(this.#services.map((service) => service.dispose()));
    await rm(this.top, { recursive: true });
  }
}

function modelOf(host: HistoryHost): { name: string; address: null } | null {
  const { name } = host.model();
  return name === null ? null : { name, address: null };
}
