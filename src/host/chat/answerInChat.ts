/** Answers `@drift` from the runs that are shown in this window. Knows nothing of VS Code. */
import type { AiBackend } from "../../core/ai/backend";
import { promptDocument } from "../../core/ai/promptDocument";
import { code, prose } from "../../core/report/markdownText";
import { plural } from "../../shared/format";
import type { Permission, Sending } from "../history/historyHost";
import { type DriftState, isIncomplete, type RootState } from "../state/driftState";
import { type ChatSubject, chatSubjects, rootNames } from "./chatSubjects";
import { driftList } from "./driftList";
import { HarmlessMarkdown } from "./harmlessMarkdown";
import { addressLike, namedAddresses } from "./namedAddresses";

export interface ChatQuestion {
  /** `list`, `explain`, or none. */
  readonly command: string | undefined;
  /** What the person wrote, without the command. */
  readonly text: string;
  /** The one that the person picked in the chat. */
  readonly model: AiBackend;
}

/** Where the answer goes. Commands are ours and fixed, and so is what they are called with. */
export interface ChatReply {
  markdown(text: string): void;
  progress(text: string): void;
  button(
    button: "check" | "openHistory" | { readonly command: "showDifference" | "goToCode"; readonly of: ResourceId },
  ): void;
}

/** A resource that is shown in this window. */
export interface ResourceId {
  readonly rootId: string;
  readonly address: string;
}

export interface ChatWindow {
  readonly state: Pick<DriftState, "roots" | "load" | "failure" | "runIdOf" | "service">;
  readonly isTrusted: boolean;
  readonly now: () => Date;
  readonly maySend: (sending: Sending) => Promise<Permission>;
}

/** Each is a question to the model. */
const RUNS_AT_MOST = 3;

/** Rejects with a `DriftError` where the model, or what is stored, fails; what had arrived was passed on. */
export async function answerInChat(
  question: ChatQuestion,
  reply: ChatReply,
  window: ChatWindow,
  signal: AbortSignal,
): Promise<void> {
  await window.state.load();
  const { roots, failure } = window.state;
  const checked = roots.filter(({ run }) => run !== null);
  if (failure !== null && roots.length === 0) throw failure;
  if (checked.length > 0 && question.command !== "list") return explain(question, reply, window, signal);
  if (roots.length === 0) {
    reply.markdown("There is no Terraform root module in this workspace.");
    return;
  }
  reply.markdown(checked.length === 0 ? "Nothing has been checked for drift yet." : driftList(roots, window.now()));
  reply.button("check");
}

async function explain(
  question: ChatQuestion,
  reply: ChatReply,
  window: ChatWindow,
  signal: AbortSignal,
): Promise<void> {
  const { state } = window;
  const known = state.roots.flatMap(({ run }) => run?.metadata.driftedResources ?? []).map(({ address }) => address);
  const named = namedAddresses(question.text, [...new Set(known)]);
  const unknown = named.length === 0 ? addressLike(question.text) : null;
  if (unknown !== null) {
    reply.markdown(`${code(unknown)} is not among the drifted resources of the last checks.`);
    reply.button("check");
    return;
  }
  const runIdOf: DriftState["runIdOf"] = (rootId, address) => state.runIdOf(rootId, address);
  const subjects = chatSubjects({ roots: state.roots, runIdOf }, named.length === 0 ? null : named);
  if (subjects.length === 0) {
    reply.markdown(nothingWords(state.roots));
    reply.button("check");
    return;
  }
  const [now, later] = [subjects.slice(0, RUNS_AT_MOST), subjects.slice(RUNS_AT_MOST)];
  for (const subject of now) {
    if (subjects.length > 1) reply.markdown(`\n\n## ${prose(subject.root)}\n\n`);
    await explainOne(subject, question, reply, window, signal);
  }
  if (later.length > 0) {
    reply.markdown(`\n\n_Not explained: drift in ${prose(rootNames(later))}. Name the addresses that you mean._`);
  }
  const [first] = now.flatMap(({ rootId, resources }) => resources.map(({ address }) => ({ rootId, address })));
  const isOne = now.length === 1 && now[0]!.resources.length === 1;
  if (first === undefined || !isOne) {
    reply.button("openHistory");
  } else {
    reply.button({ command: "showDifference", of: first });
    reply.button({ command: "goToCode", of: first });
  }
}

/** Our own rules answer where the person does not want anything to be sent. */
async function explainOne(
  { runId, addresses, about }: ChatSubject,
  { text, model: asked }: ChatQuestion,
  reply: ChatReply,
  { state, isTrusted, maySend }: ChatWindow,
  signal: AbortSignal,
): Promise<void> {
  const service = await state.service();
  const model = isTrusted ? asked : null;
  let suggestion = await service.suggest({ runId, addresses }, { signal, model, question: text });
  if (suggestion.model !== null) {
    const { prompt } = suggestion;
    const document = promptDocument(prompt, suggestion.model);
    const { name, address } = suggestion.model;
    const may = await maySend({ model: name, address, about, report: prompt.report, document });
    if (may === "read") {
      reply.markdown("_Nothing was sent yet. When you have read it, ask again._\n\n");
      return;
    }
    if (may === "send") {
      reply.progress(`Asking about ${plural(prompt.report.resources, "resource")}`);
    } else {
      reply.markdown("_Nothing was sent, as you decided._\n\n");
      suggestion = await service.suggest({ runId, addresses }, { signal, model: null });
    }
  }
  const harmless = new HarmlessMarkdown();
  try {
    for await (const part of suggestion.text) reply.markdown(harmless.push(part));
  } finally {
    reply.markdown(harmless.end());
  }
  const { leftOut } = suggestion.prompt.report;
  if (suggestion.model !== null && leftOut > 0) {
    reply.markdown(`\n\n_Left out for want of room: ${plural(leftOut, "resource")}. Name those that you mean._`);
  }
}

function nothingWords(roots: readonly RootState[]): string {
  const incomplete = roots.filter(isIncomplete).map(({ name }) => ({ root: name }));
  const unchecked = roots.filter((one) => one.run === null && !isIncomplete(one)).map(({ name }) => ({ root: name }));
  return [
    "No drift was found.",
    ...(incomplete.length > 0 ? [`Could not be checked completely: ${prose(rootNames(incomplete))}.`] : []),
    ...(unchecked.length > 0 ? [`Never checked: ${prose(rootNames(unchecked))}.`] : []),
  ].join(" ");
}
