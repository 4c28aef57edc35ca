/** What a page may send. A page is foreign: whatever arrives from it is checked against these before anything is done. */
import * as z from "zod";
import { driftRun, runStatus } from "./model";
import { type Requests, RUNS_AT_MOST } from "./protocol";

const nothing = z.null();
const runId = driftRun.shape.id;
const root = z.string().max(4000).nullable();
const filter = z.strictObject({ root, status: runStatus.nullable() });
/** Of a list of the host's own making. */
const position = z.int().min(0);

const explained = [
  z.strictObject({ kind: z.literal("run"), runId }),
  z.strictObject({ kind: z.literal("list"), list: z.string().max(4000) }),
  z.strictObject({ kind: z.literal("resource"), resource: position }),
] as const;
const answered = z.strictObject({ kind: z.literal("answer"), runId });

/** The parameters of each request. */
export const requestSchemas: { readonly [Method in keyof Requests]: z.ZodType<Requests[Method]["params"]> } = {
  ready: z.strictObject({ filter, limit: z.int().min(1).max(RUNS_AT_MOST) }),
  runs: z.strictObject({ filter, cursor: z.string().max(1000) }),
  run: z.strictObject({ runId }),
  trend: z.strictObject({ root }),
  compare: z.strictObject({ runIds: z.tuple([runId, runId]) }),
  recurrence: z.strictObject({ root }),
  more: z.strictObject({ list: z.string().max(4000), from: position }),
  openCode: z.strictObject({ place: position }),
  showDifference: z.strictObject({ resource: position }),
  showOutput: z.strictObject({ runId }),
  check: z.strictObject({ root }),
  cancel: z.strictObject({ runId }),
  previousRun: z.strictObject({ runId }),
  pickOther: z.strictObject({ runId }),
  exportRun: z.strictObject({ runId }),
  deleteRun: z.strictObject({ runId }),
  clearHistory: nothing,
  openRetention: nothing,
  explain: z.strictObject({ about: z.discriminatedUnion("kind", explained) }),
  showPrompt: z.strictObject({ about: z.discriminatedUnion("kind", [...explained, answered]) }),
  answer: z.strictObject({ runId }),
  stopAnswer: z.strictObject({ runId }),
  retryAnswer: z.strictObject({ runId }),
  copyAnswer: z.strictObject({ runId }),
  closeAnswer: z.strictObject({ runId }),
  runSuggested: z.strictObject({ runId, command: z.string().max(1000) }),
  setUpModel: nothing,
};
