/** A history panel: the client that its page is, and what stands for the editor's window around it. */
import type { RootModule } from "../../../src/core/local/rootModule";
import { silentLog } from "../../../src/core/ports";
import type { WorkspaceRef } from "../../../src/core/service";
import type {
  ExportFormat,
  HistoryHost,
  HistoryPage,
  Permission,
  RunOption,
  Sending,
  WayOut,
} from "../../../src/host/history/historyHost";
import type { DriftRun } from "../../../src/shared/model";
import type { PageWords } from "../../../src/shared/pageWords";
import type { Events, ModelChoice, Requests, RunFilter } from "../../../src/shared/protocol";
import { type Envelope, RpcClient } from "../../../src/shared/rpc";

/** What the window is like, and what the person in front of it answers. */
export interface Answers {
  /** The root modules whose code is open; none if absent. */
  readonly roots?: readonly RootModule[];
  /** How far the checks are that the window makes; none if absent. */
  readonly running?: ReadonlyMap<string, { done: number; total: number | null }>;
  readonly canCheck?: boolean;
  readonly kept?: number;
  /** The model that is set up; none if absent. */
  readonly model?: ModelChoice;
  /** Whether something may be sent; yes if absent. */
  readonly maySend?: (sending: Sending) => Promise<Permission>;
  /** To every question; no if absent. */
  readonly confirms?: boolean;
  /** The run chosen of several; null: the person would rather not. */
  readonly chooses?: (options: readonly RunOption[]) => string | null;
  readonly checks?: (ref: WorkspaceRef | null) => Promise<void>;
  /** The formats in which a run is exported; none: the person would rather not. */
  readonly exports?: readonly ExportFormat[];
}

/** What the window was asked to do, in order. Looking at it is not noted. */
export type Asked =
  | readonly ["openCode", file: string, line: number, column: number]
  | readonly ["check", ref: WorkspaceRef | null]
  | readonly ["showDifference", runId: string, address: string]
  | readonly ["putRight", way: WayOut, ref: WorkspaceRef, address: string]
  | readonly ["showOutput", runId: string]
  | readonly ["choose", title: string, options: readonly RunOption[]]
  | readonly ["save", run: DriftRun, texts: readonly string[]]
  | readonly ["confirm", question: string, action: string]
  | readonly ["openRetention"]
  | readonly ["checkOnly", ref: WorkspaceRef | null, targets: readonly string[]]
  | readonly ["maySend", sending: Sending]
  | readonly ["showText", title: string, text: string]
  | readonly ["copy", text: string]
  | readonly ["setUpModel"];

export type Heard = { readonly [Name in keyof Events]: readonly [Name, Events[Name]] }[keyof Events];

export interface OpenedPage {
  readonly client: RpcClient<Requests, Events>;
  readonly page: HistoryPage;
  readonly asked: Asked[];
  /** The events that the page was told of. */
  readonly heard: Heard[];
  /** All that was posted to it. */
  readonly posted: Envelope[];
  /** What of the log is for people: warnings and errors. */
  readonly logged: string[];
}

/** Everything, whatever it is. */
export const ALL: RunFilter = { root: null, status: null };

/** Of all that the page says, what the host itself speaks of. */
export const WORDS = {
  title: "Drift History",
  compareWith: "Compare With…",
  deleteAction: "Delete",
  deleteQuestion: "Delete this run?",
  clearHistory: "Clear History",
  clearQuestion: "Delete all runs?",
  willBeSent: "What Will Be Sent",
  wasSent: "What Was Sent",
  ignoreQuestion: "Ignore {0} in this run?",
  ignoreAction: "Ignore",
} as PageWords;

/** Both sides; what passes between them is cloned, as a window does it. */
export function pageOver(openPage: (host: HistoryHost) => HistoryPage, answers: Answers): OpenedPage {
  const [asked, heard, posted, logged]: [Asked[], Heard[], Envelope[], string[]] = [[], [], [], []];
  const {
    roots = [],
    running,
    canCheck = true,
    kept = 1000,
    confirms = false,
    chooses,
    checks,
    exports = [],
    model = { name: null, isAllowed: true },
    maySend = () => Promise.resolve("send"),
  } = answers;
  const page = openPage({
    words: WORDS,
    log: {
      ...silentLog,
      warn: (message) => void logged.push(message),
      error: (message) => void logged.push(message),
    },
    post: (message) => {
      const cloned = structuredClone(message);
      posted.push(cloned);
      client.receive(cloned);
    },
    progressOf: (runId) => running?.get(runId) ?? null,
    rootOf: (ref) => roots.find((root) => isSame(root, ref)) ?? null,
    roots: () => roots,
    canCheck: () => canCheck,
    kept: () => kept,
    check: async (ref, targets) => {
      asked.push(targets === undefined ? ["check", ref] : ["checkOnly", ref, targets]);
      await checks?.(ref);
    },
    openCode: ({ file, line, column }) => noted(["openCode", file, line, column]),
    showDifference: (runId, address) => noted(["showDifference", runId, address]),
    putRight: (way, { projectId, workspaceId }, { address }) =>
      noted(["putRight", way, { projectId, workspaceId }, address]),
    showOutput: (runId) => noted(["showOutput", runId]),
    choose: (title, options) => {
      asked.push(["choose", title, options]);
      return Promise.resolve(chooses?.(options) ?? null);
    },
    save: (run, render) => noted(["save", run, exports.map(render)]),
    confirm: (question, action) => {
      asked.push(["confirm", question, action]);
      return Promise.resolve(confirms);
    },
    openRetention: () => noted(["openRetention"]),
    model: () => model,
    maySend: (sending) => {
      asked.push(["maySend", sending]);
      return maySend(sending);
    },
    showText: (title, text) => noted(["showText", title, text]),
    copy: (text) => noted(["copy", text]),
    setUpModel: () => noted(["setUpModel"]),
  });
  const client = new RpcClient<Requests, Events>((message) => void page.receive(structuredClone(message)));
  client.on("changed", (payload) => heard.push(["changed", payload]));
  client.on("live", (payload) => heard.push(["live", payload]));
  client.on("answer", (payload) => heard.push(["answer", payload]));
  client.on("answerText", (payload) => heard.push(["answerText", payload]));
  client.on("select", (payload) => heard.push(["select", payload]));
  return { client, page, asked, heard, posted, logged };

  function noted(what: Asked): Promise<void> {
    asked.push(what);
    return Promise.resolve();
  }
}

function isSame(a: WorkspaceRef, b: WorkspaceRef): boolean {
  return a.projectId === b.projectId && a.workspaceId === b.workspaceId;
}
