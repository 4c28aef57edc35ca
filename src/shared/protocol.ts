/**
 * What the history panel's page may ask of the host, and what the host tells it. The host keeps the truth and makes all texts,
 * cut to a readable length; the page draws them, and knows nothing but where in it the person is. A page is destroyed when it is
 * hidden: when it comes back it asks `ready` and gets everything again. What it may send is checked by `protocolSchemas.ts`.
 */
import type { RunStatus, Severity } from "./model";
import type { ListKind } from "./listKinds";
import type { PageWords } from "./pageWords";
import type { Presence } from "./vocabulary";

/** Requests: page → host, each with a reply. Ids that the host does not know are refused. */
export interface Requests {
  /** All that is shown, with so many runs. */
  ready: { params: { filter: RunFilter; limit: number }; result: Snapshot };
  /** Older runs than those of the page before. */
  runs: { params: { filter: RunFilter; cursor: string }; result: RunPage };
  run: { params: { runId: string }; result: RunDetail };
  trend: { params: { root: string | null }; result: TrendChart };
  compare: { params: { runIds: [string, string] }; result: Comparison };
  recurrence: { params: { root: string | null }; result: RecurrenceReport };
  /** Further entries of a list, from a position on; none if the list is no longer there. */
  more: { params: { list: string; from: number }; result: Entry[] };
  /** Opens the code at a place. Only numbers that the host gave out mean anything. */
  openCode: { params: { place: number }; result: null };
  /** Opens a resource of a run, whole, in VS Code's diff editor. Only numbers that the host gave out mean anything. */
  showDifference: { params: { resource: number }; result: null };
  /** Opens the whole output of a run as a read-only document. */
  showOutput: { params: { runId: string }; result: null };
  /** Checks a root module, or all; answers when that is over. */
  check: { params: { root: string | null }; result: null };
  /** Answers when the processes of the run are gone. */
  cancel: { params: { runId: string }; result: null };
  /** The complete check of the same root module before a run; rejects if there is none. */
  previousRun: { params: { runId: string }; result: string };
  /** Asks for another run of the same root module, to compare with; null: the person would rather not. */
  pickOther: { params: { runId: string }; result: string | null };
  /** Asks for a format and a file, and writes the run into it. */
  exportRun: { params: { runId: string }; result: null };
  /** Asks the person first; false: they would rather not. */
  deleteRun: { params: { runId: string }; result: boolean };
  clearHistory: { params: null; result: boolean };
  /** Shows the setting that says how many runs are kept. */
  openRetention: { params: null; result: null };
  /** Begins an answer, which comes by events; the one before about the same run is stopped and gone. */
  explain: { params: { about: Explained }; result: null };
  /** Opens what would be sent to a model, or was sent, as a read-only document; nothing is sent by it. */
  showPrompt: { params: { about: Explained | { readonly kind: "answer"; readonly runId: string } }; result: null };
  /** The answer about a run as far as it is there: for a page that missed a part of it. */
  answer: { params: { runId: string }; result: Answer | null };
  /** What had arrived stays. */
  stopAnswer: { params: { runId: string }; result: null };
  /** Asks the same once more. */
  retryAnswer: { params: { runId: string }; result: null };
  copyAnswer: { params: { runId: string }; result: null };
  /** Stops it, and forgets it. */
  closeAnswer: { params: { runId: string }; result: null };
  /** Does what one of our own commands in an answer says; anything else is refused. Answers with the tab that shows it, if one does. */
  runSuggested: { params: { runId: string; command: string }; result: "recurring" | null };
  /** Leads through choosing a model. */
  setUpModel: { params: null; result: null };
}

/** What is to be explained. Only lists and numbers that the host gave out mean anything. */
export type Explained =
  | { readonly kind: "run"; readonly runId: string }
  | { readonly kind: "list"; readonly list: string }
  | { readonly kind: "resource"; readonly resource: number };

/** Events: host → page, no reply. Each is complete in itself: a hidden page hears none of them. */
export interface Events {
  /** Runs came, went or changed: what is shown is to be asked for again. */
  changed: null;
  /** The checks that are being made, with how far they are. */
  live: readonly LiveRun[];
  /** The person asked to see this run. */
  select: string;
  /** An answer began, ended or changed otherwise, its text apart; null: there is none any more. */
  answer: { readonly runId: string; readonly answer: AnswerState | null };
  /** More text of an answer, at most 30 times a second. Who has another number of characters of it than `from` asks for all of it. */
  answerText: { readonly runId: string; readonly id: number; readonly from: number; readonly text: string };
}

