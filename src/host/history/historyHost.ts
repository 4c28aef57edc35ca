/** What the history page needs of the window around it. */
import type { RootModule } from "../../core/local/rootModule";
import type { PromptReport } from "../../core/ai/prompt";
import type { Log } from "../../core/ports";
import type { WorkspaceRef } from "../../core/service";
import type { DriftedResource, DriftRun } from "../../shared/model";
import type { PageWords } from "../../shared/pageWords";
import type { Events, ModelChoice } from "../../shared/protocol";
import type { Envelope } from "../../shared/rpc";

/** Absolute path, and the place in it, 1-based. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One of several runs to choose from. */
export interface RunOption {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly label: string;
  readonly description: string;
}

export const EXPORT_FORMATS = ["markdown", "json", "sarif"] as const;
/** The command line's formats of the same names. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What the person says when something is about to be sent; `read`: they look at it first, and ask again if they then want it sent. */
export type Permission = "send" | "read" | "no";

/** What is about to be sent to a model. */
export interface Sending {
  /** "Azure OpenAI, deployment gpt-4o". */
  readonly model: string;
  /** Where it goes to; null: nobody here knows, since the editor sends it. */
  readonly address: string | null;
  /** "lab_server.web[1]", "5 resources". */
  readonly about: string;
  readonly report: PromptReport;
  /** All of it, to be read. */
  readonly document: string;
}

/** Back to what the code says, into the state, or into the code. */
export type WayOut = "reconcile" | "acceptState" | "acceptCode";

export interface HistoryHost {
  readonly words: PageWords;
  readonly log: Log;
  post(message: Envelope): void;
  /** The root module of that name in this window; null: the history alone knows it. */
  rootOf(ref: WorkspaceRef): RootModule | null;
  /** The root modules of this window, as far as they are known by now. */
  roots(): readonly WorkspaceRef[];
  /** How far a check is that this window makes; null: it makes no such check. */
  progressOf(runId: string): { readonly done: number; readonly total: number | null } | null;
  /** Whether checks may be started here. */
  canCheck(): boolean;
  /** How many runs are kept. */
  kept(): number;
  /** Ends when the check is over, well or badly; what failed is told by it. Null: every root module. With addresses: only of these. */
  check(ref: WorkspaceRef | null, targets?: readonly string[]): Promise<void>;
  /** The model that would be asked, as far as the settings tell; nothing is asked or opened for it. */
  model(): ModelChoice;
  /** Whether something may be sent: asks the person, unless they allowed that model for this workspace before. */
  maySend(sending: Sending): Promise<Permission>;
  /** Opens a text as a read-only document. */
  showText(title: string, text: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** Leads through choosing a model. */
  setUpModel(): Promise<void>;
  openCode(place: CodePlace): Promise<void>;
  showDifference(runId: string, address: string): Promise<void>;
  /** Begins to put a drifted resource right; what it does, it shows and asks before. */
  putRight(way: WayOut, ref: WorkspaceRef, resource: DriftedResource): Promise<void>;
  showOutput(runId: string): Promise<void>;
  /** Null: the person would rather not. */
  choose(title: string, options: readonly RunOption[]): Promise<string | null>;
  /** Asks for a format and a file; `render` gives what goes into it. */
  save(run: DriftRun, render: (format: ExportFormat) => string): Promise<void>;
  /** Has the person confirm something that cannot be undone. */
  confirm(question: string, action: string): Promise<boolean>;
  openRetention(): Promise<void>;
}

/** Answers the page, whatever it sends. */
export interface HistoryPage {
  receive(message: unknown): Promise<void>;
  /** Has the page show a run, now or as soon as it asks what there is to show. */
  select(runId: string): void;
  /** The same, with an explanation of its drift, which begins now: of the resources with these addresses, or of all that drifted. */
  explain(runId: string, addresses?: readonly string[]): Promise<void>;
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void;
  dispose(): void;
}
