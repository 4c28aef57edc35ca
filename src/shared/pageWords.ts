/** The history page's own words, in the person's language; {0} and {1} stand for what is filled in. */
import type { RunStatus, Severity } from "./model";
import type { ListKind } from "./listKinds";
import type { Presence } from "./vocabulary";

export interface PageWords {
  readonly title: string;

  readonly rootModule: string;
  readonly allRootModules: string;
  readonly status: string;
  readonly anyStatus: string;
  readonly statuses: Readonly<Record<RunStatus, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  /** Drift of which nobody says how grave it is. */
  readonly unsorted: string;

  readonly check: string;
  readonly checking: string;
  readonly runningChecks: string;
  readonly runningElsewhere: string;
  /** {0} resources of {1}. */
  readonly readOf: string;
  readonly read: string;
  readonly cancel: string;
  readonly cancelling: string;

  readonly runs: string;
  readonly recurring: string;
  readonly noRuns: string;
  readonly noMatch: string;
  readonly olderRuns: string;
  readonly today: string;
  readonly yesterday: string;
  readonly kept: string;
  readonly change: string;
  readonly clearHistory: string;
  readonly clearQuestion: string;
  readonly backToRuns: string;
  readonly chooseRun: string;

  readonly started: string;
  readonly compareWithPrevious: string;
  readonly compareWith: string;
  readonly exportRun: string;
  readonly deleteRun: string;
  readonly deleteAction: string;
  readonly deleteQuestion: string;
  readonly output: string;
  readonly wholeOutput: string;
  readonly nothingFound: string;

  readonly explainWithAi: string;
  /** The same on a button beside what is to be explained. */
  readonly explain: string;
  readonly explanation: string;
  readonly showPrompt: string;
  /** The same of what has been sent already. */
  readonly showSent: string;
  /** Titles of documents. */
  readonly willBeSent: string;
  readonly wasSent: string;
  /** {0}: the model. */
  readonly asksModel: string;
  readonly noModel: string;
  readonly noModelHere: string;
  readonly setUp: string;
  readonly preparing: string;
  readonly asking: string;
  /** {0}: the model. */
  readonly waitsForModel: string;
  readonly answeredBy: string;
  readonly answeredByRules: string;
  readonly mayBeWrong: string;
  readonly ignoreQuestion: string;
  readonly ignoreAction: string;
  readonly stopAnswer: string;
  readonly answerStopped: string;
  readonly unsent: string;
  readonly answerComplete: string;
  readonly askAgain: string;
  readonly copy: string;
  readonly copied: string;
  readonly close: string;
  /** Names a block of code to those who hear the page. */
  readonly code: string;

  readonly attribute: string;
  readonly recorded: string;
  readonly actual: string;
  readonly inCode: string;
  readonly hidden: string;
  readonly showDifference: string;
  readonly showAll: string;
  readonly showMore: string;
  readonly moreAttributes: string;
  readonly moreMessages: string;
  readonly notCounted: string;
  readonly lists: Readonly<Record<ListKind, { readonly title: string; readonly note: string }>>;

  readonly comparison: string;
  readonly olderRun: string;
  readonly newerRun: string;
  readonly backToRun: string;
  readonly driftedAlike: string;
  readonly noDifference: string;

  readonly trend: string;
  readonly noTrend: string;
  /** What drifts now, and the greatest number. */
  readonly trendNow: string;
  readonly trendOne: string;
  readonly trendMany: string;
  readonly trendCut: string;
  readonly trendTable: string;
  readonly trendHint: string;
  readonly time: string;
  readonly drifted: string;
  readonly noDrift: string;

  readonly nothingRecurs: string;
  /** The last {0} complete checks. */
  readonly lastChecks: string;
  readonly moreResources: string;
  readonly moreRoots: string;
  readonly presence: Readonly<Record<Presence, string>>;
}