/** How many runs a page of them has. */
export const RUNS_AT_ONCE = 100;
/** How many may be asked for again after something changed. */
export const RUNS_AT_MOST = 10_000;

/** Which runs are listed; null: whatever it is. */
export interface RunFilter {
  /** Id of a `RootChoice`. */
  readonly root: string | null;
  readonly status: RunStatus | null;
}

export interface Snapshot {
  readonly words: PageWords;
  /** The filter as far as it still means something. */
  readonly filter: RunFilter;
  /** The root modules of the window, and those that only the history knows. */
  readonly roots: readonly RootChoice[];
  readonly page: RunPage;
  readonly live: readonly LiveRun[];
  /** Whether checks may be started here. */
  readonly canCheck: boolean;
  /** How many runs are kept. */
  readonly kept: number;
  /** The run that the person asked to see, if there is one. */
  readonly selected: string | null;
  readonly model: ModelChoice;
}

/** Who answers when something is to be explained. */
export interface ModelChoice {
  /** "Azure OpenAI, deployment gpt-4o"; null: our own rules. */
  readonly name: string | null;
  /** False where no model may be asked, whatever is set up: the workspace is not trusted. */
  readonly isAllowed: boolean;
}

export interface RootChoice {
  readonly id: string;
  readonly name: string;
}

export interface RunPage {
  /** Newest first. */
  readonly rows: readonly RunRow[];
  /** Where the next page begins; null if this was the last one. */
  readonly next: string | null;
}

export type Tone = "critical" | "warning" | "clean" | "error" | "neutral";

/** Runs of earlier versions and of other servers do not tell the severities: then all of them are `unsorted`. */
export interface SeverityCounts {
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly unsorted: number;
}

/** What a run came to, in short. */
export interface RunRow {
  readonly id: string;
  readonly root: string;
  readonly tone: Tone;
  /** "Drift detected", "No drift", … */
  readonly status: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What counts as drift; milder drift is not among it. */
  readonly counts: SeverityCounts;
  /** "by hand", "12 s", "main@1a2b3c", "only 2 resources". */
  readonly facts: readonly string[];
}

/** A check that is being made. */
export interface LiveRun {
  readonly id: string;
  readonly root: string;
  /** Id of a `RootChoice`. */
  readonly rootId: string;
  /** Null: by another window or the command line, which do not tell how far it is. */
  readonly progress: {
    readonly done: number;
    /** Null if nobody knows. */
    readonly total: number | null;
    /** The resource being read. */
    readonly current: string | null;
  } | null;
}

/** One run, with the first entries of its lists. */
export interface RunDetail extends RunRow {
  readonly endedAt: string | null;
  readonly isRunning: boolean;
  readonly messages: readonly Message[];
  /** Messages that are not among these. */
  readonly moreMessages: number;
  /** Empty ones are absent. */
  readonly lists: readonly EntryList[];
  /** The beginning of what Terraform and the check said; secrets removed. */
  readonly output: { readonly text: string; readonly isCut: boolean };
  /** Whether there is drift to be explained. */
  readonly canExplain: boolean;
  readonly answer: Answer | null;
}

/** An explanation of drift, all but its text. */
export interface AnswerState {
  /** Of each question another one. */
  readonly id: number;
  /** "lab_server.web[1]", "5 resources". */
  readonly about: string;
  /**
   * `asking`: the person is asked whether it may be sent. `unsent`: they read it first, and nothing is sent before they ask again. What was stopped or
   * failed keeps what had arrived.
   */
  readonly status: "preparing" | "asking" | "unsent" | "streaming" | "complete" | "stopped" | "failed";
  /** Who answers; null: our own rules, or nobody yet. */
  readonly model: string | null;
  /** What is to be known beside it: that nothing was sent, that resources were left out. */
  readonly notes: readonly string[];
  /** One sentence with a way out, where it failed. */
  readonly failure: string | null;
  /** What the data that was sent holds itself, so that nothing in the answer may be made of it but text. */
  readonly quoted: QuotedActions;
}

