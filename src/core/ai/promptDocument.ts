/** What is sent, to be read before it is: a report of it, then both messages exactly. */
import { plural } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { DriftService, SuggestAbout } from "../service";
import type { AiBackend } from "./backend";
import type { Prompt, PromptReport } from "./prompt";

/** Hidden attributes that are named one by one. */
const NAMED_AT_MOST = 100;

/** What would be sent about drift; nothing is. Where the model cannot be opened it is not named: what is wrong with it is said when it is asked. */
export async function unsentPrompt(
  service: Pick<DriftService, "suggest">,
  about: SuggestAbout,
  model: () => Promise<Pick<AiBackend, "name" | "address"> | null>,
): Promise<string> {
  const { prompt } = await service.suggest(about, { signal: new AbortController().signal, model: null });
  return promptDocument(prompt, await model().catch(() => null));
}

/** Plain text. `model`: who would be asked; null: nobody is. */
export function promptDocument(
  { system, user, report }: Prompt,
  model: Pick<AiBackend, "name" | "address"> | null,
): string {
  return [
    ...(model === null
      ? ["No model is set up: nothing is sent. This is what one would be sent."]
      : [`To: ${model.name}${model.address === null ? "" : ` (${model.address})`}`]),
    `In it: ${inItWords(report)}`,
    ...leftOutWords(report),
    ...hiddenWords(report),
    "",
    "━━━ First message: what the model is to do ━━━",
    "",
    system,
    "",
    "━━━ Second message: the drift ━━━",
    "",
    user,
    "",
  ].join("\n");
}

function inItWords({ resources, cutValues }: PromptReport): string {
  const cut = cutValues === 0 ? "" : `, with ${plural(cutValues, "long value")} shortened`;
  return `${plural(resources, "drifted resource")}${cut}`;
}

function leftOutWords({ leftOut, changesLeftOut }: PromptReport): string[] {
  const lost = [
    ...(leftOut === 0 ? [] : [plural(leftOut, "resource")]),
    ...(changesLeftOut === 0 ? [] : [plural(changesLeftOut, "changed attribute")]),
  ];
  return lost.length === 0 ? [] : [`Left out for want of room: ${lost.join(" and ")}`];
}

function hiddenWords({ hidden }: PromptReport): string[] {
  if (hidden.length === 0) return ["Taken out: nothing; no changed attribute is sensitive or looks like a secret"];
  const named = hidden
    .slice(0, NAMED_AT_MOST)
    .map(({ address, attribute }) => `  - ${visible(address)}: ${visible(attribute)}`);
  const rest = hidden.length - named.length;
  return [
    `Taken out: values of ${plural(hidden.length, "changed attribute")} that are sensitive or look like a secret`,
    ...named,
    ...(rest > 0 ? [`  - … and ${plural(rest, "more attribute")}`] : []),
  ];
}
