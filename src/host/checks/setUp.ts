/** What a person has to do once before Terraform can plan: choose the program, initialise a root module. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import type { Engine } from "../engine/engine";
import { readSettings } from "../settings";
import type { DriftState, RootState } from "../state/driftState";
import { tellError } from "../tellError";

/** Asks for the program and writes it into the settings of this machine; false if the person thought better of it. */
export async function chooseBinary(): Promise<boolean> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Terraform, OpenTofu, or a Program That Behaves Like Them"),
    openLabel: vscode.l10n.t("Choose"),
  });
  const [file] = chosen ?? [];
  if (file === undefined) return false;
  const settings = vscode.workspace.getConfiguration("terraformDrift");
  await settings.update("terraform.path", file.fsPath, vscode.ConfigurationTarget.Global);
  return true;
}

export interface InitialiseContext {
  readonly state: DriftState;
  readonly open: () => Promise<Engine>;
  readonly log: Log;
}

/**
 * Runs `init` in a terminal, where the person sees it and can answer it: backends and registries may ask for credentials.
 * Resolves with the id of the root module once that has ended well, else with null.
 */
export async function initialise(rootId: string | undefined, context: InitialiseContext): Promise<string | null> {
  const { state, open, log } = context;
  const waiting = state.roots.filter(({ failure }) => failure?.reason === "not_initialised");
  const root = rootId === undefined ? await oneOf(waiting) : state.root(rootId);
  if (root === undefined || !vscode.workspace.isTrusted) return null;
  try {
    const [program, ...words] = await (await open()).program();
    const task = new vscode.Task(
      { type: "terraformDrift.init" },
      vscode.TaskScope.Workspace,
      vscode.l10n.t("init of {0}", root.name),
      "Terraform Drift",
      new vscode.ProcessExecution(program!, [...words, "init"], {
        cwd: root.root.dir,
        env: { ...readSettings().env },
      }),
    );
    task.presentationOptions = { focus: true, clear: true };
    return (await exitCodeOf(task)) === 0 ? root.id : null;
  } catch (error) {
    void tellError(error, log);
    return null;
  }
}

/** Undefined where it has none: its terminal was closed. */
async function exitCodeOf(task: vscode.Task): Promise<number | undefined> {
  const started = vscode.tasks.executeTask(task);
  const subscriptions: vscode.Disposable[] = [];
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      const isIt = (execution: vscode.TaskExecution): Thenable<boolean> =>
        started.then(
          (one) => one === execution,
          () => false, // it was not started, which is told below
        );
      subscriptions.push(
        vscode.tasks.onDidEndTaskProcess(
          async ({ execution, exitCode }) => (await isIt(execution)) && resolve(exitCode),
        ),
        vscode.tasks.onDidEndTask(async ({ execution }) => (await isIt(execution)) && resolve(undefined)),
      );
      started.then(undefined, reject);
    });
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}

async function oneOf(roots: readonly RootState[]): Promise<RootState | undefined> {
  if (roots.length <= 1) return roots[0];
  const chosen = await vscode.window.showQuickPick(
    roots.map((root) => ({ label: root.name, root })),
    { title: vscode.l10n.t("Initialise Which Root Module?") },
  );
  return chosen?.root;
}
