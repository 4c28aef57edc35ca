/** Puts drift right in the code: proposes the change, and checks again once somebody has written it. */
import { DriftError } from "../../shared/errors";
import type { CheckSettings } from "../local/rootModule";
import type { Log } from "../ports";
import type { DriftService } from "../service";
import type { FileChange, Source } from "../source/source";
import { actualValue, givenVariables } from "./actualValues";
import type { CodeChanges, CodeOfferProposal, CodeProposal, CodeWish, ProposedFile } from "./codeChanges";
import { formattedEdit } from "./formattedEdit";
import { type Formatter, withFormatter } from "./formatter";
import { ignoreAttributes } from "./ignoreAttributes";
import { type Grounds, proposedFile, type Refused } from "./proposedFile";
import { assertComplete, checkAfresh } from "./verifyingCheck";
import { whyUnverified } from "./whyUnverified";
import { type WishedChanges, wishedChanges } from "./wishedChanges";

export interface CodeChangesOptions {
  /** What makes the verifying checks, on this machine. */
  readonly service: Pick<DriftService, "check" | "ended" | "onDidChange">;
  /** Asked each time, so that changed settings count at once. */
  readonly settings: () => CheckSettings;
  /** What Terraform inherits. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}

type ProposedChange = Pick<FileChange, "file" | "before" | "edits">;
type Refusals = CodeProposal["refused"];

/** What the code allows, before anything is known of the disk and of `terraform fmt`. */
interface Draft {
  readonly files: readonly ProposedChange[];
  readonly accepted: readonly string[];
  readonly refused: Refusals;
  readonly offers: readonly {
    readonly what: string;
    readonly usedBy: readonly string[];
    readonly paths: readonly string[];
    readonly files: readonly ProposedChange[];
  }[];
}

/** Writes nothing but copies in a private folder. */
export function openCodeChanges(options: CodeChangesOptions): CodeChanges {
  const { service, environment, log } = options;
  /** What the changes of a resource's own block settle, by the wish of their proposal: anything else may reach wider. */
  const ownBlock = new WeakMap<CodeWish, readonly string[]>();

  async function propose(wish: CodeWish): Promise<CodeProposal> {
    const settings = options.settings();
    const dataDirectory = settings.env?.TF_DATA_DIR ?? environment.TF_DATA_DIR;
    const grounds: Grounds = { root: wish.root, dataDirectory: dataDirectory === "" ? undefined : dataDirectory };
    const draft = await draftOf(wish, grounds, { ...environment, ...settings.env });
    if (draft.files.length === 0 && draft.offers.length === 0) {
      throw new DriftError("edit_refused", reasonsOf(draft.refused));
    }
    const proposal = await withFormatter({ root: wish.root, settings, environment, log }, (formatter) =>
      settle(wish, draft, (files) => prepare(files, grounds, formatter)),
    );
    if (proposal.files.length === 0 && proposal.offers.length === 0) {
      throw new DriftError("edit_refused", reasonsOf(proposal.refused));
    }
    ownBlock.set(wish, proposal.attributes);
    return proposal;
  }

  return {
    propose,
    async verify(wish, attributes) {
      const run = await checkAfresh(service, wish.root);
      assertComplete(run);
      const own = ownBlock.get(wish) ?? [];
      const reach = attributes.every((attribute) => own.includes(attribute)) ? "block" : "wider";
      const why = whyUnverified(wish, attributes, run, reach);
      if (why !== null) throw new DriftError("edit_unverified", why);
      return run;
    },
  };
}

async function draftOf(wish: CodeWish, grounds: Grounds, environment: NodeJS.ProcessEnv): Promise<Draft> {
  const { openEditing, openSource } = await import("../source/openSource"); // a bundle of its own
  const { address, root, run } = wish;
  const { dataDirectory } = grounds;
  const source = await openSource(root.dir, {
    tool: run.metadata.tool.binary,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
  const wished = wishedChanges(wish, (attribute) => source.attribute(address, attribute) !== null);
  if (wished.changes.length === 0) return withRefused(wished, { files: [], accepted: [], refused: [], offers: [] });
  if (wish.kind === "accept") return withRefused(wished, acceptance(wish, wished, source, environment));
  const ignored = await ignoreAttributes(address, wished.changes, { source, editing: await openEditing(), grounds });
  return withRefused(wished, {
    files: ignored.file === null ? [] : [ignored.file],
    accepted: ignored.accepted,
    refused: ignored.refused.map((one) => ({ ...one, place: source.block(address) })),
    offers: [],
  });
}

function acceptance(
  { address, root }: CodeWish,
  { changes }: WishedChanges,
  source: Source,
  environment: NodeJS.ProcessEnv,
): Draft {
  const accepted = source.accept(address, changes.map(actualValue), givenVariables(root, environment));
  return { ...accepted, refused: accepted.refused.map(({ path, ...why }) => ({ attribute: path, ...why })) };
}

function withRefused({ refused }: WishedChanges, draft: Draft): Draft {
  return { ...draft, refused: [...refused.map((one) => ({ ...one, place: null })), ...draft.refused] };
}

async function settle(
  wish: CodeWish,
  draft: Draft,
  prepared: (files: readonly ProposedChange[]) => Promise<readonly ProposedFile[] | Refused>,
): Promise<CodeProposal> {
  const own = await prepared(draft.files);
  const refused = [...draft.refused];
  const refuse = (attributes: readonly string[], reason: string): void => {
    refused.push(...attributes.map((attribute) => ({ attribute, reason, place: null })));
  };
  const files = "refused" in own ? [] : own;
  if ("refused" in own) refuse(draft.accepted, own.refused);
  else if (own.length === 0) refuse(draft.accepted, "The code says so already.");
  const offers: CodeOfferProposal[] = [];
  for (const { what, usedBy, paths, files: changes } of draft.offers) {
    const wider = await prepared(changes);
    if ("refused" in wider) refuse(paths, wider.refused);
    else if (wider.length > 0) offers.push({ what, usedBy, attributes: paths, files: wider });
  }
  return { wish, attributes: files.length === 0 ? [] : draft.accepted, files, refused, offers };
}

/** All of them, or the first reason against one: together they are one change. Files that stay as they are are left out. */
async function prepare(
  changes: readonly ProposedChange[],
  grounds: Grounds,
  formatter: Formatter,
): Promise<ProposedFile[] | Refused> {
  const files: ProposedFile[] = [];
  for (const change of changes) {
    const file = await proposedFile(change, grounds);
    const formatted = "refused" in file ? file : await formattedEdit(file, formatter);
    if ("refused" in formatted) return formatted;
    if (formatted.after !== formatted.before) files.push(formatted);
  }
  return files;
}

/** One sentence: attributes that are refused for the same reason together. */
function reasonsOf(refused: Refusals): string {
  const byReason = new Map<string, string[]>();
  for (const { attribute, reason, place } of refused) {
    const shown = place === null ? attribute : `${attribute} (${place.file}:${place.line})`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), shown]);
  }
  const reasons = [...byReason].map(([reason, attributes]) => `${attributes.join(", ")}: ${reason}`);
  return reasons.length === 0 ? "Nothing of it can be settled in the code." : reasons.join(" ");
}
