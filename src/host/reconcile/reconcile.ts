/** Putting drift right in the window: its commands and documents. What is behind them is loaded when it is asked for. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import type { ReconcileRecord } from "../../shared/reconcile";
import type { Engine } from "../engine/engine";
import type { DriftState } from "../state/driftState";
import { tellError } from "../tellError";
import { isNewInterruption } from "./interruptions";
import { lazyReconcileDesk } from "./lazyReconcileDesk";
import { ReconcileDocuments } from "./reconcileDocuments";
import type { ReconcileTarget } from "./reconcileOrder";
import type { ReviewAction } from "./reviewStanding";

/** Records whose interruption was told, by id. */
const TOLD = "terraformDrift.reconcile.told";
const REMEMBERED = 50;

export interface ReconcileParts {
  readonly state: DriftState;
  readonly log: Log;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
  open(): Promise<Engine>;
  /** Ends when the check is over; what failed is told by it. */
  check(rootId: string): Promise<void>;
}

export class Reconcile implements vscode.Disposable {
  readonly #desk: ReturnType<typeof lazyReconcileDesk>;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(private readonly parts: ReconcileParts) {
    const { state, log } = parts;
    const documents = new ReconcileDocuments(() => this.#desk());
    this.#desk = lazyReconcileDesk({
      state,
      log,
      open: () => parts.open(),
      check: (rootId) => parts.check(rootId),
      changed: documents.changed,
    });
    const desk = this.#desk;
    const inDocument = (action: ReviewAction) => async (uri?: vscode.Uri) => {
      const shown = uri ?? vscode.window.activeTextEditor?.document.uri;
      if (shown !== undefined) await (await desk()).act(shown, action);
    };
    this.#subscriptions = [
      documents,
      vscode.commands.registerCommand("terraformDrift.reconcile", async (target: ReconcileTarget) =>
        (await desk()).review(target, "apply"),
      ),
      vscode.commands.registerCommand("terraformDrift.acceptIntoState", async (target: ReconcileTarget) =>
        (await desk()).review(target, "accept_state"),
      ),
      vscode.commands.registerCommand("terraformDrift.acceptIntoCode", async (target: ReconcileTarget) =>
        (await desk()).changeCode(target, "accept"),
      ),
      vscode.commands.registerCommand("terraformDrift.addIgnoreChanges", async (target: ReconcileTarget) =>
        (await desk()).changeCode(target, "ignore"),
      ),
      vscode.commands.registerCommand("terraformDrift.showReconcileRecords", async () => (await desk()).showRecords()),
      vscode.commands.registerCommand("terraformDrift.applyReview", inDocument("apply")),
      vscode.commands.registerCommand("terraformDrift.discardReview", inDocument("discard")),
      vscode.commands.registerCommand("terraformDrift.reviewAgain", inDocument("again")),
      vscode.commands.registerCommand("terraformDrift.reviewOnlyDrift", inDocument("onlyDrift")),
      vscode.commands.registerCommand("terraformDrift.showReviewRecord", inDocument("showRecord")),
    ];
  }

  /** From now on it is told where somebody's apply was interrupted, each once. */
  follow({ service }: Engine): void {
    const { state, log } = this.parts;
    const tell = (records: readonly ReconcileRecord[]): void =>
      void this.#tell(records).catch((error: unknown) => void tellError(error, log));
    const first = state.onDidChange((id) => {
      if (id !== null) return;
      first.dispose();
      service.reconcile.records().then(tell, (error: unknown) => void tellError(error, log));
    });
    this.#subscriptions.push(
      first,
      service.onDidChange((event) => event.kind === "reconcile" && tell([event.record])),
    );
  }

  async #tell(records: readonly ReconcileRecord[]): Promise<void> {
    const { state, memory } = this.parts;
    for (const record of records) {
      const told = memory.get<readonly string[]>(TOLD, []);
      if (
        !isNewInterruption(
          record,
          told,
          state.roots.map(({ root }) => root),
        )
      )
        continue;
      await memory.update(TOLD, [...told, record.id].slice(-REMEMBERED));
      void (await this.#desk()).tellInterrupted(record);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
