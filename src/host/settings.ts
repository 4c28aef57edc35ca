import * as vscode from "vscode";
import { type CheckSettings, DEFAULT_SETTINGS } from "../core/local/rootModule";
import { SEVERITIES } from "../shared/vocabulary";

/** What the person's settings say. A value of a wrong type, which the settings file does not prevent, counts as not set. */
export function readSettings(): CheckSettings {
  const settings = vscode.workspace.getConfiguration("terraformDrift");
  const path = settings.get<unknown>("terraform.path");
  const threshold = settings.get<unknown>("severity.threshold");
  const minutes = numberWithin(settings.get<unknown>("check.timeout"), 0.1, 24 * 60);
  const wrapper = settings.get<unknown>("terraform.wrapper");
  const env = settings.get<unknown>("terraform.env");
  const parallelism = numberWithin(settings.get<unknown>("check.parallelism"), 1, 1000);
  const concurrency = numberWithin(settings.get<unknown>("check.concurrency"), 1, 64);
  return {
    ...DEFAULT_SETTINGS,
    binary: typeof path === "string" && path.trim() !== "" ? path : undefined,
    wrapper: Array.isArray(wrapper) ? wrapper.filter((word) => typeof word === "string") : undefined,
    env: textsOf(env),
    parallelism: parallelism === undefined ? undefined : Math.round(parallelism),
    lock: settings.get<unknown>("check.lock") === true,
    timeoutMs: minutes === undefined ? DEFAULT_SETTINGS.timeoutMs : minutes * 60_000,
    threshold: SEVERITIES.find((severity) => severity === threshold) ?? DEFAULT_SETTINGS.threshold,
    concurrency: concurrency === undefined ? DEFAULT_SETTINGS.concurrency : Math.round(concurrency),
  };
}

/** How many runs the store keeps. */
export function historyLimit(): number {
  const limit = vscode.workspace.getConfiguration("terraformDrift").get<unknown>("history.limit");
  return Math.round(numberWithin(limit, 10, 100_000) ?? 1000);
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}

function numberWithin(value: unknown, least: number, most: number): number | undefined {
  return typeof value === "number" && value >= least && value <= most ? value : undefined;
}

/** Switches of the surfaces, by their names in the settings; all but `noise.show` are on unless somebody turned them off. */
export type Switch = "editor.diagnostics" | "editor.codeLens" | "editor.hover" | "noise.show";

export function isOn(name: Switch): boolean {
  const value = vscode.workspace.getConfiguration("terraformDrift").get<unknown>(name);
  return typeof value === "boolean" ? value : name !== "noise.show";
}