/** What could be acted upon in the data of a question: whoever wrote it into a resource must get nothing but text out of an answer. */
export interface QuotedActions {
  /** Names of hosts, in lower case: no link may lead to one of them, or below or above it. */
  readonly hosts: readonly string[];
  /** One of our commands stands in it: no command of the answer may be more than text. */
  readonly commands: boolean;
}

export interface Answer extends AnswerState {
  /** Markdown, as far as it is there. */
  readonly text: string;
}

/** Something that the check has to say beside its findings. */
export interface Message {
  readonly severity: "error" | "warning";
  readonly summary: string;
  /** May hold line feeds; may be empty. */
  readonly detail: string;
  readonly address: string | null;
  readonly place: CodeLink | null;
}

export interface EntryList {
  /** Names it in the page; the same after another check. */
  readonly id: string;
  readonly kind: ListKind;
  /** False: these do not count as drift, being milder than the threshold. */
  readonly counted: boolean;
  readonly total: number;
  /** Whether it can be explained as a whole. */
  readonly canExplain: boolean;
  /** The first of them; none of those that are shown folded. */
  readonly entries: readonly Entry[];
}

/** A resource. */
export interface Entry {
  readonly address: string;
  readonly place: CodeLink | null;
  /** By this number the host knows it; null: it is no drifted resource. */
  readonly resource: number | null;
  /** Whether it has values to be shown whole. */
  readonly hasDifference: boolean;
  /** Why it is in this list, one line each. */
  readonly notes: readonly string[];
  readonly changes: readonly Change[];
  /** Of a comparison instead: what each run says. */
  readonly differences: readonly Difference[];
  /** Changes or differences that are not among these. */
  readonly moreChanges: number;
}

/** A changed attribute. */
export interface Change {
  readonly attribute: string;
  /** Where the code says it. */
  readonly place: CodeLink | null;
  /** How grave it is and why, where the resource's own notes do not say so. */
  readonly note: string | null;
  /** The two values, or null where they are hidden because they are sensitive. */
  readonly values: { readonly recorded: Said; readonly actual: Said } | null;
  readonly inCode: Said;
  /** What applying the code would do; empty if nothing happened at all. */
  readonly applying: string;
}

/** An attribute in two runs. */
export interface Difference {
  readonly attribute: string;
  readonly older: Said;
  readonly newer: Said;
}

/** A value as it would stand in code, or words in its place ("not set"). */
export interface Said {
  readonly text: string;
  readonly isValue: boolean;
  /** Only a part of the value is shown. */
  readonly isCut: boolean;
}

/** A place in the code, known to the host by its number. */
export interface CodeLink {
  readonly place: number;
  /** `network.tf:12`. */
  readonly label: string;
}

/** Two runs side by side. */
export interface Comparison {
  readonly older: RunRow;
  readonly newer: RunRow;
  /** What is to be known before it is read: that they are of different root modules, or incomplete. */
  readonly notes: readonly string[];
  readonly lists: readonly EntryList[];
  /** How many resources drifted alike in both. */
  readonly sameCount: number;
}

/** Counted drift over time. */
export interface TrendChart {
  /** Oldest first. */
  readonly points: readonly TrendDot[];
  /** Checks that came to no complete result. */
  readonly failures: readonly { readonly runId: string; readonly at: string; readonly status: string }[];
  /** Older runs are not shown. */
  readonly isCut: boolean;
}

/** Of all root modules that are shown, as known at that time. */
export interface TrendDot extends SeverityCounts {
  readonly runId: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What drifts again and again. */
export interface RecurrenceReport {
  readonly roots: readonly RecurringRoot[];
  /** Root modules that were not looked at. */
  readonly moreRoots: number;
}

export interface RecurringRoot {
  readonly root: string;
  /** The runs that were looked at, oldest first, ISO 8601. */
  readonly runs: readonly { readonly id: string; readonly at: string }[];
  readonly resources: readonly RecurringItem[];
  /** Resources that are not among these. */
  readonly moreResources: number;
}

/** A resource, or an attribute of one. */
export interface RecurringItem {
  readonly name: string;
  /** "5 of the last 8 runs". */
  readonly often: string;
  /** "flips between "small" and "large", 3 times"; empty if there is nothing to say. */
  readonly pattern: string;
  /** The pattern is that of a value that goes back and forth. */
  readonly isFlip: boolean;
  /** One for each run that was looked at, oldest first. */
  readonly presence: readonly Presence[];
  readonly place: CodeLink | null;
  readonly attributes: readonly RecurringItem[];
}
