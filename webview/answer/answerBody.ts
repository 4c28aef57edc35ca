import type { QuotedActions } from "../../src/shared/protocol";
import { element } from "../dom";
import { MarkdownStream } from "../markdown/markdownStream";
import { answerElements, type ElementContext } from "./answerElements";

export interface BodyText {
  /** Another one: all is drawn anew. */
  readonly id: number;
  readonly text: string;
  readonly quoted: QuotedActions;
  /** No more will come. */
  readonly isComplete: boolean;
}

/** The text of an answer while it grows: drawn at most once a frame, and what stands there stays untouched. */
export class AnswerBody {
  readonly element = element("div", { class: "answer-text" });
  #stream: MarkdownStream<HTMLElement, Node> | undefined;
  #drawn: BodyText | undefined;
  #wanted: BodyText | undefined;
  #frame: number | undefined;

  constructor(
    private readonly context: ElementContext,
    private readonly onDrawn: () => void,
  ) {}

  show(wanted: BodyText): void {
    this.#wanted = wanted;
    this.#frame ??= requestAnimationFrame(() => this.flush());
  }

  /** Draws now what is to be drawn. */
  flush(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    if (this.#wanted === undefined) return;
    this.#draw(this.#wanted);
    this.#wanted = undefined;
    this.onDrawn();
  }

  #draw(wanted: BodyText): void {
    const { text, isComplete } = wanted;
    if (this.#drawn === undefined || !goesOn(this.#drawn, wanted)) {
      this.element.replaceChildren();
      this.#stream = new MarkdownStream(this.element, answerElements(this.context), wanted.quoted);
      this.#drawn = undefined;
    }
    const from = this.#drawn?.text.length ?? 0;
    if (text.length > from) this.#stream?.append(text.slice(from));
    if (isComplete && this.#drawn?.isComplete !== true) this.#stream?.end();
    this.#drawn = wanted;
  }
}

/** Whether what is drawn is the beginning of what is wanted. */
function goesOn(drawn: BodyText, wanted: BodyText): boolean {
  const isSame = drawn.id === wanted.id && isSameQuoted(drawn.quoted, wanted.quoted);
  const isGrown = wanted.text.length > drawn.text.length || wanted.isComplete !== drawn.isComplete;
  return isSame && wanted.text.length >= drawn.text.length && !(drawn.isComplete && isGrown);
}

function isSameQuoted(one: QuotedActions, other: QuotedActions): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
