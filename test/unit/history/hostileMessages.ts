/** Messages that no honest page sends, and good ones among them; the same ones for the same seed. */
import { pick, type Random } from "../randomPlan";

/** What an honest page could name. */
export interface Known {
  readonly runIds: readonly string[];
  readonly roots: readonly string[];
  readonly cursor: string;
  readonly list: string;
  /** Of a place and of a resource. */
  readonly numbers: readonly number[];
}

export interface Fuzzed {
  readonly message: unknown;
  /** It has the form of a request, and so there has to be an answer. */
  readonly isRequest: boolean;
  /** The answer has to be a refusal. Of the others nobody says whether they are good. */
  readonly isBad: boolean;
}

/** What a field may hold; anything else that is drawn for it is wrong. */
type Field = (known: Known) => { readonly good: readonly unknown[]; readonly bad: readonly unknown[] };

const LONG = "x".repeat(100_000);

const HOSTILE_IDS = [
  ...["", " ", "run_", "run_000009", "run_x/../run_000001", "run_..", "../../etc/passwd", "run_000001.json", LONG],
  ...["run_000001\n", "run_000001\0", `run_${"a".repeat(61)}`, "run_%2e%2e", "RUN_000001", "__proto__", "constructor"],
];
const HOSTILE_NUMBERS = [NaN, Infinity, -Infinity, -1, 0.5, 1e300, 2 ** 53];

/** Of every type, and none of them a string, a whole number from 0 up, or null. */
function otherThings(): unknown[] {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  return [
    ...[undefined, true, false, ...HOSTILE_NUMBERS, 10n, new Date(0), /x/, new Error("e"), new Uint8Array(3)],
    ...[new Map([["root", 1]]), new Set([1]), [], [null], [[]], {}, { toString: "x" }, { length: 1 }, deep(), cyclic],
    ...[own("__proto__", { polluted: 1 }), own("constructor", { prototype: { polluted: 1 } })],
  ];
}

function deep(): unknown {
  let nested: unknown = [];
  for (let depth = 0; depth < 1000; depth++) nested = [nested];
  return nested;
}

const runId: Field = ({ runIds }) => ({ good: runIds, bad: [null, 1, ...HOSTILE_IDS, ...otherThings()] });
/** Where one that is unknown does no harm. */
const anyRunId: Field = (known) => ({ ...runId(known), bad: runId(known).bad.filter((id) => id !== "run_000009") });
const root: Field = ({ roots }) => ({ good: [null, ...roots], bad: [0, LONG, ...otherThings()] });
const number: Field = ({ numbers }) => ({ good: [0, ...numbers], bad: [null, "", "1", ...otherThings()] });
const filter: Field = ({ roots }) => ({
  good: [
    { root: null, status: null },
    { root: roots[0], status: "clean" },
  ],
  bad: [
    ...[null, "all", 1, ...otherThings()],
    ...["", "deleted", "__proto__", 1, []].map((status) => ({ root: null, status })),
    ...[{ root: null }, { status: null }, { root: [], status: null }, { root: null, status: null, projectId: "shop" }],
  ],
});

const about: Field = ({ runIds: [first], list, numbers }) => ({
  good: [
    { kind: "run", runId: first },
    { kind: "list", list },
    { kind: "resource", resource: numbers.at(-1) },
  ],
  bad: [
    ...[null, 1, "run", {}, { kind: "__proto__" }, { kind: "run" }, { kind: "run", runId: "../x" }, ...otherThings()],
    ...[
      { kind: "run", list },
      { kind: "list", list: LONG },
      { kind: "list", list: "__proto__" },
      { kind: "list", list: 1 },
    ],
    ...HOSTILE_NUMBERS.map((number) => ({ kind: "resource", resource: number })),
    { kind: "run", runId: first, addresses: ["a.b"] },
  ],
});

