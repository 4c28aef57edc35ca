import type { Answer, AnswerState, Events } from "../../src/shared/protocol";

/** The page's copy of the answer about one run, put together of what the host says of it; nothing here draws. */
export class AnswerCopy {
  #state: AnswerState | null = null;
  #text = "";
  #revision = 0;
  /** How far the text is known to reach, of the answer with this id. */
  #reach = { id: -1, length: 0 };

  get state(): AnswerState | null {
    return this.#state;
  }

  get text(): string {
    return this.#text;
  }

  /** Another one as soon as there is another answer, or none any more. */
  get revision(): number {
    return this.#revision;
  }

  /** More of it exists than is here. */
  get isShort(): boolean {
    return this.#reach.id === this.#state?.id && this.#text.length < this.#reach.length;
  }

  setState(state: AnswerState | null): void {
    if (state?.id !== this.#state?.id) {
      this.#text = "";
      this.#revision++;
    }
    this.#state = state;
  }

  /** What was asked for when the revision was this one: what came meanwhile by events is newer, and stays. */
  setAll(answer: Answer | null, revision: number): void {
    if (revision !== this.#revision) return;
    if (answer === null || answer.id !== this.#state?.id) {
      this.setState(answer);
      this.#text = answer?.text ?? "";
      return;
    }
    if (isRunning(this.#state)) this.#state = answer;
    if (answer.text.length > this.#text.length) this.#text = answer.text;
  }

  /** False: a part of it is missing, and all of it is to be asked for. */
  addText({ id, from, text }: Events["answerText"]): boolean {
    const known = this.#reach.id === id ? this.#reach.length : 0;
    this.#reach = { id, length: Math.max(known, from + text.length) };
    if (id !== this.#state?.id || from > this.#text.length) return false;
    if (from < this.#text.length) return from + text.length <= this.#text.length;
    this.#text += text;
    return true;
  }
}

/** Whether more of it may come. */
export function isRunning({ status }: AnswerState): boolean {
  return status === "preparing" || status === "asking" || status === "streaming";
}
