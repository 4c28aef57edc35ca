/** Where one run is shown, or two side by side. */
import type { PageWords } from "../src/shared/pageWords";
import type { Events, ModelChoice, Requests, RunDetail } from "../src/shared/protocol";
import { RunAnswer } from "./answer/runAnswer";
import type { Ask } from "./ask";
import { comparisonView } from "./comparisonView";
import { detailView, exchangeAround } from "./detailView";
import { element, linkButton } from "./dom";
import type { ListContext } from "./listView";
import type { Tab } from "./pageState";
import { reasonOf } from "./problems";

export interface RunPaneContext {
  readonly words: PageWords;
  readonly ask: Ask;
  readonly lists: ListContext;
  /** What scrolls, and in it what the run is drawn into. */
  readonly pane: HTMLElement;
  readonly content: HTMLElement;
  readonly show: (runId: string) => void;
  readonly compare: (other: string) => void;
  readonly showTab: (tab: Tab) => void;
}

export interface ShownRun {
  readonly runId: string;
  /** The run that it is compared with. */
  readonly other: string | null;
  /** How far it was scrolled when it was left. */
  readonly scroll: number;
}

export class RunPane {
  /** An answer to an earlier question is passed over. */
  #asked = 0;
  #isOutputOpen = false;
  #model: ModelChoice = { name: null, isAllowed: false };
  /** That of the run that is shown, or asked for: it hears what the host says meanwhile. */
  #answer: RunAnswer | undefined;
  /** Heard, not seen: what stands on the page while an answer arrives is read out from here. */
  readonly #status = element("p", { class: "unseen", "aria-live": "polite" });

  constructor(private readonly context: RunPaneContext) {
    context.pane.append(this.#status);
  }

  setModel(model: ModelChoice): void {
    this.#model = model;
    this.#answer?.setModel(model);
  }

  hear({ runId, answer }: Events["answer"]): void {
    if (runId === this.#answer?.runId) this.#answer.hear(answer);
  }

  hearText(delta: Events["answerText"]): void {
    if (delta.runId === this.#answer?.runId) this.#answer.hearText(delta);
  }

  /** What stands there where there is no run. */
  showNone(text: string): void {
    this.#asked++;
    this.#follow(null);
    this.context.content.replaceChildren(element("p", { class: "empty" }, text));
  }

  /** Ends when it is there, or why it cannot be; the list of runs is not touched by that. */
  async show({ runId, other, scroll }: ShownRun): Promise<void> {
    const { pane } = this.context;
    const asked = ++this.#asked;
    const answer = this.#follow(other === null ? runId : null);
    pane.setAttribute("aria-busy", "true");
    const draw = await (answer === undefined ? this.#comparison(runId, other!) : this.#run(answer)).catch(
      (error: unknown) => this.#unreadable(runId, reasonOf(error)),
    );
    if (asked !== this.#asked) return;
    pane.removeAttribute("aria-busy");
    const top = answer?.element.isConnected === true ? pane.scrollTop : scroll;
    draw();
    pane.scrollTop = top;
  }

  focus(): void {
    this.context.content.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  /** What the host says of this run's answer is heard from now on. */
  #follow(runId: string | null): RunAnswer | undefined {
    if (this.#answer?.runId === runId) return this.#answer;
    const { words, ask, showTab } = this.context;
    const say = (text: string): void => void (this.#status.textContent = text);
    const context = { words, ask, showTab, say, model: this.#model };
    this.#answer?.dispose();
    this.#answer = runId === null ? undefined : new RunAnswer(runId, context);
    return this.#answer;
  }

  async #run(answer: RunAnswer): Promise<() => void> {
    const { revision, runId } = answer;
    const run = await this.context.ask.request("run", { runId });
    return () => {
      answer.setRun(run, revision);
      if (!answer.element.isConnected) {
        this.context.content.replaceChildren(this.#detail(run, answer, answer.element));
        return;
      }
      const place = element("div");
      exchangeAround(answer.element, this.#detail(run, answer, place), place);
    };
  }

  #detail(run: RunDetail, answer: RunAnswer, explanation: HTMLElement): HTMLElement {
    const { ask, lists, compare } = this.context;
    const runId = run.id;
    const act = (method: "exportRun" | "deleteRun" | "showOutput") => (): void => void ask.act(method, { runId });
    const compareWith = (method: "previousRun" | "pickOther") => (): void =>
      void ask.act(method, { runId }).then((other) => {
        if (other !== null) compare(other);
      });
    return detailView(run, {
      ...lists,
      explain: (about) => void answer.explain(about),
      explanation,
      compareWithPrevious: compareWith("previousRun"),
      compareWith: compareWith("pickOther"),
      exportRun: act("exportRun"),
      deleteRun: act("deleteRun"),
      showOutput: act("showOutput"),
      isOutputOpen: this.#isOutputOpen,
      setOutputOpen: (open) => (this.#isOutputOpen = open),
    });
  }

  async #comparison(runId: string, other: string): Promise<() => void> {
    const { ask, lists, show, content } = this.context;
    const params: Requests["compare"]["params"] = { runIds: [runId, other] };
    const compared = await ask.request("compare", params);
    return () => content.replaceChildren(comparisonView(compared, { ...lists, show, back: () => show(runId) }));
  }

  /** What can be done with such a run is to remove it. */
  #unreadable(runId: string, reason: string): () => void {
    const { words, ask, content } = this.context;
    const remove = linkButton(words.deleteRun, () => void ask.act("deleteRun", { runId }));
    const said = element("p", { role: "alert" }, reason);
    return () => content.replaceChildren(element("div", { class: "detail unreadable" }, said, remove));
  }
}
