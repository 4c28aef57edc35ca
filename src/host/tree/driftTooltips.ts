/** What the drift view and the editor say in full, as Markdown in which nothing from outside is markup. */
import {
  capitalized,
  changedValues,
  changeSentence,
  plural,
  remedyWords,
  resourceSentence,
  severityWords,
} from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource } from "../../shared/model";

/** A table of the three values, and what applying would do. */
export function resourceTooltip(resource: DriftedResource): string {
  const { changes, ignored } = resource;
  const rows = changes.slice(0, 20).map((change) => valueRow(change));
  const table =
    rows.length === 0 ? [] : [["| | recorded | actual | in code |", "|---|---|---|---|", ...rows].join("\n")];
  const rest = changes.length > 20 ? [`… and ${plural(changes.length - 20, "more attribute")}`] : [];
  const why =
    ignored === null
      ? []
      : [
          `Ignored ${ignored.by === "run" ? "in this run" : "by a rule"}${ignored.reason === undefined ? "" : `: ${markdown(ignored.reason)}`}`,
        ];
  return [
    `**${markdown(visible(resource.address))}**`,
    markdown(resourceSentence(resource)),
    `${severityWords(resource.severity)}: ${markdown(visible(resource.severityReason))}`,
    ...table,
    ...rest,
    ...why,
  ].join("\n\n");
}

/** The same of one attribute, with what it means in a sentence. */
export function attributeTooltip(change: AttributeChange, resource: DriftedResource): string {
  return [
    ["| | recorded | actual | in code |", "|---|---|---|---|", valueRow(change)].join("\n"),
    markdown(changeSentence(change, resource.reason)),
    ...(change.effect === "replaced" || change.effect === "recreated"
      ? [markdown(capitalized(remedyWords(resource)))]
      : []),
  ].join("\n\n");
}

const TABLE_VALUE = { width: 80 };

function valueRow(change: AttributeChange): string {
  const { recorded, actual, planned } = changedValues(change, TABLE_VALUE);
  const cells = change.sensitive ? ["(sensitive)", "(sensitive)", ""] : [recorded, actual, planned ?? ""];
  return `| ${markdown(visible(change.attribute))} | ${cells.map((cell) => (cell === "" ? "–" : code(cell))).join(" | ")} |`;
}

/** Text from outside as text: nothing of it is markup. */
export function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, (character) => `\\${character}`).replace(/\r?\n/g, "  \n");
}

/** In a table's cell. Backticks inside need a longer fence. */
function code(text: string): string {
  const oneLine = text.replace(/\r?\n/g, "⏎").replaceAll("|", "\\|");
  const fence = "`".repeat(Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence} ${oneLine} ${fence}`;
}
