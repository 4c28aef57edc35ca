import type { PageWords } from "../../src/shared/pageWords";
import type { AnswerState } from "../../src/shared/protocol";
import { progressRing, secondaryButton } from "../controls";
import { element, filled, linkButton, mark } from "../dom";
import { isRunning } from "./answerCopy";

export interface AnswerContext {
  readonly words: PageWords;
  /** Where the text is drawn. */
  readonly body: HTMLElement;
  readonly stop: () => void;
  readonly askAgain: () => void;
  /** Resolves to whether it went well. */
  readonly copy: () => Promise<boolean>;
  readonly showPrompt: () => void;
  readonly setUp: () => void;
  readonly close: () => void;
}

export interface AnswerView {
  readonly element: HTMLElement;
  set(state: AnswerState, hasText: boolean): void;
  /** Its heading, so that reading goes on from there. */
  focus(): void;
}

const COPIED_MS = 2000;

/** One answer: what it is about, who wrote it, how far it is, and what can be done with it. */
export function answerView(context: AnswerContext): AnswerView {
  const { words, body } = context;
  const heading = element("h3", { id: "answer-heading", tabindex: "-1" });
  const author = element("p", { class: "dim answer-author" });
  const notes = element("ul", { class: "answer-notes dim" });
  const failure = element("p", { class: "answer-failure", role: "alert" });
  const ended = element("p", { class: "dim" });
  const buttons = answerButtons(context);
  const section = element(
    "section",
    { class: "answer", "aria-labelledby": heading.id },
    ...[heading, author, notes, body, failure, ended, buttons.element],
  );
  return {
    element: section,
    set(state, hasText) {
      const { about, status, model } = state;
      const runs = isRunning(state);
      const hadFocus = buttons.element.contains(document.activeElement);
      setText(heading, `${words.explanation}: ${about}`);
      setText(author, authorWords(model, words));
      author.hidden = !hasText;
      setNotes(notes, state.notes);
      body.hidden = !hasText;
      setFailure(failure, status === "failed" ? state.failure : null);
      setText(ended, status === "stopped" ? words.answerStopped : status === "unsent" ? words.unsent : "");
      ended.hidden = ended.textContent === "";
      const wasSent = status === "failed" || (status !== "unsent" && model !== null);
      buttons.set({
        progress: runs ? progressWords(state, hasText, words) : null,
        hasText,
        wasSent,
        hasFailed: status === "failed",
      });
      // What had the focus is gone: it does not fall on a button that does something else.
      if (hadFocus && !isShown(document.activeElement)) heading.focus({ preventScroll: true });
    },
    focus: () => heading.focus({ preventScroll: true }),
  };
}

interface AnswerButtons {
  readonly element: HTMLElement;
  set(shown: {
    /** How far it is; null: it ended. */
    readonly progress: string | null;
    readonly hasText: boolean;
    /** A model was asked, as far as that could be done. */
    readonly wasSent: boolean;
    readonly hasFailed: boolean;
  }): void;
}

function answerButtons(context: AnswerContext): AnswerButtons {
  const { words, stop, askAgain, showPrompt, setUp, close } = context;
  const copy = secondaryButton(words.copy, () => void copyOnce());
  const copyOnce = async (): Promise<void> => {
    if (!(await context.copy())) return;
    copy.textContent = words.copied;
    window.setTimeout(() => (copy.textContent = words.copy), COPIED_MS);
  };
  const stopButton = secondaryButton(words.stopAnswer, stop);
  const said = element("span");
  const waiting = element("span", { class: "answer-progress dim" }, progressRing(), said);
  const again = secondaryButton(words.askAgain, askAgain);
  const prompt = linkButton(words.showPrompt, showPrompt);
  const settingUp = linkButton(words.setUp, setUp);
  const closing = linkButton(words.close, close);
  return {
    element: element("div", { class: "answer-buttons" }, stopButton, waiting, again, copy, prompt, settingUp, closing),
    set({ progress, hasText, wasSent, hasFailed }) {
      const runs = progress !== null;
      setText(said, progress ?? "");
      setText(prompt, wasSent ? words.showSent : words.showPrompt);
      for (const one of [stopButton, waiting]) one.hidden = !runs;
      for (const one of [again, prompt, closing]) one.hidden = runs;
      copy.hidden = runs || !hasText;
      settingUp.hidden = !hasFailed;
    },
  };
}

function authorWords(model: string | null, words: PageWords): string {
  return model === null ? words.answeredByRules : `${filled(words.answeredBy, model)} ${words.mayBeWrong}`;
}

function progressWords({ status, model }: AnswerState, hasText: boolean, words: PageWords): string {
  if (hasText) return "";
  if (status === "asking") return words.asking;
  return status === "streaming" && model !== null ? filled(words.waitsForModel, model) : words.preparing;
}

/** Left alone where it is the same: what is selected in it stays so, and nothing is read out twice. */
function setText(box: HTMLElement, text: string): void {
  if (box.textContent !== text) box.textContent = text;
}

function setNotes(list: HTMLElement, notes: readonly string[]): void {
  list.hidden = notes.length === 0;
  const isSame = JSON.stringify(Array.from(list.children, ({ textContent }) => textContent)) === JSON.stringify(notes);
  if (!isSame) list.replaceChildren(...notes.map((note) => element("li", {}, note)));
}

function setFailure(box: HTMLElement, failure: string | null): void {
  box.hidden = failure === null;
  if (failure === null) box.replaceChildren();
  else if (box.lastChild?.textContent !== failure) box.replaceChildren(mark("✕", "error"), failure);
}

function isShown(focused: Element | null): boolean {
  return focused instanceof HTMLElement && focused !== document.body && focused.offsetParent !== null;
}
