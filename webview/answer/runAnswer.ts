/** The explanation of one run: what offers it, and the answer with all that belongs to it. */
import type { PageWords } from "../../src/shared/pageWords";
import type { AnswerState, Events, Explained, ModelChoice, RunDetail } from "../../src/shared/protocol";
import type { Ask } from "../ask";
import { element } from "../dom";
import type { Tab } from "../pageState";
import { Announcer } from "./announcer";
import { AnswerBody } from "./answerBody";
import { AnswerCopy, isRunning } from "./answerCopy";
import { type AnswerView, answerView } from "./answerView";
import { EndKeeper } from "./endKeeper";
import { type ExplainStrip, explainStrip } from "./explainStrip";

export interface RunAnswerContext {
  readonly words: PageWords;
  readonly ask: Ask;
  /** Says something to those who hear the page. */
  readonly say: (text: string) => void;
  readonly model: ModelChoice;
  readonly showTab: (tab: Tab) => void;
}

export class RunAnswer {
  /** Stays the same while the run around it is drawn anew. */
  readonly element: HTMLElement;
  readonly #copy = new AnswerCopy();
  readonly #strip: ExplainStrip;
  readonly #view: AnswerView;
  readonly #body: AnswerBody;
  readonly #keeper: EndKeeper;
  /** The person asked for an answer here, and is led to it once it is there. */
  #isExpected = false;
  #isFetching = false;
  /** How much of the text was handed to those who hear it. */
  #told = 0;
  #announcer = this.#newAnnouncer();
  #isOver = false;

  constructor(
    readonly runId: string,
    private readonly context: RunAnswerContext,
  ) {
    const { words, ask } = context;
    const runSuggested = (command: string): void => void this.#runSuggested(command);
    this.#body = new AnswerBody({ words, runSuggested }, () => this.#keeper.grown());
    this.#strip = explainStrip({
      words,
      explain: () => void this.explain({ kind: "run", runId }),
      showPrompt: () => void ask.act("showPrompt", { about: { kind: "run", runId } }),
      setUp: () => void ask.act("setUpModel", null),
    });
    this.#view = answerView({
      words,
      body: this.#body.element,
      stop: () => void ask.act("stopAnswer", { runId }),
      askAgain: () => void this.#expect("retryAnswer", { runId }),
      copy: async () => (await ask.tried("copyAnswer", { runId })) !== null,
      showPrompt: () => void ask.act("showPrompt", { about: { kind: "answer", runId } }),
      setUp: () => void ask.act("setUpModel", null),
      close: () => void this.#close(),
    });
    this.#keeper = new EndKeeper(this.#view.element);
    this.#strip.setModel(context.model);
    this.#strip.element.hidden = true;
    this.#view.element.hidden = true;
    this.element = element("div", { class: "explained" }, this.#strip.element, this.#view.element);
  }

  /** To be handed to `setRun` with the run that is asked for now. */
  get revision(): number {
    return this.#copy.revision;
  }

  setModel(model: ModelChoice): void {
    this.#strip.setModel(model);
  }

  /** What the host said of the run, asked for at that revision. */
  setRun({ canExplain, answer }: RunDetail, revision: number): void {
    this.#strip.element.hidden = !canExplain;
    const isFirst = this.#copy.state === null;
    this.#copy.setAll(answer, revision);
    if (isFirst) this.#told = this.#copy.text.length;
    this.#draw();
    this.#body.flush();
    if (this.#copy.isShort) void this.#fetch();
  }

  /** Asks for an explanation, and leads to it. */
  explain(about: Explained): Promise<void> {
    return this.#expect("explain", { about });
  }

  hear(state: AnswerState | null): void {
    const before = this.#copy.state;
    this.#copy.setState(state);
    if (state?.id !== before?.id) {
      this.#told = 0;
      this.#announcer = this.#newAnnouncer();
    }
    this.#draw();
    if (state === null) return;
    if (state.id !== before?.id) this.#lead();
    const isOver = before?.id === state.id && isRunning(before) && !isRunning(state);
    if (isOver) this.#tellEnd(state);
  }

  hearText(delta: Events["answerText"]): void {
    if (this.#copy.addText(delta)) this.#draw();
    else void this.#fetch();
  }

  dispose(): void {
    this.#isOver = true;
    this.#keeper.dispose();
  }

  #newAnnouncer(): Announcer {
    const announcer: Announcer = new Announcer({
      say: (text) => {
        if (!this.#isOver && announcer === this.#announcer) this.context.say(text);
      },
      later: (callBack, ms) => void window.setTimeout(callBack, ms),
    });
    return announcer;
  }

  async #expect<Method extends "explain" | "retryAnswer">(
    method: Method,
    params: Parameters<typeof this.context.ask.tried<Method>>[1],
  ): Promise<void> {
    this.#isExpected = true;
    if ((await this.context.ask.tried(method, params)) === null) this.#isExpected = false;
  }

  /** To a new answer; the focus goes there only with those who asked for it here. */
  #lead(): void {
    this.#view.element.scrollIntoView({ block: "nearest" });
    this.#keeper.begin();
    if (this.#isExpected) this.#view.focus();
    this.#isExpected = false;
  }

  #draw(): void {
    const { state, text } = this.#copy;
    this.#view.element.hidden = state === null;
    if (state === null) return;
    this.#view.set(state, text !== "");
    this.#body.show({ id: state.id, text, quoted: state.quoted, isComplete: !isRunning(state) });
    if (text.length > this.#told) this.#announcer.add(text.slice(this.#told));
    this.#told = text.length;
  }

  #tellEnd({ status }: AnswerState): void {
    const { answerComplete, answerStopped, unsent } = this.context.words;
    if (status === "complete") this.#announcer.end(answerComplete);
    else if (status === "stopped") this.#announcer.end(answerStopped);
    else if (status === "unsent") this.#announcer.end(unsent);
    else this.#announcer.end(""); // why it failed is an alert by itself
  }

  /** All of it, where a part is missing; once more if what came did not reach as far as what was heard meanwhile. */
  async #fetch(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    try {
      for (let length = -1; length < this.#copy.text.length;) {
        length = this.#copy.text.length;
        const { revision } = this.#copy;
        const got = await this.context.ask.tried("answer", { runId: this.runId });
        if (got === null) return;
        this.#copy.setAll(got.result, revision);
        this.#draw();
        if (!this.#copy.isShort) return;
      }
    } finally {
      this.#isFetching = false;
    }
  }

  async #runSuggested(command: string): Promise<void> {
    const tab = await this.context.ask.act("runSuggested", { runId: this.runId, command });
    if (tab !== null) this.context.showTab(tab);
  }

  async #close(): Promise<void> {
    const { runId } = this;
    if ((await this.context.ask.tried("closeAnswer", { runId })) === null) return;
    this.#copy.setState(null);
    this.#draw();
    this.#strip.focus();
  }
}
