/** The code is made to say what is there, or to leave it to others: proposed, previewed, saved, verified, and put back where it does not hold. */
import { join } from "node:path";
import * as vscode from "vscode";
import type { CodeProposal, CodeWish } from "../../core/reconcile/codeChanges";
import type { Place } from "../../core/source/source";
import { DriftError, oneLine } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import { withoutIcons, withoutLinks } from "../plainText";
import type { Engine } from "../engine/engine";
import { attributeWords, type CodeWay, refusalWords, waysOf } from "./codeChoices";
import { previewFiles, putBack, saveFiles, textsOf } from "./codeEdits";
import type { ReconcileWindow } from "./reconcileDesk";
import { type CodeSelection, codeSelectionsOf, type ReconcileTarget } from "./reconcileOrder";

/** Ends when the change was verified or undone, or the person thought better of it. */
export async function changeCode(
  target: ReconcileTarget,
  kind: CodeWish["kind"],
  window: ReconcileWindow,
): Promise<void> {
  const { state } = window;
  await state.load();
  const selection = await oneOf(codeSelectionsOf(target));
  const root = selection === null ? undefined : state.root(selection.rootId);
  if (selection === null || root === undefined) return;
  const { address, attributes } = selection;
  const runId = state.runIdOf(root.id, address);
  const run = root.parts.find(({ id }) => id === runId);
  if (run === undefined) {
    say(vscode.l10n.t("{0} is no longer among the drifted resources.", visible(address)));
    return;
  }
  const wish = { kind, root: root.root, run, address, ...(attributes === null ? {} : { attributes }) };
  const engine = await window.open();
  const proposal = await proposed(wish, engine);
  if (proposal === null) return;
  if (proposal.refused.length > 0) {
    const [first] = proposal.refused;
    void refuse(refusalWords(proposal.refused), first?.place ?? null, root.root.dir);
  }
  const way = await chooseWay(proposal);
  if (way !== null) await makeChange(way, wish, engine, window);
}

/** Null: it was refused, which has been told. */
async function proposed(wish: CodeWish, engine: Engine): Promise<CodeProposal | null> {
  const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Reading the code") };
  try {
    return await vscode.window.withProgress(options, () => engine.code.propose(wish));
  } catch (error) {
    if (!(error instanceof DriftError && error.reason === "edit_refused")) throw error;
    void refuse(oneLine(error), await decidingPlace(wish, engine), wish.root.dir);
    return null;
  }
}

/** Where the value comes from, else where it stands, else the block. */
async function decidingPlace({ root, run, address, attributes }: CodeWish, engine: Engine): Promise<Place | null> {
  const source = await engine.openSource(root, run.metadata.tool.binary);
  const [attribute] = attributes ?? [];
  const feed = attribute === undefined ? undefined : source.feeding(address, attribute)[0];
  const place = attribute === undefined ? null : source.attribute(address, attribute);
  return feed?.place ?? place ?? source.block(address);
}

async function refuse(reason: string, place: Place | null, dir: string): Promise<void> {
  const go = vscode.l10n.t("Go There");
  const answer = await vscode.window.showWarningMessage(withoutLinks(reason), ...(place === null ? [] : [go]));
  if (answer !== go || place === null) return;
  const start = new vscode.Position(place.line - 1, place.column - 1);
  const selection = new vscode.Range(start, start);
  await vscode.window.showTextDocument(vscode.Uri.file(join(dir, place.file)), { selection });
}

/** What only changes the resource's own code is not asked about: its preview is. */
async function chooseWay(proposal: CodeProposal): Promise<CodeWay | null> {
  const ways = waysOf(proposal);
  if (ways.length === 0) return null;
  if (proposal.offers.length === 0) return ways[0] ?? null;
  const title = vscode.l10n.t("What Is to Be Changed?");
  const items = ways.map((way) => ({ label: withoutIcons(way.label), detail: withoutIcons(way.detail), way }));
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.way ?? null;
}

async function makeChange(way: CodeWay, wish: CodeWish, engine: Engine, window: ReconcileWindow): Promise<void> {
  const { files, attributes } = way;
  const { state, log } = window;
  const what = attributeWords(attributes);
  const label =
    wish.kind === "accept"
      ? vscode.l10n.t("Accept the actual value of {0}", what)
      : vscode.l10n.t("Add {0} to ignore_changes", what);
  const outcome = await previewFiles(files, { label, description: visible(wish.address) });
  if (outcome === "left") {
    // VS Code does not tell who pressed Discard from who pressed Apply and ticked nothing.
    const again = vscode.l10n.t("Show Preview Again");
    const nothing = vscode.l10n.t(
      "Nothing was changed. In the refactor preview, tick the change before you press Apply.",
    );
    if ((await vscode.window.showInformationMessage(nothing, again)) === again)
      await makeChange(way, wish, engine, window);
    return;
  }
  if (outcome === "partial") {
    const message = vscode.l10n.t(
      "Not all of the change was made. It is neither saved nor checked: undo it, or go on by yourself.",
    );
    return void vscode.window.showWarningMessage(message);
  }
  const saved = await savedOrPutBack(files);
  const title = vscode.l10n.t("Checking that nothing is left to change for {0}", what);
  const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  try {
    await vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(async () => {
        const running = state.roots.find(({ root }) => root === wish.root)?.running;
        if (running !== null && running !== undefined)
          await (await state.service()).cancel(running.runId).catch(() => undefined); // over already
      });
      return engine.code.verify(wish, attributes);
    });
  } catch (error) {
    log.warn(`The change of the code does not hold: ${oneLine(error)}`);
    const isBack = await putBack(files, saved);
    const because = oneLine(error);
    const message = isBack
      ? vscode.l10n.t("The code is as it was. {0}", because)
      : vscode.l10n.t("The change of the code could not be verified, and the code was changed since: {0}", because);
    return void vscode.window.showWarningMessage(withoutLinks(message));
  }
  const done =
    wish.kind === "accept"
      ? vscode.l10n.t("The code says what is there: {0} of {1}.", what, visible(wish.address))
      : vscode.l10n.t("Terraform leaves {0} of {1} to others from now on.", what, visible(wish.address));
  say(done);
}

/** Half of a change on the disk would be worse than none. */
async function savedOrPutBack(files: CodeWay["files"]): Promise<readonly string[]> {
  try {
    return await saveFiles(files);
  } catch (error) {
    await putBack(files, await textsOf(files));
    throw error;
  }
}

async function oneOf(selections: readonly CodeSelection[]): Promise<CodeSelection | null> {
  if (selections.length <= 1) return selections[0] ?? null;
  const items = selections.map((selection) => ({ label: withoutIcons(visible(selection.address)), selection }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Which instance?") }))?.selection ?? null;
}

function say(text: string): void {
  void vscode.window.showInformationMessage(withoutLinks(text));
}
