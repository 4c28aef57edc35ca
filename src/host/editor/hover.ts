import * as vscode from "vscode";
import { relativeTime } from "../../shared/format";
import { markdown, resourceTooltip } from "../tree/driftTooltips";
import type { CodeIndex, Whose } from "./codeIndex";
import type { CodeMark } from "./codeMarks";
import { rangeOf } from "./editorRange";

const RESOURCES_AT_MOST = 5;

/** The three values of what drifted under the pointer. */
export class DriftHover implements vscode.HoverProvider {
  constructor(
    private readonly index: CodeIndex,
    private readonly isOn: () => boolean,
  ) {}

  provideHover({ uri }: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    if (!this.isOn()) return null;
    const here = this.index.marks(uri).filter(({ mark }) => rangeOf(mark.range).contains(position));
    const [first] = here;
    if (first === undefined) return null;
    const texts = here.map(({ mark, ...whose }) => hoverText(mark, whose));
    return new vscode.Hover(
      texts.map((text) => new vscode.MarkdownString(text)),
      rangeOf(first.mark.range),
    );
  }
}

function hoverText(mark: CodeMark, { root, isShared }: Whose): string {
  const { run, isStale, name } = root;
  const byResource = new Map(mark.findings.map(({ ref }) => [ref.resource.address, ref]));
  const said = [...byResource.values()].slice(0, RESOURCES_AT_MOST).map(({ resource }) => {
    const changes = mark.findings.flatMap(({ ref }) =>
      ref.resource.address === resource.address && ref.change !== null ? [ref.change] : [],
    );
    return resourceTooltip(changes.length === 0 ? resource : { ...resource, changes });
  });
  const rest = byResource.size - said.length;
  const age = run === null ? "" : relativeTime(run.endedAt ?? run.startedAt, new Date());
  const when = isStale ? vscode.l10n.t("Checked before your last edit, {0}", age) : vscode.l10n.t("Checked {0}", age);
  const whose = isShared ? `**${markdown(name)}** · ` : "";
  return [...said, ...(rest > 0 ? [vscode.l10n.t("… and {0} more", rest)] : []), `${whose}*${when}*`].join(
    "\n\n---\n\n",
  );
}
