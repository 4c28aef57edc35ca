/** The commands that check: refused where they may not run, made with progress that can be cancelled, told in the views. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { DriftError, oneLine } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import { withoutLinks } from "../plainText";
import type { DriftState, RootState } from "../state/driftState";
import { tellError } from "../tellError";
import { VIEW_ID } from "../tree/driftView";
import { checkRoots } from "./checkRoots";

/** What is to be checked. Neither: every root module. */
export interface CheckOrder {
  /** By their ids in `DriftState`. */
  readonly rootIds?: readonly string[];
  /** Only these resources, of one root module. */
  readonly targets?: readonly string[];
  /** The person did not start it: it shows in the views only, and whoever did tells how it ended. */
  readonly isQuiet?: boolean;
}

export class CheckCommand implements vscode.Disposable {
  readonly #controllers = new Set<AbortController>();
  readonly #subscription: { dispose(): void };
  /** As VS Code was told. */
  #isRunning = false;

  constructor(
    private readonly state: DriftState,
    private readonly log: Log,
  ) {
    this.#subscription = state.onDidChange(() => this.#sayRunning()); // schedules start checks, too
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Ends when the checks have, well or badly; what failed is told once. A root module that is being checked already is waited for. */
  async run(order: CheckOrder = {}): Promise<void> {
    if (!vscode.workspace.isTrusted) return void refuseUntrusted();
    const controller = new AbortController();
    this.#controllers.add(controller);
    this.#sayRunning();
    try {
      await this.#check(order, controller);
    } catch (error) {
      if (order.isQuiet === true) this.log.warn(oneLine(error));
      else void tellError(error, this.log); // not awaited: a notification may stand for hours
    } finally {
      this.#controllers.delete(controller);
      this.#sayRunning();
    }
  }

  /** The innermost root module that a file is in; outside all of them, every one. */
  async runAround(file: string | undefined): Promise<void> {
    await this.state.load();
    const around = file === undefined ? [] : this.state.around(file);
    await this.run(around.length === 0 ? {} : { rootIds: around.map(({ id }) => id) });
  }

  /** Stops all that runs in this window, whoever started it. */
  async cancel(): Promise<void> {
    for (const controller of this.#controllers) controller.abort();
    try {
      const service = await this.state.service();
      const runs = this.state.roots.flatMap(({ running }) => (running === null ? [] : [running.runId]));
      await Promise.all(runs.map((runId) => service.cancel(runId)));
    } catch (error) {
      if (!(error instanceof DriftError && error.reason === "run_over")) void tellError(error, this.log); // it ended meanwhile
    }
  }

  async #check({ rootIds, targets, isQuiet = false }: CheckOrder, controller: AbortController): Promise<void> {
    await this.state.load();
    if (this.state.roots.length === 0 || this.state.failure !== null) await this.state.reload();
    if (this.state.failure !== null) throw this.state.failure;
    const roots = this.state.roots.filter(({ id }) => rootIds === undefined || rootIds.includes(id));
    if (roots.length === 0) throw noRootModule();
    const service = await this.state.service();
    const { signal } = controller;
    const title = isQuiet ? null : titleOf(roots, targets);
    const failures = await withProgress(title, controller, async (report) => {
      const checked = await checkRoots(
        service,
        roots.map(({ root }) => root),
        { signal, onProgress: report, targets },
      );
      return [...checked.failures.values()];
    });
    const [first] = failures;
    if (first !== undefined) throw first;
  }

  #sayRunning(): void {
    const isRunning = this.#controllers.size > 0 || this.state.roots.some(({ running }) => running !== null);
    if (isRunning === this.#isRunning) return;
    this.#isRunning = isRunning;
    void vscode.commands.executeCommand("setContext", "terraformDrift.running", isRunning);
  }
}

type Report = (step: { message: string; increment: number }) => void;

/** In the view, and with a title as a notification too, which has a button that cancels. */
function withProgress<Result>(
  title: string | null,
  controller: AbortController,
  work: (report: Report) => Promise<Result>,
): Thenable<Result> {
  const { Notification } = vscode.ProgressLocation;
  return vscode.window.withProgress({ location: { viewId: VIEW_ID } }, () => {
    if (title === null) return work(() => undefined); // the tree says how far it is
    return vscode.window.withProgress({ location: Notification, title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      return work((step) => progress.report(step));
    });
  });
}

function titleOf(roots: readonly RootState[], targets: readonly string[] | undefined): string {
  const [only] = roots;
  if (targets !== undefined) return vscode.l10n.t("Checking {0}", withoutLinks(targets.map(visible).join(", ")));
  return roots.length === 1 && only !== undefined
    ? vscode.l10n.t("Checking {0} for drift", only.name)
    : vscode.l10n.t("Checking {0} root modules for drift", roots.length);
}

function noRootModule(): DriftError {
  return new DriftError(
    "no_root_module",
    vscode.l10n.t("There is no Terraform root module in this workspace."),
    vscode.l10n.t("Open a folder with .tf files."),
  );
}

async function refuseUntrusted(): Promise<void> {
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const message = vscode.l10n.t(
    "A check runs Terraform, and Terraform runs what the code asks for. Trust this workspace first.",
  );
  const chosen = await vscode.window.showWarningMessage(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}
