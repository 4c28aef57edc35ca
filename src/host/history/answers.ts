/** The explanations of drift that a panel shows: at most one of each run. They go on while the page is hidden, and end with the panel. */
import { promptDocument } from "../../core/ai/promptDocument";
import type { Suggestion } from "../../core/ai/suggest";
import type { DriftService, SuggestAbout } from "../../core/service";
import { DriftError, oneLine } from "../../shared/errors";
import { plural } from "../../shared/format";
import type { Answer, AnswerState, Events } from "../../shared/protocol";
import { quotedActions } from "../../shared/quotedActions";
import type { HistoryHost } from "./historyHost";

/** Nobody reads faster than 30 changes a second. */
const TELL_MS = 1000 / 30;
/** Of an answer, in characters: models can be made to talk for ever. */
const LONGEST = 500_000;
/** So many are kept, the newest. */
const KEPT = 20;

/** What somebody wants explained. */
export interface Question {
  readonly runId: string;
  /** Absent: all that drifted. */
  readonly addresses: readonly string[] | undefined;
  /** "lab_server.web[1]", "5 resources". */
  readonly about: string;
}

interface Asked {
  readonly question: Question;
  readonly controller: AbortController;
  state: AnswerState;
  text: string;
  /** What was or would be sent; null: that is not known yet. */
  document: string | null;
  /** How much of the text was told, and when. */
  told: number;
  toldAt: number;
  timer: NodeJS.Timeout | undefined;
}

type Emit = <Name extends "answer" | "answerText">(name: Name, payload: Events[Name]) => void;

export class Answers {
  readonly #asked = new Map<string, Asked>();
  #nextId = 1;

  constructor(
    private readonly service: DriftService,
    private readonly host: Pick<HistoryHost, "maySend" | "log">,
    private readonly emit: Emit,
  ) {}

