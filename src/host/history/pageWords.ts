import { l10n } from "vscode";
import type { PageWords } from "../../shared/pageWords";

/** What the page says by itself, in the person's language. */
export function pageWords(): PageWords {
  return {
    title: l10n.t("Drift History"),
    ...filterWords(),
    ...liveWords(),
    ...runListWords(),
    ...detailWords(),
    ...answerWords(),
    ...comparisonWords(),
    ...trendWords(),
    ...recurrenceWords(),
  };
}

function filterWords() {
  return {
    rootModule: l10n.t("Root module"),
    allRootModules: l10n.t("All root modules"),
    status: l10n.t("Status"),
    anyStatus: l10n.t("Any status"),
    statuses: {
      running: l10n.t("Checking"),
      clean: l10n.t("No drift"),
      drift_detected: l10n.t("Drift detected"),
      error: l10n.t("Incomplete"),
      cancelled: l10n.t("Cancelled"),
    },
    severities: { critical: l10n.t("Critical"), warning: l10n.t("Warning"), info: l10n.t("Info") },
    unsorted: l10n.t("Severity not known"),
  };
}

function liveWords() {
  return {
    check: l10n.t("Check for Drift"),
    checking: l10n.t("Checking…"),
    runningChecks: l10n.t("Running checks"),
    runningElsewhere: l10n.t("in another window or on the command line"),
    readOf: l10n.t("{0} of {1} read", "{0}", "{1}"),
    read: l10n.t("{0} read", "{0}"),
    cancel: l10n.t("Cancel"),
    cancelling: l10n.t("Cancelling…"),
  };
}

function runListWords() {
  return {
    runs: l10n.t("Runs"),
    recurring: l10n.t("Recurring Drift"),
    noRuns: l10n.t("No check has been made yet."),
    noMatch: l10n.t("No run is like that."),
    olderRuns: l10n.t("Show Older Runs"),
    today: l10n.t("Today"),
    yesterday: l10n.t("Yesterday"),
    kept: l10n.t("The newest {0} runs are kept.", "{0}"),
    change: l10n.t("Change"),
    clearHistory: l10n.t("Clear History"),
    clearQuestion: l10n.t("Delete all runs of this workspace? This cannot be undone."),
    backToRuns: l10n.t("Back to Runs"),
    chooseRun: l10n.t("Choose a run to see what it found."),
  };
}

function detailWords() {
  return {
    started: l10n.t("Started {0}", "{0}"),
    compareWithPrevious: l10n.t("Compare with Previous"),
    compareWith: l10n.t("Compare With…"),
    exportRun: l10n.t("Export…"),
    deleteRun: l10n.t("Delete…"),
    deleteAction: l10n.t("Delete"),
    deleteQuestion: l10n.t("Delete this run? This cannot be undone."),
    output: l10n.t("Output"),
    wholeOutput: l10n.t("Open the Whole Output"),
    nothingFound: l10n.t("Everything is as the code and the state say."),
    attribute: l10n.t("Attribute"),
    recorded: l10n.t("Recorded"),
    actual: l10n.t("Actual"),
    inCode: l10n.t("In code"),
    hidden: l10n.t("hidden"),
    showDifference: l10n.t("Show Difference"),
    showAll: l10n.t("Show All"),
    showMore: l10n.t("Show {0} More", "{0}"),
    moreAttributes: l10n.t("… and {0} more attributes", "{0}"),
    moreMessages: l10n.t("… and {0} more messages", "{0}"),
    notCounted: l10n.t("below the threshold, not counted"),
    lists: {
      unchecked: { title: l10n.t("Could Not Be Checked"), note: "" },
      critical: { title: l10n.t("Critical"), note: "" },
      warning: { title: l10n.t("Warning"), note: "" },
      info: { title: l10n.t("Info"), note: "" },
      pending: { title: l10n.t("Pending in Code"), note: l10n.t("the code moved on, nothing drifted") },
      ignored: { title: l10n.t("Ignored"), note: l10n.t("drift that was accepted") },
      noise: { title: l10n.t("Noise"), note: l10n.t("only looks different, nothing happened") },
      appeared: { title: l10n.t("Appeared"), note: l10n.t("drifted in the newer run only") },
      changed: { title: l10n.t("Changed"), note: l10n.t("drifted in both runs, but not alike") },
      gone: { title: l10n.t("Gone"), note: l10n.t("drifted in the older run only") },
      unread: { title: l10n.t("Not Read Again"), note: l10n.t("the newer run does not say whether it still drifts") },
      newlyRead: {
        title: l10n.t("Not Read Before"),
        note: l10n.t("the older run does not say whether it drifted already"),
      },
    },
  };
}

