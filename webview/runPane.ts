/** Where one run is shown, or two side by side. */
import type { PageWords } from "../src/shared/pageWords";
import type { Requests } from "../src/shared/protocol";
import type { Ask } from "./ask";
import { comparisonView } from "./comparisonView";
import { detailView } from "./detailView";
import { element, linkButton } from "./dom";
import type { ListContext } from "./listView";
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

  constructor(private readonly context: RunPaneContext) {}

  /** What stands there where there is no run. */
  showNone(text: string): void {
    this.#asked++;
    this.context.content.replaceChildren(element("p", { class: "empty" }, text));
  }

  /** Ends when it is there, or why it cannot be; the list of runs is not touched by that. */
  async show({ runId, other, scroll }: ShownRun): Promise<void> {
    const { pane, content } = this.context;
    const asked = ++this.#asked;
    pane.setAttribute("aria-busy", "true");
    const drawn = await (other === null ? this.#run(runId) : this.#comparison(runId, other)).catch((error: unknown) =>
      this.#unreadable(runId, reasonOf(error)),
    );
    if (asked !== this.#asked) return;
    pane.removeAttribute("aria-busy");
    content.replaceChildren(drawn);
    pane.scrollTop = scroll;
  }

  focus(): void {
    this.context.content.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  async #run(runId: string): Promise<HTMLElement> {
    const { ask, lists, compare } = this.context;
    const act = (method: "exportRun" | "deleteRun" | "showOutput") => (): void => void ask.act(method, { runId });
    const compareWith = (method: "previousRun" | "pickOther") => (): void =>
      void ask.act(method, { runId }).then((other) => {
        if (other !== null) compare(other);
      });
    return detailView(await ask.request("run", { runId }), {
      ...lists,
      compareWithPrevious: compareWith("previousRun"),
      compareWith: compareWith("pickOther"),
      exportRun: act("exportRun"),
      deleteRun: act("deleteRun"),
      showOutput: act("showOutput"),
      isOutputOpen: this.#isOutputOpen,
      setOutputOpen: (open) => (this.#isOutputOpen = open),
    });
  }

  async #comparison(runId: string, other: string): Promise<HTMLElement> {
    const { ask, lists, show } = this.context;
    const params: Requests["compare"]["params"] = { runIds: [runId, other] };
    return comparisonView(await ask.request("compare", params), { ...lists, show, back: () => show(runId) });
  }

  /** What can be done with such a run is to remove it. */
  #unreadable(runId: string, reason: string): HTMLElement {
    const { words, ask } = this.context;
    const remove = linkButton(words.deleteRun, () => void ask.act("deleteRun", { runId }));
    return element("div", { class: "detail unreadable" }, element("p", { role: "alert" }, reason), remove);
  }
}
