/** The document that a person reads before a plan is applied. */
import { relativeTime, rootModuleName, sourceWords } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { Review } from "../../shared/reconcile";
import { writePlanned } from "./plannedText";
import { kindWords, reviewCountWords, scopeWords } from "./reconcileWords";
import { writeDiagnostics } from "./textDiagnostics";
import { newPage, writeHeading, writeNamed, writeParts, writeText, type Page, type TextOptions } from "./textPage";
import { writeNames } from "./textResource";
import { writeUntouched } from "./untouchedText";

export interface ReviewTextOptions extends Partial<TextOptions> {
  readonly now: Date;
  /** What the root module is called where it is read; absent: by its project and folder. */
  readonly name?: string | undefined;
}

/** What a document in an editor looks like: no colour, and lines of 100 columns. */
export const DOCUMENT_LOOK: TextOptions = { width: 100, color: false, unicode: true };

/** Plain text, ending with a line feed: what the plan is, what is lost first, what it puts right, what is pending, and what stays. */
export function renderReview(
  review: Review,
  { now, name = rootModuleName(review), ...look }: ReviewTextOptions,
): string {
  const page = newPage({ ...DOCUMENT_LOOK, ...look });
  const prefix = page.rootPrefix(review);
  writeHeadline(page, review, name, now);
  writePlanned(page, review, prefix);
  writeOutputs(page, review.outputChanges);
  writeConsequence(page, review);
  writeUntouched(page, review, prefix);
  writeDiagnostics(page, review.diagnostics, prefix);
  return `${page.lines.join("\n")}\n`;
}

function writeHeadline(page: Page, review: Review, name: string, now: Date): void {
  const loses = review.changes.some(({ destroys }) => destroys);
  const { bad, warn } = page.symbols;
  writeNamed(page, {
    mark: { symbol: loses ? bad : warn, ink: ["bold", loses ? "red" : "yellow"] },
    name: visible(name),
    nameInk: ["bold"],
    rest: kindWords(review.kind),
    restInk: ["bold"],
    indent: 0,
  });
  writeText(page, `${reviewCountWords(review)}.`, { indent: 2, ink: ["bold"] });
  const { createdAt, expiresAt } = review;
  const isOver = now.getTime() >= Date.parse(expiresAt);
  const facts = [
    scopeWords(review.targets),
    `made ${timeWords(createdAt)}`,
    isOver
      ? `not valid since ${timeWords(expiresAt)}: make a fresh one`
      : `valid until ${timeWords(expiresAt)} (${relativeTime(expiresAt, now)})`,
    toolWords(review.tool),
    sourceWords(review.source),
  ];
  writeParts(
    page,
    facts.filter((fact) => fact !== ""),
    { indent: 2, ink: ["dim"] },
  );
}

/** "2026-11-22 09:15:00 UTC": a document is read in more than one place. */
export function timeWords(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "at an unknown time";
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** "Terraform 1.11.4" */
export function toolWords({ binary, version }: Review["tool"]): string {
  return `${binary === "tofu" ? "OpenTofu" : "Terraform"} ${visible(version)}`;
}

/** Names of outputs that change; nothing where none do. */
export function writeOutputs(page: Page, outputs: readonly string[]): void {
  if (outputs.length === 0) return;
  writeHeading(page, `Outputs that change (${outputs.length})`);
  writeNames(page, outputs);
}

const ABSORBED = [
  "Nothing in the cloud is changed. The state takes over what is there now and forgets what is gone, so that Terraform does not speak of this drift again; it is kept in the record of this apply.",
  "Where the code says something else, the next apply sees a change of the code, and makes it.",
];

function writeConsequence(page: Page, { kind }: Review): void {
  if (kind !== "accept_state") return;
  writeHeading(page, "What follows from it");
  for (const sentence of ABSORBED) writeText(page, sentence, { indent: 4 });
}
