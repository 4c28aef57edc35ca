/** Records of what was put right, as read-only documents; they outlive a reload of the window. */
import * as vscode from "vscode";
import { renderRecord } from "../../core/report/recordText";
import { oneLine, DriftError } from "../../shared/errors";
import { rootModuleName } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { ReconcileRecord } from "../../shared/reconcile";
import { withoutIcons } from "../plainText";
import type { DriftState } from "../state/driftState";
import { RECORD_SCHEME } from "./reconcileDesk";
import { DOCUMENT_WIDTH } from "./reviewDocuments";
import { recordRow } from "./resultWords";

export async function showRecord(rootName: string, { id }: ReconcileRecord): Promise<void> {
  const path = `/${vscode.l10n.t("Reconcile of {0}", visible(rootName)).replaceAll("/", "∕")}`;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: RECORD_SCHEME, path, query: id }));
  await vscode.window.showTextDocument(document, { preview: true });
}

/** What cannot be read says so in the document's place. */
export async function recordText({ query }: vscode.Uri, state: DriftState): Promise<string> {
  try {
    const record = await (await state.service()).reconcile.record(query);
    return renderRecord(record, { name: nameOf(record, state), width: DOCUMENT_WIDTH });
  } catch (error) {
    if (error instanceof DriftError) return `${visible(oneLine(error))}\n`;
    throw error;
  }
}

/** Newest first, of the root modules of this window. */
export async function chooseRecord(state: DriftState): Promise<void> {
  await state.load();
  const all = await (await state.service()).reconcile.records();
  const now = new Date();
  const items = all.map((record) => {
    const name = nameOf(record, state);
    const { label, description, detail } = recordRow(name, record, now);
    const shown = { label: withoutIcons(label), description: withoutIcons(description), detail: withoutIcons(detail) };
    return { ...shown, name, record };
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Nothing was put right here yet."));
    return;
  }
  const title = vscode.l10n.t("Which Reconcile?");
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  if (chosen !== undefined) await showRecord(chosen.name, chosen.record);
}

function nameOf(record: ReconcileRecord, { roots }: DriftState): string {
  const root = roots.find(({ root: of }) => of.projectId === record.projectId && of.workspaceId === record.workspaceId);
  return root?.name ?? rootModuleName(record);
}
