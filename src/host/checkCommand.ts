/** The command "Check for Drift": refused where it may not run, made with progress, shown in the report. */
import * as vscode from "vscode";
import type { Log } from "../core/ports";
import { DriftError } from "../shared/errors";
import { type CheckedRoots, checkRoots } from "./checkRoots";
import type { LazyEngine } from "./lazyEngine";
import type { ReportPanel } from "./reportPanel";
import { tellError } from "./tellError";

/** Holds the one check that may be going on in this window. */
export class CheckCommand {
  #going: Promise<void> | undefined;

  constructor(
    private readonly engine: LazyEngine,
    private readonly panel: ReportPanel,
    private readonly log: Log,
  ) {}

  /** Ends when the report is shown, or with a notification that says why there is none. Whoever asks again meanwhile waits for the same check. */
  run(): Promise<void> {
    this.#going ??= this.#check().finally(() => (this.#going = undefined));
    return this.#going;
  }

  async #check(): Promise<void> {
    if (!vscode.workspace.isTrusted) return void refuseUntrusted();
    this.panel.setChecking(true);
    try {
      const { checked, failures } = await this.#checkWithProgress(foldersOnDisk());
      const failure = sharedFailure(checked, failures);
      if (failure !== undefined) throw failure;
      this.panel.show(checked);
      const unstored = checked.find(({ run }) => run.status !== "error" && failures.has(run.id));
      if (unstored !== undefined) void tellError(failures.get(unstored.run.id), this.log);
    } catch (error) {
      void tellError(error, this.log); // not awaited: a notification may stand for hours
    } finally {
      this.panel.setChecking(false);
    }
  }

  async #checkWithProgress(folders: readonly string[]): Promise<CheckedRoots> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Checking for drift"),
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const { signal } = controller;
      const engine = await this.engine.open();
      const roots = await engine.findRootModules(folders, signal);
      if (roots.length === 0) throw noRootModule();
      return checkRoots(engine.service, roots, { signal, onProgress: (step) => progress.report(step) });
    });
  }
}

/** Terraform can only work in folders that are on a disk. */
function foldersOnDisk(): string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (folders.length > 0) return folders.map(({ uri }) => uri.fsPath);
  throw new DriftError("no_root_module", vscode.l10n.t("Open a folder with Terraform code to check it for drift."));
}

function noRootModule(): DriftError {
  return new DriftError(
    "no_root_module",
    vscode.l10n.t("There is no Terraform root module in this workspace."),
    vscode.l10n.t("Open a folder with .tf files."),
  );
}

/** What kept every root module from being checked, where a report could only repeat it. */
function sharedFailure(checked: CheckedRoots["checked"], failures: CheckedRoots["failures"]): DriftError | undefined {
  const [first, ...others] = checked.map(({ run }) => failures.get(run.id));
  const isShared = others.every((other) => other?.reason === first?.reason);
  return first?.reason === "binary_not_found" && isShared ? first : undefined;
}

async function refuseUntrusted(): Promise<void> {
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const message = vscode.l10n.t(
    "A check runs Terraform, and Terraform runs what the code asks for. Trust this workspace first.",
  );
  const chosen = await vscode.window.showWarningMessage(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}
