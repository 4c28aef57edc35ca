/** What the window needs of putting drift right, beside that there are commands for it. */
import type * as vscode from "vscode";
import type { Log } from "../../core/ports";
import type { ReconcileKind, ReconcileRecord } from "../../shared/reconcile";
import type { Engine } from "../engine/engine";
import type { DriftState } from "../state/driftState";
import type { ReconcileTarget } from "./reconcileOrder";
import type { ReviewAction } from "./reviewStanding";

/** Of everything that can be read in a document of ours: no other scheme has that. */
export const REVIEW_SCHEME = "terraform-drift-review";
export const RECORD_SCHEME = "terraform-drift-record";

/** All of them tell by themselves what fails, and resolve when what they began is over. */
export interface ReconcileDesk {
  /** Plans, and opens what the plan would do; nothing is changed. Without a target the person chooses a root module. */
  review(target: ReconcileTarget, kind: ReconcileKind): Promise<void>;
  /** Does something with the review that a document shows. */
  act(uri: vscode.Uri, action: ReviewAction): Promise<void>;
  /** The content of a review's or a record's document. */
  text(uri: vscode.Uri): Promise<string>;
  lenses(document: vscode.TextDocument): vscode.CodeLens[];
  /** Changes the code so that it says what is there, or leaves it to others; previewed, and verified afterwards. */
  changeCode(target: ReconcileTarget, kind: "accept" | "ignore"): Promise<void>;
  showRecords(): Promise<void>;
  /** That nobody knows how far an apply came. */
  tellInterrupted(record: ReconcileRecord): Promise<void>;
  dispose(): void;
}

export interface ReconcileWindow {
  readonly state: DriftState;
  readonly log: Log;
  open(): Promise<Engine>;
  /** A full check of a root module, told as if the person had asked for it. */
  check(rootId: string): Promise<void>;
  /** The documents that say something else now. */
  readonly changed: vscode.EventEmitter<vscode.Uri>;
}