const FIELDS: Readonly<Record<string, Readonly<Record<string, Field>> | null>> = {
  ready: {
    filter,
    limit: () => ({ good: [1, 100, 10_000], bad: [null, 0, 10_001, "1", LONG, ...otherThings()] }),
  },
  runs: {
    filter,
    cursor: ({ cursor }) => ({ good: [cursor], bad: [null, 1, "", "x", LONG, "../x", ...otherThings()] }),
  },
  run: { runId },
  trend: { root },
  compare: {
    runIds: ({ runIds: [a, b] }) => ({
      good: [
        [a, b],
        [b, a],
      ],
      bad: [...[null, a, [a], [a, b, a], [a, null], ["../x", a], { 0: a, 1: b, length: 2 }], ...otherThings()],
    }),
  },
  recurrence: { root },
  more: {
    list: ({ list }) => ({ good: [list, "", "__proto__"], bad: [null, 1, LONG, ...otherThings()] }),
    from: number,
  },
  openCode: { place: number },
  showDifference: { resource: number },
  showOutput: { runId },
  check: { root: (known) => ({ ...root(known), bad: ["", "net", "__proto__", ...root(known).bad] }) },
  cancel: { runId },
  previousRun: { runId },
  pickOther: { runId },
  exportRun: { runId },
  deleteRun: { runId: anyRunId },
  explain: { about },
  showPrompt: { about },
  answer: { runId: anyRunId },
  stopAnswer: { runId: anyRunId },
  retryAnswer: { runId: anyRunId },
  copyAnswer: { runId: anyRunId },
  closeAnswer: { runId: anyRunId },
  runSuggested: {
    runId,
    command: () => ({
      good: ["terraform-drift history", "terraform-drift check --target aws_instance.web"],
      bad: [null, 1, "", "ls", "terraform-drift check --target ADDRESS", LONG, ...otherThings()],
    }),
  },
  setUpModel: null,
  clearHistory: null,
  openRetention: null,
};

const NAMES = ["__proto__", "constructor", "prototype", "path", "file", "runid", "", "0", "toString", LONG];
const METHODS = ["__proto__", "constructor", "hasOwnProperty", "Run", "run ", "", "delete", LONG, "a\nb"];

/** Never what the host knows as a message. */
export function strangeThings(): unknown[] {
  const params = { runId: "run_000001" };
  return [
    ...[null, 0, "", "request", LONG, ...otherThings()],
    ...["", "Request", "command", null, 1, ["request"], {}].map((kind) => ({ kind, id: 1, method: "run", params })),
    ...[undefined, null, 1, ["run"], {}, NaN].map((method) => ({ kind: "request", id: 1, method, params })),
    { kind: "request", method: "run", params },
    { kind: "reply", id: 1, result: null },
    { kind: "reply" },
    { kind: "error", id: 1, message: LONG },
    { kind: "event", name: "__proto__", payload: null },
  ];
}

/** One of them: most are bad in one way, so that each way is met by all that is good around it. */
export function fuzzedMessage(random: Random, known: Known): Fuzzed {
  const id = pick<unknown>(random, [1, 2, 1e9, -1, 0, "1", "__proto__", null, { a: 1 }]);
  const [method, fields] = pick(random, Object.entries(FIELDS));
  const request = (params: unknown, isBad: boolean, name = method): Fuzzed => ({
    message: { kind: "request", id, method: name, params },
    isRequest: true,
    isBad,
  });
  const good = goodParams(random, fields, known);
  switch (random(8)) {
    case 0:
      return { message: pick(random, strangeThings()), isRequest: false, isBad: false };
    case 1:
      return request(good, true, pick(random, METHODS));
    case 2:
      return request(pick(random, fields === null ? [{}, ...notNull()] : [null, ...notNull()]), true);
    case 3:
      return request({ ...good, ...own(pick(random, NAMES), good) }, true);
    case 4:
      return request(good, false);
    default: {
      if (fields === null) return request(good, false);
      const [name, field] = pick(random, Object.entries(fields));
      const value = pick(random, [MISSING, ...field(known).bad]);
      const others = Object.fromEntries(Object.entries(good ?? {}).filter(([other]) => other !== name));
      return request(value === MISSING ? others : { ...others, [name]: value }, true);
    }
  }
}

const MISSING = Symbol("missing");

function notNull(): unknown[] {
  return ["", "run_000001", 1, ...otherThings()].filter((thing) => thing !== undefined);
}

function goodParams(
  random: Random,
  fields: Readonly<Record<string, Field>> | null,
  known: Known,
): Readonly<Record<string, unknown>> | null {
  if (fields === null) return null;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, pick(random, field(known).good)]));
}

/** With a property of its own of that name, even "__proto__". */
function own(name: string, value: unknown): object {
  return Object.fromEntries([[name, value]]);
}
