/** The words of the questions about a schedule, read when they are needed: the language is known by then. */
import * as vscode from "vscode";
import type { Choice } from "../questions/question";
import type { ScheduleWords } from "./scheduleSteps";
import { machineZone } from "./scheduleWords";
import { zoneChoices } from "./timeZones";

export function flowWords(): ScheduleWords {
  return {
    root: vscode.l10n.t("Which Root Module Is Checked?"),
    when: vscode.l10n.t("When Is It Checked?"),
    presets: {
      hourly: vscode.l10n.t("Every Hour"),
      everySixHours: vscode.l10n.t("Every 6 Hours"),
      daily: vscode.l10n.t("Daily at 09:00"),
      weekdays: vscode.l10n.t("On Weekdays at 09:00"),
      weekly: vscode.l10n.t("Weekly on Monday at 09:00"),
      monthly: vscode.l10n.t("Monthly on the 1st at 09:00"),
    },
    custom: vscode.l10n.t("Custom…"),
    cron: vscode.l10n.t("Cron Expression"),
    cronPrompt: vscode.l10n.t("Minute, hour, day of month, month and day of week, or a macro such as @daily."),
    zone: vscode.l10n.t("In Which Time Zone?"),
    label: vscode.l10n.t("Label (Optional)"),
    labelTooLong: vscode.l10n.t("A label has 200 characters at most."),
  };
}

/** This machine's first, then UTC; before them the present one of a schedule, where it is another. */
export function zonesFor(present: string): Choice<string>[] {
  const machine = machineZone();
  const known = [
    [machine, vscode.l10n.t("this machine")],
    ["UTC", ""],
  ] as const;
  const first = present === machine ? known : [[present, vscode.l10n.t("now")] as const, ...known];
  return zoneChoices(first, Intl.supportedValuesOf("timeZone"));
}
