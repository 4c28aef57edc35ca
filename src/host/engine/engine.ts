/** What the host needs of the engine. */
import type { AiBackend } from "../../core/ai/backend";
import type { CheckSettings, RootModule } from "../../core/local/rootModule";
import type { News } from "../../core/notify/news";
import type { WebhookTarget } from "../../core/notify/webhookTarget";
import type { Log } from "../../core/ports";
import type { patternFor } from "../../core/rules/glob";
import type { RuleUse } from "../../core/rules/ruleFindings";
import type { rulesProblems } from "../../core/rules/rulesDiagnostics";
import type { addIgnoreRule } from "../../core/rules/writeRule";
import type { CodeChanges } from "../../core/reconcile/codeChanges";
import type { DriftService, SuggestAbout } from "../../core/service";
import type { Editing } from "../../core/source/editing";
import type { Source } from "../../core/source/source";
import type { DriftError } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import type { HistoryHost, HistoryPage } from "../history/historyHost";

/** A folder of the window, and what its settings say about the root modules in it. */
export interface OpenedFolder {
  /** Absolute. */
  readonly dir: string;
  /** Named one by one; empty: they are found. */
  readonly listed: readonly ListedRoot[];
  /** Globs over paths relative to the folder. */
  readonly exclude: readonly string[];
}

/** A root module that the settings name. */
export interface ListedRoot {
  /** Relative to the folder. */
  readonly path: string;
  readonly label?: string | undefined;
  /** The Terraform workspace; absent: the selected one. */
  readonly workspace?: string | undefined;
  /** Relative to the root module, or absolute. */
  readonly varFiles: readonly string[];
  /** `name=value`. */
  readonly vars: readonly string[];
}

export interface Engine {
  readonly service: DriftService;
  /** From now on this window checks what is due, of the root modules that were found. Again: nothing happens. */
  runSchedules(): Promise<void>;
  /** From now on it no longer does. Checks that are running go on. */
  stopSchedules(): Promise<void>;
  /** The root modules of all folders, each once, known to the service from then on. Rejects with "cancelled" when the signal is aborted. */
  findRootModules(folders: readonly OpenedFolder[], signal: AbortSignal): Promise<RootModule[]>;
  /** The code of a root module as it lies on the disk now. */
  openSource(root: RootModule, tool: "terraform" | "tofu"): Promise<Source>;
  openEditing(): Promise<Editing>;
  /** Changes of the code that put drift right. */
  readonly code: CodeChanges;
  /** What a model would be sent about drift, as a document to be read; nothing is sent. */
  promptDocument(about: SuggestAbout): Promise<string>;
  /** What answers the page of the history panel. */
  openHistory(host: HistoryHost): HistoryPage;
  /** Texts of rules files, read and changed. */
  readonly rules: {
    readonly addIgnoreRule: typeof addIgnoreRule;
    readonly patternFor: typeof patternFor;
    readonly problems: typeof rulesProblems;
  };
  /** What the rules came to in the last complete check of a root module in this window. */
  ruleUses(root: RootModule): readonly RuleUse[];
  /** What is new in a run that has just ended in this window, whoever made those before it. */
  news(run: DriftRun): Promise<readonly News[]>;
  /** Sends a message to the webhook, once, and says what it is called. Rejects with "webhook_unusable", "webhook_failed" and "cancelled". */
  tryWebhook(signal: AbortSignal): Promise<string>;
  /** The words with which Terraform or OpenTofu is started here; rejects with "binary_not_found". */
  program(): Promise<readonly string[]>;
  /** Who git says is working in the folder; undefined if it does not. Starts a process. */
  gitAuthor(root: RootModule): Promise<string | undefined>;
  /** Stops what runs and what is being sent, and waits until it is gone. */
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** Where runs are stored. */
  readonly dataDir: string;
  /** How many of them are kept; asked for each run. */
  readonly historyLimit: () => number;
  /** Up to how many milliseconds after its time a scheduled check starts; asked for each. */
  readonly scheduleJitterMs: () => number;
  /** Asked for each check, so that changed settings count at once. */
  readonly settings: () => CheckSettings;
  /** What Terraform inherits. */
  readonly environment: NodeJS.ProcessEnv;
  /** The model that explains drift, asked for each question; null: none is set up, or none may be asked. Rejects as `openBackend` does. */
  readonly model: () => Promise<AiBackend | null>;
  /** Who is told of scheduled checks of this window; absent: nobody. */
  readonly webhook?: {
    /** Asked for each; null: nobody. Rejects with "webhook_unusable". */
    readonly target: () => Promise<WebhookTarget | null>;
    /** What did not arrive, once. */
    readonly tell: (trouble: DriftError) => void;
  };
  readonly log: Log;
}
