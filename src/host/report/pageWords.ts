import { l10n } from "vscode";
import type { PageWords } from "../../shared/protocol";

/** What the page says by itself, in the person's language. */
export function pageWords(): PageWords {
  return {
    title: l10n.t("Drift Report"),
    checkAgain: l10n.t("Check Again"),
    checking: l10n.t("Checking…"),
    lastChecked: l10n.t("checked {0}", "{0}"),
    attribute: l10n.t("Attribute"),
    recorded: l10n.t("Recorded"),
    actual: l10n.t("Actual"),
    inCode: l10n.t("In code"),
    hidden: l10n.t("hidden"),
    showMore: l10n.t("Show {0} More", "{0}"),
    moreAttributes: l10n.t("… and {0} more attributes", "{0}"),
    moreMessages: l10n.t("… and {0} more messages", "{0}"),
    notCounted: l10n.t("below the threshold, not counted"),
    failed: l10n.t("Something went wrong: {0}", "{0}"),
    lists: {
      unchecked: { title: l10n.t("Could Not Be Checked"), note: "" },
      critical: { title: l10n.t("Critical"), note: "" },
      warning: { title: l10n.t("Warning"), note: "" },
      info: { title: l10n.t("Info"), note: "" },
      pending: { title: l10n.t("Pending in Code"), note: l10n.t("the code moved on, nothing drifted") },
      ignored: { title: l10n.t("Ignored"), note: l10n.t("drift that was accepted") },
      noise: { title: l10n.t("Noise"), note: l10n.t("only looks different, nothing happened") },
    },
  };
}
