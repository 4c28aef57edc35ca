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
  const progress = element("span", {});
  const waiting = element("p", { class: "answer-progress dim" }, progressRing(), progress);
  const failure = element("p", { class: "answer-failure", role: "alert" });
  const stopped = element("p", { class: "dim" }, words.answerStopped);
  const buttons = answerButtons(context);
  const section = element(
    "section",
    { class: "answer", "aria-labelledby": heading.id },
    ...[heading, author, notes, body, waiting, failure, stopped, buttons.element],
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
      setText(progress, progressWords(state, words));
      waiting.hidden = !runs || hasText;
      setFailure(failure, status === "failed" ? state.failure : null);
      stopped.hidden = status !== "stopped";
      buttons.set(runs, hasText);
      // What had the focus is gone: it does not fall on a button that does something else.
      if (hadFocus && !isShown(document.activeElement)) heading.focus({ preventScroll: true });
    },
    focus: () => heading.focus({ preventScroll: true }),
  };
}

function answerButtons(context: AnswerContext): { element: HTMLElement; set(runs: boolean, hasText: boolean): void } {
  const { words, stop, askAgain, showPrompt, close } = context;
  const copy = secondaryButton(words.copy, () => void copyOnce());
  const copyOnce = async (): Promise<void> => {
    if (!(await context.copy())) return;
    copy.textContent = words.copied;
    window.setTimeout(() => (copy.textContent = words.copy), COPIED_MS);
  };
  const stopButton = secondaryButton(words.stopAnswer, stop);
  const others = [
    secondaryButton(words.askAgain, askAgain),
    linkButton(words.showPrompt, showPrompt),
    linkButton(words.close, close),
  ];
  const [again, prompt, closing] = others as [HTMLElement, HTMLElement, HTMLElement];
  return {
    element: element("div", { class: "answer-buttons" }, stopButton, again, copy, prompt, closing),
    set(runs, hasText) {
      stopButton.hidden = !runs;
      for (const other of others) other.hidden = runs;
      copy.hidden = runs || !hasText;
    },
  };
}

function authorWords(model: string | null, words: PageWords): string {
  return model === null ? words.answeredByRules : `${filled(words.answeredBy, model)} ${words.mayBeWrong}`;
}

function progressWords({ status, model }: AnswerState, words: PageWords): string {
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