  /** Begins at once; what the same run had before is stopped and gone. */
  ask(question: Question): void {
    this.#drop(question.runId);
    const state: AnswerState = {
      id: this.#nextId++,
      about: question.about,
      status: "preparing",
      model: null,
      notes: [],
      failure: null,
      quoted: { hosts: [], commands: false },
    };
    const asked: Asked = {
      ...{ question, state, controller: new AbortController(), text: "", document: null },
      ...{ told: 0, toldAt: 0, timer: undefined },
    };
    this.#asked.set(question.runId, asked);
    for (const runId of [...this.#asked.keys()].slice(0, -KEPT)) this.#drop(runId);
    this.#change(asked, {});
    void this.#answer(asked);
  }

  of(runId: string): Answer | null {
    const asked = this.#asked.get(runId);
    return asked === undefined ? null : { ...asked.state, text: asked.text };
  }

  /** What was sent for it, or would have been; null: there is no answer, or not yet. */
  documentOf(runId: string): string | null {
    return this.#asked.get(runId)?.document ?? null;
  }

  retry(runId: string): void {
    const asked = this.#asked.get(runId);
    if (asked !== undefined) this.ask(asked.question);
  }

  /** What had arrived stays. */
  stop(runId: string): void {
    const asked = this.#asked.get(runId);
    if (asked === undefined || asked.controller.signal.aborted) return;
    const { status } = asked.state;
    asked.controller.abort();
    if (status === "preparing" || status === "asking" || status === "streaming") this.#end(asked, "stopped");
  }

  close(runId: string): void {
    if (this.#drop(runId)) this.emit("answer", { runId, answer: null });
  }

  /** Of runs that are gone; null: of all. */
  closeAll(runIds: readonly string[] | null): void {
    for (const runId of runIds ?? [...this.#asked.keys()]) this.close(runId);
  }

  dispose(): void {
    for (const runId of [...this.#asked.keys()]) this.#drop(runId);
  }

  #drop(runId: string): boolean {
    const asked = this.#asked.get(runId);
    asked?.controller.abort();
    clearTimeout(asked?.timer);
    return this.#asked.delete(runId);
  }

  async #answer(asked: Asked): Promise<void> {
    const { signal } = asked.controller;
    try {
      const suggestion = await this.#allowed(asked);
      if (suggestion === null) return;
      this.#change(asked, { status: "streaming", ...knownOf(suggestion) });
      for await (const part of suggestion.text) {
        if (signal.aborted) return;
        this.#add(asked, part);
        if (asked.text.length > LONGEST) throw tooLong(suggestion);
      }
      if (!signal.aborted) this.#end(asked, "complete");
    } catch (error) {
      if (signal.aborted) return; // whoever stopped it has told so
      await this.#failed(asked, error);
    } finally {
      asked.controller.abort(); // a model that is asked goes no further than its answer is wanted
    }
  }

  /** The answer that may be taken: our own rules' one, where the person does not want anything to be sent. Null: stopped meanwhile. */
  async #allowed(asked: Asked): Promise<Suggestion | null> {
    const { controller, question } = asked;
    const { signal } = controller;
    const { about } = question;
    const isStopped = (): boolean => signal.aborted;
    const suggestion = await this.service.suggest(aboutOf(question), { signal });
    if (isStopped()) return null;
    const { model, prompt } = suggestion;
    const document = promptDocument(prompt, model);
    asked.document = document;
    if (model === null) return suggestion;
    this.#change(asked, { status: "asking", model: model.name });
    const may = await this.host.maySend({ ...model, model: model.name, about, report: prompt.report, document });
    if (isStopped()) return null;
    if (may === "send") return suggestion;
    if (may === "read") {
      this.#end(asked, "unsent");
      return null;
    }
    this.#change(asked, { notes: ["Nothing was sent, as you decided."] });
    return this.service.suggest(aboutOf(question), { signal, model: null });
  }

  /** What had arrived stays; where nothing had, our own rules have their say. */
  async #failed(asked: Asked, error: unknown): Promise<void> {
    if (!(error instanceof DriftError)) this.host.log.error("The explanation failed unexpectedly.", error);
    const failure = oneLine(error);
    const advice = asked.text === "" ? await this.#advice(asked.question) : null;
    if (advice !== null) {
      this.#add(asked, advice);
      this.#change(asked, { model: null, notes: ["This is what our own rules say instead."] });
    }
    this.#end(asked, "failed", failure);
  }

  async #advice(question: Question): Promise<string | null> {
    try {
      const { signal } = new AbortController();
      const { text } = await this.service.suggest(aboutOf(question), { signal, model: null });
      let advice = "";
      for await (const part of text) advice += part;
      return advice;
    } catch (error) {
      this.host.log.debug(`No advice either: ${oneLine(error)}`); // what is wrong has been said by the first failure
      return null;
    }
  }

  #end(asked: Asked, status: "complete" | "stopped" | "failed" | "unsent", failure: string | null = null): void {
    this.#tell(asked);
    this.#change(asked, { status, failure });
  }

  #change(asked: Asked, change: Partial<AnswerState>): void {
    asked.state = { ...asked.state, ...change };
    const { runId } = asked.question;
    if (this.#asked.get(runId) === asked) this.emit("answer", { runId, answer: asked.state });
  }

  #add(asked: Asked, part: string): void {
    asked.text += part;
    const wait = asked.toldAt + TELL_MS - performance.now();
    asked.timer ??= setTimeout(() => this.#tell(asked), Math.max(0, wait)); // what is told is then all that came
  }

  #tell(asked: Asked): void {
    clearTimeout(asked.timer);
    asked.timer = undefined;
    const { runId } = asked.question;
    const [from, text] = [asked.told, asked.text.slice(asked.told)];
    if (text === "" || this.#asked.get(runId) !== asked) return;
    asked.told = asked.text.length;
    asked.toldAt = performance.now();
    this.emit("answerText", { runId, id: asked.state.id, from, text });
  }
}

function aboutOf({ runId, addresses }: Question): SuggestAbout {
  return addresses === undefined ? { runId } : { runId, addresses };
}

function knownOf({ model, prompt }: Suggestion): Partial<AnswerState> {
  if (model === null) return { model: null };
  const { leftOut } = prompt.report;
  return {
    model: model.name,
    quoted: quotedActions(prompt.user),
    ...(leftOut === 0
      ? {}
      : { notes: [`${plural(leftOut, "resource")} left out for want of room: explain them one by one.`] }),
  };
}

function tooLong({ model }: Suggestion): DriftError {
  return new DriftError(
    "ai_cut",
    `The answer did not come to an end (${model?.name ?? ""}).`,
    "Ask again, or ask about fewer resources.",
  );
}
