/** Changes of the code that put drift right: the actual value is accepted into it, or the attribute is left to others. Interfaces only. */
import type { DriftRun } from "../../shared/model";
import type { RootModule } from "../local/rootModule";
import type { Place } from "../source/source";
import type { TextEdit } from "../textEdit";

/** What of a run is to be settled in the code. */
export interface CodeWish {
  /** `accept`: the code is to say the actual values. `ignore`: the attributes are added to `lifecycle.ignore_changes`. */
  readonly kind: "accept" | "ignore";
  readonly root: RootModule;
  /** A complete one, in which it drifted. */
  readonly run: DriftRun;
  readonly address: string;
  /** As in `AttributeChange.attribute`; absent: all that applying would act on. Only by its name is anything settled that it leaves alone. */
  readonly attributes?: readonly string[] | undefined;
}

/** One file, as it is and as it would be. */
export interface ProposedFile {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly edits: readonly TextEdit[];
  readonly after: string;
}

/** Nothing is written: whoever previews it writes it, then has it verified, and puts `before` back where that fails. */
export interface CodeProposal {
  readonly wish: CodeWish;
  /** The attributes that it settles. */
  readonly attributes: readonly string[];
  /** All of them together are one change; empty: nothing can be changed there. Each parses, and `terraform fmt` takes it as it takes what is there now. */
  readonly files: readonly ProposedFile[];
  /** One sentence each, and what decides it instead. */
  readonly refused: readonly { readonly attribute: string; readonly reason: string; readonly place: Place | null }[];
  /** The same elsewhere, where more than this resource depends on it. Each is a proposal of its own. */
  readonly offers: readonly CodeOfferProposal[];
}

export interface CodeOfferProposal {
  /** In words: "the default of var.size (variables.tf:3)". */
  readonly what: string;
  /** What else it decides; empty: nothing. */
  readonly usedBy: readonly string[];
  readonly attributes: readonly string[];
  readonly files: readonly ProposedFile[];
}

export interface CodeChanges {
  /** Rejects with "edit_refused" where nothing of it can be settled in the code, with all reasons in its sentence; never for what an offer settles. */
  propose(wish: CodeWish): Promise<CodeProposal>;
  /**
   * Checks again once the files are written: the new plan must no longer change those attributes. Resolves with that run; rejects with
   * "edit_unverified" (what is written is to be put back) and with what a check may fail with (likewise).
   */
  verify(wish: CodeWish, attributes: readonly string[]): Promise<DriftRun>;
}