function answerWords() {
  return {
    explainWithAi: l10n.t("Explain with AI"),
    explain: l10n.t("Explain"),
    explanation: l10n.t("Explanation"),
    showPrompt: l10n.t("Show What Will Be Sent"),
    willBeSent: l10n.t("What Will Be Sent"),
    wasSent: l10n.t("What Was Sent"),
    showSent: l10n.t("Show What Was Sent"),
    asksModel: l10n.t("asks {0}", "{0}"),
    noModel: l10n.t("No model is set up: our own rules answer."),
    noModelHere: l10n.t("Our own rules answer: no model is asked in a workspace that is not trusted."),
    setUp: l10n.t("Set Up…"),
    preparing: l10n.t("Preparing…"),
    asking: l10n.t("Waiting for you to say whether this may be sent…"),
    waitsForModel: l10n.t("Waiting for {0}…", "{0}"),
    answeredBy: l10n.t("Answered by {0}.", "{0}"),
    answeredByRules: l10n.t("Answered by the rules of Terraform Drift."),
    mayBeWrong: l10n.t("A model wrote this, and it may be wrong. What the check found stands below."),
    ignoreQuestion: l10n.t("Ignore {0} in this run?", "{0}"),
    ignoreAction: l10n.t("Ignore"),
    stopAnswer: l10n.t("Stop"),
    answerStopped: l10n.t("Stopped."),
    unsent: l10n.t("Nothing was sent yet. When you have read it, ask again."),
    answerComplete: l10n.t("The answer is complete."),
    askAgain: l10n.t("Ask Again"),
    copy: l10n.t("Copy"),
    copied: l10n.t("Copied"),
    close: l10n.t("Close"),
    code: l10n.t("Code"),
  };
}

function comparisonWords() {
  return {
    comparison: l10n.t("Comparison"),
    olderRun: l10n.t("Older run"),
    newerRun: l10n.t("Newer run"),
    backToRun: l10n.t("Back to the Run"),
    driftedAlike: l10n.t("Drifted alike in both: {0}", "{0}"),
    noDifference: l10n.t("Nothing drifted in one run that did not drift alike in the other."),
  };
}

function trendWords() {
  return {
    trend: l10n.t("Trend"),
    noTrend: l10n.t("There is no complete check to show."),
    trendNow: l10n.t("Now {0}, at most {1}.", "{0}", "{1}"),
    trendOne: l10n.t("One complete check"),
    trendMany: l10n.t("{0} complete checks", "{0}"),
    trendCut: l10n.t("Older runs are not shown."),
    trendTable: l10n.t("Show as Table"),
    trendHint: l10n.t("Arrow keys go from check to check, Enter shows the run."),
    time: l10n.t("Time"),
    drifted: l10n.t("Drifted"),
    noDrift: l10n.t("no drift"),
  };
}

function recurrenceWords() {
  return {
    nothingRecurs: l10n.t("Nothing drifted in these checks."),
    lastChecks: l10n.t("the last {0} complete checks, oldest first", "{0}"),
    moreResources: l10n.t("… and {0} more resources", "{0}"),
    moreRoots: l10n.t("{0} more root modules: choose one above.", "{0}"),
    presence: { drifted: l10n.t("drifted"), absent: l10n.t("not drifted"), unknown: l10n.t("not read") },
  };
}
