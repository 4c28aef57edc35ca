import * as vscode from "vscode";
import { type CheckSettings, DEFAULT_SETTINGS } from "../core/local/rootModule";
import { WEBHOOK_FORMATS, type WebhookFormat } from "../core/notify/webhookTarget";
import { SEVERITIES } from "../shared/vocabulary";
import type { ListedRoot, OpenedFolder } from "./engine/engine";

/** What the person's settings say. A value of a wrong type, which the settings file does not prevent, counts as not set. */
export function readSettings(): CheckSettings {
  const settings = vscode.workspace.getConfiguration("terraformDrift");
  const path = settings.get<unknown>("terraform.path");
  const threshold = settings.get<unknown>("severity.threshold");
  const minutes = numberWithin(settings.get<unknown>("check.timeout"), 0.1, 24 * 60);
  const wrapper = settings.get<unknown>("terraform.wrapper");
  const env = settings.get<unknown>("terraform.env");
  const parallelism = numberWithin(settings.get<unknown>("check.parallelism"), 1, 1000);
  const lockSeconds = numberWithin(settings.get<unknown>("terraform.lockTimeout"), 0, 3600);
  const concurrency = numberWithin(settings.get<unknown>("check.concurrency"), 1, 64);
  return {
    ...DEFAULT_SETTINGS,
    binary: filled(path),
    wrapper: Array.isArray(wrapper) ? wrapper.filter((word) => typeof word === "string") : undefined,
    env: textsOf(env),
    parallelism: parallelism === undefined ? undefined : Math.round(parallelism),
    lock: settings.get<unknown>("check.lock") === true,
    lockTimeout: lockSeconds === undefined ? undefined : `${Math.round(lockSeconds)}s`,
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

/** Up to how many milliseconds after its time a scheduled check starts: from 0 to an hour. */
export function scheduleJitterMs(): number {
  const seconds = vscode.workspace.getConfiguration("terraformDrift").get<unknown>("schedule.jitter");
  return (numberWithin(seconds, 0, 3600) ?? 60) * 1000;
}

/** The opened folders that are on a disk, where alone Terraform can work, with their own settings. */
export function openedFolders(): OpenedFolder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => {
      const settings = vscode.workspace.getConfiguration("terraformDrift", uri);
      const listed = listOf(settings.get<unknown>("rootModules")).flatMap(listedRoot);
      const exclude = listOf(settings.get<unknown>("rootModulesExclude")).filter((glob) => typeof glob === "string");
      return { dir: uri.fsPath, listed, exclude };
    });
}

function listedRoot(value: unknown): ListedRoot[] {
  if (typeof value !== "object" || value === null) return [];
  const { path, label, workspace, varFiles, vars }: Partial<Record<string, unknown>> = { ...value };
  if (typeof path !== "string" || path.trim() === "") return [];
  const root: ListedRoot = {
    path,
    label: filled(label),
    workspace: filled(workspace),
    varFiles: listOf(varFiles).filter((file) => typeof file === "string"),
    vars: Object.entries(textsOf(vars)).map(([name, text]) => `${name}=${text}`),
  };
  return [root];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function filled(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}

function numberWithin(value: unknown, least: number, most: number): number | undefined {
  return typeof value === "number" && value >= least && value <= most ? value : undefined;
}

const SWITCHES = {
  "editor.diagnostics": true,
  "editor.codeLens": true,
  "editor.hover": true,
  "noise.show": false,
  "check.onOpen": false,
  "check.onSave": false,
  "schedule.enabled": true,
};

/** A setting that is on or off; where somebody wrote neither, its default counts. */
export function isOn(name: keyof typeof SWITCHES): boolean {
  const value = vscode.workspace.getConfiguration("terraformDrift").get<unknown>(name);
  return typeof value === "boolean" ? value : SWITCHES[name];
}

const NEWS_LEVELS = ["off", "changes", "all"] as const;
/** `off`: nothing; `changes`: only what is new; `all`: every result and every failure. */
export type NewsLevel = (typeof NEWS_LEVELS)[number];

/** What of checks that the person did not start becomes a notification. */
export function newsLevel(): NewsLevel {
  const value = vscode.workspace.getConfiguration("terraformDrift").get<unknown>("notifications");
  return NEWS_LEVELS.find((level) => level === value) ?? "off";
}

/** How a webhook is spoken to. */
export function webhookFormat(): WebhookFormat {
  const value = vscode.workspace.getConfiguration("terraformDrift").get<unknown>("webhook.format");
  return WEBHOOK_FORMATS.find((format) => format === value) ?? "auto";
}
