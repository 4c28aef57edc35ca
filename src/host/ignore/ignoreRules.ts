/** "Ignore Always…": asks what, why and until when, and writes it into the committed rules file. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import type { RootModule } from "../../core/local/rootModule";
import type { Log } from "../../core/ports";
import { foldersUp, RULES_FILE } from "../../core/rules/rulesFilePlace";
import { DriftError } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import type { Engine } from "../engine/engine";
import { refsOf, type Target } from "../itemCommands";
import { withoutIcons } from "../plainText";
import type { DriftState } from "../state/driftState";
import { tellError } from "../tellError";
import type { ResourceRef } from "../tree/driftNode";
import { type IgnoreScope, ignoreScope, ruleReach } from "./ignoreScope";

interface Choice {
  readonly label: string;
  readonly description: string;
  readonly address: string;
  readonly attributes: readonly string[] | undefined;
}

export class IgnoreRules {
  constructor(
    private readonly state: DriftState,
    private readonly open: () => Promise<Engine>,
    private readonly log: Log,
  ) {}

  async ignoreAlways(target: Target): Promise<void> {
    const refs = await oneBlock(refsOf(target));
    const scope = ignoreScope(refs);
    const root = refs[0] && this.state.root(refs[0].rootId)?.root;
    if (scope === null || root === undefined) return;
    try {
      const engine = await this.open();
      const { patternFor } = engine.rules;
      const others = this.state.roots.map((one) => one.root);
      const { rootModule, isEveryWorkspace } = ruleReach(root, others, dirname(rulesFile(root)));
      const rule = await ask(scopesOf(scope, isEveryWorkspace, patternFor));
      if (rule === undefined) return;
      const author = vscode.workspace.isTrusted ? await engine.gitAuthor(root) : undefined;
      await this.#write(engine, root, {
        ...rule,
        ...(author === undefined ? {} : { author }),
        ...(rootModule === undefined ? {} : { rootModules: [patternFor(rootModule)] }),
      });
      for (const { rootId, resource } of refs) {
        const runId = this.state.runIdOf(rootId, resource.address);
        const isCovered = coversAll(rule.attributes, resource.changes);
        if (runId !== undefined && isCovered) await engine.service.ignore(runId, resource.address);
      }
    } catch (error) {
      void tellError(error, this.log);
    }
  }

  /** Where there are several, the person chooses; where there is none yet, says how one comes to be. */
  async openFile(): Promise<void> {
    await this.state.load();
    const files = [...new Set(this.state.roots.map(({ root }) => rulesFile(root)))].filter((file) => existsSync(file));
    const chosen =
      files.length <= 1 ? files[0] : await vscode.window.showQuickPick(files, { title: vscode.l10n.t("Rules File") });
    if (chosen !== undefined) {
      await vscode.window.showTextDocument(vscode.Uri.file(chosen));
    } else if (files.length === 0) {
      const message = vscode.l10n.t("There is no rules file yet: “Ignore Always…” on a drifted resource makes one.");
      void vscode.window.showInformationMessage(message);
    }
  }

  async #write(engine: Engine, root: RootModule, rule: Rule): Promise<void> {
    const uri = vscode.Uri.file(rulesFile(root));
    const isThere = existsSync(uri.fsPath);
    const document = isThere ? await vscode.workspace.openTextDocument(uri) : undefined;
    const written = engine.rules.addIgnoreRule(document?.getText() ?? null, rule);
    if ("refused" in written) throw new DriftError("rules_unreadable", written.refused);
    const edit = new vscode.WorkspaceEdit();
    if (document === undefined) edit.createFile(uri, { contents: Buffer.from(written.text) });
    else edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), written.text);
    if (!(await vscode.workspace.applyEdit(edit))) {
      throw new DriftError("rules_unreadable", vscode.l10n.t("{0} could not be changed.", uri.fsPath));
    }
    const saved = document ?? (await vscode.workspace.openTextDocument(uri));
    await saved.save();
    await vscode.window.showTextDocument(saved, { preview: true, preserveFocus: true });
  }
}

interface Rule {
  readonly address: string;
  readonly attributes?: string[];
  readonly reason: string;
  readonly until?: string;
  readonly author?: string;
  readonly rootModules?: string[];
}

/** The nearest one that is there, else one at the top of the repository. */
function rulesFile({ dir, topDir }: RootModule): string {
  const files = foldersUp(dir, topDir).map((folder) => join(folder, RULES_FILE));
  return files.find((file) => existsSync(file)) ?? files.at(-1)!;
}

/** Resources of one block; of several, in several instances of a module, the person chooses one. */
async function oneBlock(refs: readonly ResourceRef[]): Promise<readonly ResourceRef[]> {
  if (refs.length === 0 || ignoreScope(refs) !== null) return refs;
  const addresses = [...new Set(refs.map(({ resource }) => resource.address))];
  const chosen = await vscode.window.showQuickPick(
    addresses.map((address) => ({ label: withoutIcons(visible(address)), address })),
    { title: vscode.l10n.t("Which instance?") },
  );
  return refs.filter(({ resource }) => resource.address === chosen?.address);
}

/** What a rule may be about, the narrowest first. */
function scopesOf(scope: IgnoreScope, isEveryWorkspace: boolean, patternFor: (text: string) => string): Choice[] {
  const address = patternFor(scope.address);
  const shown = [
    withoutIcons(visible(scope.address)),
    ...(scope.isAllInstances ? [vscode.l10n.t("all instances")] : []),
    ...(isEveryWorkspace ? [vscode.l10n.t("in every Terraform workspace")] : []),
  ].join(" · ");
  const whole: Choice = {
    label: vscode.l10n.t("The whole resource"),
    description: `${shown} · ${vscode.l10n.t("deletion and replacement too")}`,
    address,
    attributes: undefined,
  };
  if (scope.attributes === undefined) return [whole];
  const only: Choice = {
    label: vscode.l10n.t("Only {0}", withoutIcons(scope.attributes.map(visible).join(", "))),
    description: shown,
    address,
    attributes: scope.attributes.map(patternFor),
  };
  return [only, whole];
}

async function ask(scopes: readonly Choice[]): Promise<Rule | undefined> {
  const title = vscode.l10n.t("Ignore Always");
  const scope =
    scopes.length === 1 ? scopes[0] : await vscode.window.showQuickPick(scopes, { title: `${title} (1/3)` });
  if (scope === undefined) return undefined;
  const reason = await vscode.window.showInputBox({
    title: `${title} (2/3)`,
    prompt: vscode.l10n.t("Why is this drift accepted? Everyone who works with this code will read it."),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("A rule needs a reason.") : null),
  });
  if (reason === undefined || reason.trim() === "") return undefined;
  const until = await vscode.window.showInputBox({
    title: `${title} (3/3)`,
    prompt: vscode.l10n.t("The last day on which it is accepted, as YYYY-MM-DD. Empty: for good."),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" || isDay(text.trim()) ? null : vscode.l10n.t("A day, as YYYY-MM-DD.")),
  });
  if (until === undefined) return undefined;
  return {
    address: scope.address,
    ...(scope.attributes === undefined ? {} : { attributes: [...scope.attributes] }),
    reason: reason.trim(),
    ...(until.trim() === "" ? {} : { until: until.trim() }),
  };
}

function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Then the resource is out of the way at once, and not only after the next check. */
function coversAll(attributes: readonly string[] | undefined, changes: readonly { attribute: string }[]): boolean {
  return attributes === undefined || changes.every(({ attribute }) => attributes.includes(attribute));
}
