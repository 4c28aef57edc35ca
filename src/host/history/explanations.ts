/** What the page may ask about explanations: what is meant by it, and what comes of it. */
import { subjectsOfRun } from "../../core/ai/subjects";
import type { DriftService, SuggestAbout } from "../../core/service";
import { DriftError } from "../../shared/errors";
import { plural } from "../../shared/format";
import type { DriftedResource, DriftRun } from "../../shared/model";
import type { Answer, Events, Explained, Requests } from "../../shared/protocol";
import type { Handlers } from "../../shared/rpc";
import { runnableCommand } from "../../shared/suggestedCommands";
import { Answers, type Question } from "./answers";
import { shownText } from "./entries";
import type { HistoryHost } from "./historyHost";
import type { ShownViews } from "./shownViews";

type Methods =
  | "explain"
  | "showPrompt"
  | "answer"
  | "stopAnswer"
  | "retryAnswer"
  | "copyAnswer"
  | "closeAnswer"
  | "runSuggested"
  | "setUpModel";

/** What a model would be sent, to be read; nothing is sent. */
export type PromptDocument = (about: SuggestAbout) => Promise<string>;

/** What the panel does for an answer's commands. */
export interface ExplanationPorts {
  readonly service: DriftService;
  readonly host: HistoryHost;
  readonly promptDocument: PromptDocument;
  readonly views: ShownViews;
  readonly emit: <Name extends keyof Events>(name: Name, payload: Events[Name]) => void;
  /** Opens the code of a drifted resource where it stands now. */
  readonly openCode: (run: DriftRun, resource: DriftedResource) => Promise<void>;
}

export class Explanations {
  readonly answers: Answers;

  constructor(private readonly ports: ExplanationPorts) {
    this.answers = new Answers(ports.service, ports.host, ports.emit);
  }

  /** Begins an explanation of the resources with these addresses, or of all that drifted in the run. */
  async explain(runId: string, addresses: readonly string[] | undefined): Promise<void> {
    const run = await this.ports.service.run(runId);
    this.answers.ask(questionAbout(run, addresses));
  }

  handlers(): Pick<Handlers<Requests>, Methods> {
    const { answers } = this;
    const { service, host, promptDocument } = this.ports;
    return {
      explain: async ({ about }) => {
        const { runId, addresses } = this.#meant(about);
        await this.explain(runId, addresses);
        return null;
      },
      showPrompt: async ({ about }) => {
        const sent = about.kind === "answer" ? answers.documentOf(about.runId) : null;
        if (about.kind === "answer" && sent === null) return null;
        const { willBeSent, wasSent } = host.words;
        const isSent = about.kind === "answer" && isAsked(answers.of(about.runId));
        await host.showText(
          isSent ? wasSent : willBeSent,
          sent ?? (await promptDocument(this.#meant(about as Explained))),
        );
        return null;
      },
      answer: ({ runId }) => answers.of(runId),
      stopAnswer: ({ runId }) => {
        answers.stop(runId);
        return null;
      },
      retryAnswer: ({ runId }) => {
        answers.retry(runId);
        return null;
      },
      closeAnswer: ({ runId }) => {
        answers.close(runId);
        return null;
      },
      copyAnswer: async ({ runId }) => {
        const answer = answers.of(runId);
        if (answer !== null && answer.text !== "") await host.copy(answer.text);
        return null;
      },
      runSuggested: async ({ runId, command }) => this.#run(await service.run(runId), command),
      setUpModel: async () => {
        await host.setUpModel();
        return null;
      },
    };
  }

  /** Rejects for what is no longer shown. */
  #meant(about: Explained): { runId: string; addresses: readonly string[] | undefined } {
    if (about.kind === "run") return { runId: about.runId, addresses: undefined };
    const meant =
      about.kind === "list" ? this.ports.views.explained(about.list) : this.ports.views.handle(about.resource);
    if (meant === undefined || !("runId" in meant)) throw new DriftError("usage", "This is no longer shown.");
    return { runId: meant.runId, addresses: "addresses" in meant ? meant.addresses() : [meant.address] };
  }

  /** Only what stands in the answer as it was shown, and is about what the run found. */
  async #run(run: DriftRun, command: string): Promise<"recurring" | null> {
    const { service, host, emit, openCode } = this.ports;
    const answer = this.answers.of(run.id);
    const asked = runnableCommand(command);
    if (answer === null || asked === null || answer.quoted.commands || !answer.text.includes(command)) throw refused();
    const { name, address } = asked;
    const runId = asked.runId ?? run.id;
    if (name === "history") return "recurring";
    if (name === "show") {
      emit("select", (await service.run(runId)).id);
      return null;
    }
    const resource = run.metadata.driftedResources.find((one) => one.address === address);
    if (resource === undefined || runId !== run.id) throw refused();
    if (name === "check") await host.check(run, [resource.address]);
    if (name === "reconcile") await host.putRight("reconcile", run, resource);
    if (name === "acceptState") await host.putRight("acceptState", run, resource);
    if (name === "accept") await host.putRight("acceptCode", run, resource);
    if (name === "locate") await openCode(run, resource);
    if (name === "ignore" && (await host.confirm(ignoreQuestion(host, resource), host.words.ignoreAction))) {
      await service.ignore(run.id, resource.address);
    }
    return null;
  }
}

/** A model was asked, as far as that could be done. */
function isAsked(answer: Answer | null): boolean {
  return answer !== null && answer.status !== "unsent" && (answer.status === "failed" || answer.model !== null);
}

function questionAbout(run: DriftRun, addresses: readonly string[] | undefined): Question {
  const subjects = subjectsOfRun(run, addresses);
  const [first] = subjects;
  const about =
    subjects.length === 1 ? shownText(first!.resource.address) : plural(subjects.length, "drifted resource");
  return { runId: run.id, addresses, about };
}

function ignoreQuestion({ words }: HistoryHost, { address }: DriftedResource): string {
  return words.ignoreQuestion.replace("{0}", () => shownText(address));
}

function refused(): DriftError {
  return new DriftError(
    "usage",
    "This command is not one that can be run from here.",
    "Run it in a terminal if you mean it.",
  );
}
