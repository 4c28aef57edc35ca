import type { PageWords } from "../../src/shared/pageWords";
import type { ModelChoice } from "../../src/shared/protocol";
import { secondaryButton } from "../controls";
import { element, filled, linkButton } from "../dom";

export interface StripContext {
  readonly words: PageWords;
  readonly explain: () => void;
  readonly showPrompt: () => void;
  readonly setUp: () => void;
}

export interface ExplainStrip {
  readonly element: HTMLElement;
  setModel(model: ModelChoice): void;
  focus(): void;
}

/** Offers to explain a run, and says who would do it. */
export function explainStrip({ words, explain, showPrompt, setUp }: StripContext): ExplainStrip {
  const button = secondaryButton(words.explainWithAi, explain);
  const prompt = linkButton(words.showPrompt, showPrompt);
  const who = element("span", { class: "dim" });
  const choose = linkButton(words.setUp, setUp);
  return {
    element: element(
      "div",
      { class: "explain-strip" },
      button,
      element("div", { class: "explain-facts" }, element("span", {}, who, " ", choose), prompt),
    ),
    setModel({ name, isAllowed }) {
      const model = name === null ? words.noModel : filled(words.asksModel, name);
      who.textContent = isAllowed ? model : words.noModelHere;
      choose.hidden = !isAllowed || name !== null;
    },
    focus: () => button.focus(),
  };
}
