/** Plan documents with secrets in every position, the same ones for the same seed. */
import type { Json } from "../../src/shared/model";
import { pick, type Random } from "./randomPlan";

/** One secret of a document. It occurs nowhere else, so that finding it is finding a leak. */
export interface Marker {
  readonly value: string | number;
  /** What must not be found, beside the spellings of the value itself. */
  readonly parts: readonly string[];
}

export interface SecretPlan {
  readonly document: Record<string, Json>;
  readonly markers: readonly Marker[];
  /** Changes that must be listed as sensitive: `type.name` and the top-level attribute. */
  readonly said: readonly { readonly resource: string; readonly attribute: string }[];
}

const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ".split("");
const DIGITS = "23456789".split("");
/** Letters that no report has of its own: four of them are unmistakable. */
const RARE = "жщъыѣўґџљњћђ".split("");
const ODD = [
  '"',
  "\\",
  "${x}",
  "%{if}",
  "\n",
  "\t",
  "é",
  "日本",
  "🚀",
  "'",
  "`",
  "<b>",
  "&",
  "\\n",
  '\\"',
  " ",
  "%41",
  "+",
  "/",
  "\u202e",
  "\r\n",
];

/** At least one digit, so that no word of any language comes out. */
function word(random: Random, length: number): string {
  const characters = Array.from({ length }, (_, i) => pick(random, i % 3 === 1 ? DIGITS : LETTERS));
  return characters.join("");
}

function shortWord(random: Random): string {
  return Array.from({ length: 4 + random(4) }, () => pick(random, RARE)).join("");
}

function privateKey(random: Random): Marker {
  const lines = Array.from({ length: 3 + random(4) }, () => word(random, 64));
  const end = pick(random, ["\n", "\r\n"]);
  const value = ["-----BEGIN RSA PRIVATE KEY-----", ...lines, "-----END RSA PRIVATE KEY-----", ""].join(end);
  return { value, parts: lines };
}

function oddText(random: Random): Marker {
  const pieces = Array.from({ length: 2 + random(4) }, () => [word(random, 9), pick(random, ODD)]).flat();
  return { value: `${pieces.join("")}${word(random, 9)}`, parts: [] };
}

export function marker(random: Random): Marker {
  switch (random(8)) {
    case 0:
      return { value: shortWord(random), parts: [] };
    case 1:
      return privateKey(random);
    case 2:
    case 3:
      return oddText(random);
    case 4:
      return { value: 10_000_000_000 + random(2_000_000_000), parts: [] };
    case 5: {
      const inner = word(random, 20);
      return { value: JSON.stringify({ user: "app", password: inner }), parts: [inner] };
    }
    case 6: {
      const long = word(random, 300);
      return { value: long, parts: [long.slice(100, 130)] };
    }
    default:
      return { value: word(random, 8 + random(30)), parts: [] };
  }
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** Ways in which programs write a text into another one. */
export const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  (text) => goJson(text),
  (text) => hcl(text),
  (text) => encodeURIComponent(wellFormed(text)),
  (text) => encodeURIComponent(wellFormed(text)).replace(/%../g, (code) => code.toLowerCase()),
  (text) => new URLSearchParams({ x: text }).toString().slice(2),
  base64,
  (text) => Buffer.from(text).toString("base64url"),
  (text) => base64(JSON.stringify({ a: 1, b: text })),
  (text) => base64(`#!/bin/sh\nexport X=${text}\n`),
  (text) => base64(base64(`x ${text} `)),
  (text) => text.replace(/\n/g, "\n    "),
];

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** As `jsonencode` writes. */
function goJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function hcl(text: string): string {
  return text
    .replace(/[\\"]/g, "\\$&")
    .replace(/([$%])\{/g, "$1$1{")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t");
}

const SECRET_NAMES = [
  ...[
    "password",
    "admin_password",
    "adminPassword",
    "DB_PASSWORD",
    "PGPASSWORD",
    "client-secret",
    "apiKey",
    "API_TOKEN",
  ],
  ...[
    "private_key",
    "connectionString",
    "secret_access_key",
    "auth_token",
    "passphrase",
    "sas_url",
    "APIKey",
    "kube_config",
  ],
];
const ORDINARY_NAMES = ["size", "image", "endpoint", "labels", "content", "setting", "comment_text", "rule"];
const KINDS = ["update", "update", "update", "kept", "replace", "delete"] as const;

/** One drifted attribute: what is recorded and what is, their marks, and whether the change must be said to be sensitive. */
interface Position {
  readonly before: Json;
  readonly after: Json;
  readonly beforeMarks?: Json;
  readonly afterMarks?: Json;
  readonly isSaid: boolean;
  /** Only under this name. */
  readonly name?: string;
}

class PlanWriter {
  readonly markers: Marker[] = [];
  readonly said: { resource: string; attribute: string }[] = [];
  readonly #known: Marker[] = [];
  #names = 0;

  constructor(readonly random: Random) {}

  /** A new secret that the plan declares or marks somewhere, so that it is known wherever else it is. */
  known(): Json {
    const made = this.#made();
    this.#known.push(made);
    return made.value;
  }

  /** A new secret that only its own position gives away. */
  fresh(): string {
    return String(this.#made().value);
  }

  #made(): Marker {
    const made = marker(this.random);
    this.markers.push(made);
    return made;
  }

  unique(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }

  /** A text that holds a known secret, spelled in one of many ways. */
  textWithKnown(): string {
    const text = String(pick(this.random, this.#known).value);
    const isShort = text.length < 8;
    const spelled = pick(this.random, isShort ? SPELLINGS.slice(0, 9) : SPELLINGS)(text);
    const [before, after] = pick(this.random, [
      ["", ""],
      ["see ", " there"],
      ["https://example.com/x?y=", "&z=1"],
      ['{"a":[', "]"],
      isShort ? ["(", ")"] : ["x", "y"],
    ] as const);
    return before + spelled + after;
  }

  /** A key of a map or an instance that holds a known secret. */
  keyWithKnown(): string {
    const text = String(pick(this.random, this.#known).value);
    return text.length >= 8 && this.random(2) === 0 ? `k-${text}-k` : text;
  }

  position(): Position {
    const { random } = this;
    switch (random(16)) {
      case 0:
        return { ...this.#pair(() => this.known()), beforeMarks: true, afterMarks: true, isSaid: true };
      case 1: // only one side is marked
        return {
          ...this.#pair(() => this.known()),
          ...(random(2) === 0 ? { beforeMarks: true } : { afterMarks: true }),
          isSaid: true,
        };
      case 2: // a whole object
        return {
          ...this.#pair(() => ({ a: this.known(), b: [this.known()] })),
          beforeMarks: true,
          afterMarks: true,
          isSaid: true,
        };
      case 3: // blocks that move
        return this.#movingBlocks();
      case 4: // a map
        return {
          ...this.#pair(() => ({ plain: "x", hidden: this.known() })),
          beforeMarks: { hidden: true },
          afterMarks: { hidden: true },
          isSaid: true,
        };
      case 5: // a set of secrets
        return {
          before: [this.known(), "x"],
          after: ["x", this.known(), this.known()],
          beforeMarks: [true, false],
          afterMarks: [false, true, true],
          isSaid: true,
        };
      case 6:
      case 7:
        return { ...this.#pair(() => this.fresh()), name: pick(random, SECRET_NAMES), isSaid: true };
      case 8: {
        const [name, value] = pick(random, [
          ["name", "value"],
          ["Name", "Value"],
          ["key", "value"],
        ] as const);
        const secretName = pick(random, SECRET_NAMES);
        const pairs = (): Json => [
          { [name]: "PORT", [value]: "80" },
          { [name]: secretName, [value]: this.fresh() },
        ];
        return { ...this.#pair(pairs), isSaid: true };
      }
      case 9: {
        const text = (): Json =>
          JSON.stringify([{ image: "a", environment: [{ name: "DB_PASSWORD", value: this.fresh() }] }]);
        return { ...this.#pair(text), isSaid: true };
      }
      case 10: {
        const secretName = pick(random, SECRET_NAMES);
        const inner = (): string => JSON.stringify({ nested: { [secretName]: this.fresh() } });
        return { ...this.#pair(() => JSON.stringify({ doc: inner(), list: [inner()] })), isSaid: true };
      }
      case 11:
        return {
          ...this.#pair(() => `postgres://app:${word(random, 0)}${encodeURIComponent(this.#word())}@db.example.com/x`),
          isSaid: true,
        };
      case 12: // keys
        return {
          before: { x: "1", [this.keyWithKnown()]: "1" },
          after: { x: "2", [this.keyWithKnown()]: "2" },
          isSaid: false,
        };
      case 13: // the kind of value changed
        return { before: [this.textWithKnown()], after: this.textWithKnown(), isSaid: true };
      case 14: // nested, at a position that nobody marked
        return {
          before: [{ a: "1", deep: { text: "old" } }],
          after: [{ a: "1", deep: { text: this.textWithKnown() } }],
          isSaid: true,
        };
      default: {
        const before = this.textWithKnown();
        const after = random(2) === 0 ? "new" : this.textWithKnown();
        return { before, after: after === before ? "new" : after, isSaid: true };
      }
    }
  }

  /** A secret that fits into an address. */
  #word(): string {
    const made: Marker = { value: word(this.random, 12), parts: [] };
    this.markers.push(made);
    return String(made.value);
  }

  #pair(make: () => Json): Position {
    return { before: make(), after: make(), isSaid: true };
  }

  #movingBlocks(): Position {
    const block = (name: string): Json => ({ name, inner: [{ plain: name, hidden: this.known() }] });
    const marks: Json = { inner: [{ hidden: true }] };
    return {
      before: [block("a"), block("b"), block("c")],
      after: [block("c"), block("a"), block("d")],
      beforeMarks: pick(this.random, [
        [marks, marks, marks],
        [{}, marks, marks],
      ]),
      afterMarks: [marks, marks, marks],
      isSaid: true,
    };
  }
}

interface Entries {
  readonly drift: Json[];
  readonly changes: Json[];
  readonly prior: Json[];
  readonly configured: Json[];
}

function identity(writer: PlanWriter, mode = "managed") {
  const name = writer.unique("r");
  const type = `${mode === "data" ? "data." : ""}lab_thing`;
  const key = writer.random(3) === 0 && writer.markers.length > 4 ? writer.keyWithKnown() : null;
  const address = `${type}.${name}${key === null ? "" : `["${hcl(key)}"]`}`;
  return {
    address,
    mode,
    type: "lab_thing",
    name,
    ...(key === null ? {} : { index: key }),
    provider_name: "registry.terraform.io/x/lab",
  };
}

/** A resource that did not drift, in one of the ways in which a plan may mention it. It makes its secrets known. */
function addUndrifted(writer: PlanWriter, { drift, changes, prior }: Entries): void {
  const { random } = writer;
  const one = identity(writer, random(5) === 0 ? "data" : "managed");
  const before: Json = { id: "1", plain: "x", token_text: writer.known(), list: [{ hidden: writer.known() }] };
  const marks: Json = pick<Json>(random, [true, { token_text: true, list: [{ hidden: true }] }]);
  const actions = pick(random, [
    ["no-op"],
    ["update"],
    ["create"],
    ["delete"],
    ["read"],
    ["delete", "create"],
    ["forget"],
  ]);
  const isNew = actions[0] === "create";
  changes.push({
    ...one,
    ...(random(6) === 0 ? { deposed: "abcd1234" } : {}),
    change: {
      actions,
      before: isNew ? null : before,
      after: actions[0] === "delete" ? null : { ...before, plain: actions[0] === "no-op" ? "x" : "y" },
      after_unknown: isNew ? { id: true } : {},
      before_sensitive: isNew ? false : marks,
      after_sensitive: marks,
    },
  });
  if (random(4) === 0) {
    const moved = { ...one, previous_address: "lab_thing.old" };
    drift.push({
      ...moved,
      change: { actions: ["no-op"], before, after: before, before_sensitive: marks, after_sensitive: marks },
    });
  }
  prior.push({ ...one, values: before, sensitive_values: marks });
}

function addDrifted(writer: PlanWriter, { drift, changes, prior, configured }: Entries): void {
  const { random } = writer;
  const one = identity(writer);
  const kind = pick(random, KINDS);
  const before: Record<string, Json> = { id: "1" };
  const after: Record<string, Json> = { id: "1" };
  const beforeMarks: Record<string, Json> = {};
  const afterMarks: Record<string, Json> = {};
  const expressions: Record<string, Json> = {};
  for (let i = 1 + random(5); i > 0; i--) {
    const position = writer.position();
    const name = position.name ?? `${pick(random, ORDINARY_NAMES)}_${writer.unique("n")}`;
    if (Object.hasOwn(before, name)) continue;
    const { beforeMarks: marksBefore = false, afterMarks: marksAfter = false } = position;
    before[name] = position.before;
    beforeMarks[name] = marksBefore;
    after[name] = position.after;
    afterMarks[name] = marksAfter;
    if (kind === "delete") {
      // Nothing is left but what was recorded; it holds all secrets, so that they are known.
      before[`${name}_too`] = position.after;
      beforeMarks[`${name}_too`] = marksAfter === false ? marksBefore : marksAfter;
    }
    if (random(2) === 0)
      expressions[name] = random(2) === 0 ? { constant_value: position.before } : { references: ["var.x"] };
    if (position.isSaid && kind !== "delete")
      writer.said.push({ resource: `${one.type}.${one.name}`, attribute: name });
  }
  const isDeleted = kind === "delete";
  drift.push({
    ...one,
    change: {
      actions: [isDeleted ? "delete" : "update"],
      before,
      after: isDeleted ? null : after,
      before_sensitive: beforeMarks,
      after_sensitive: isDeleted ? false : afterMarks,
    },
  });
  const planned = pick(random, [
    before,
    { ...before, id: null },
    Object.fromEntries(Object.keys(before).map((name) => [name, writer.textWithKnown()])),
  ]);
  const unknown: Json = random(3) === 0 ? Object.fromEntries(Object.keys(before).map((name) => [name, true])) : {};
  const actions = { update: ["update"], kept: ["no-op"], replace: ["delete", "create"], delete: ["create"] }[kind];
  changes.push({
    ...one,
    change: {
      actions,
      before: isDeleted ? null : after,
      after: kind === "kept" ? after : planned,
      after_unknown: unknown,
      before_sensitive: isDeleted ? false : afterMarks,
      after_sensitive: afterMarks,
      ...(kind === "replace" ? { replace_paths: [[Object.keys(before).at(-1)!]] } : {}),
    },
  });
  prior.push({ ...one, values: after, sensitive_values: afterMarks });
  configured.push({ ...one, expressions });
}

/** A whole document. Everything that makes secrets known comes first, so that the rest can use them. */
export function secretPlan(random: Random): SecretPlan {
  const writer = new PlanWriter(random);
  const entries: Entries = { drift: [], changes: [], prior: [], configured: [] };
  const variables = {
    pass: writer.known(),
    whole: { a: writer.known(), b: [writer.known()] },
    db_password: writer.fresh(),
  };
  const rootVariables: Json = {
    pass: { sensitive: true, default: writer.known() },
    whole: { sensitive: true },
    db_password: {},
    x: {},
  };
  const calls: Json = {
    net: {
      source: "./net",
      expressions: { secret_in: { constant_value: writer.known() }, passed: { references: ["var.plain_here"] } },
      module: {
        variables: {
          secret_in: { sensitive: true },
          passed: { sensitive: true },
          given: { sensitive: true, default: writer.known() },
        },
        module_calls: {
          inner: { module: { variables: { deep: { sensitive: true, default: { a: writer.known() } } } } },
        },
      },
    },
  };
  const outputs: Json = {
    hidden: {
      actions: ["update"],
      before: writer.known(),
      after: writer.known(),
      before_sensitive: true,
      after_sensitive: true,
    },
    structure: {
      actions: ["no-op"],
      before: { a: writer.known() },
      after: null,
      before_sensitive: { a: true },
      after_sensitive: false,
    },
  };
  for (let i = 2 + random(4); i > 0; i--) addUndrifted(writer, entries);
  for (let i = 2 + random(4); i > 0; i--) addDrifted(writer, entries);
  const state: Json = { format_version: "1.0", values: { root_module: { resources: entries.prior } } };
  const members: [string, Json][] = [
    ["planned_values", { root_module: { resources: entries.prior } }],
    ["resource_drift", entries.drift],
    ["resource_changes", entries.changes],
    ["output_changes", outputs],
    ["prior_state", state],
    ["configuration", configuration(writer, rootVariables, calls, entries.configured)],
    ["relevant_attributes", [{ resource: "lab_thing.r1", attribute: ["labels", writer.keyWithKnown()] }]],
    ["variables", { ...mapValues(variables), plain_here: { value: writer.known() } }],
    ["checks", [{ problems: [{ message: writer.textWithKnown() }] }]],
  ];
  const at = random(members.length);
  return {
    document: Object.fromEntries([
      ["format_version", "1.2"],
      ["terraform_version", "1.11.4"],
      ...members.slice(at),
      ...members.slice(0, at),
    ]),
    markers: writer.markers,
    said: writer.said,
  };
}

function mapValues(variables: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }]));
}

function configuration(writer: PlanWriter, variables: Json, calls: Json, resources: Json[]): Json {
  return {
    provider_config: { lab: { name: "lab", expressions: { token: { constant_value: writer.fresh() } } } },
    root_module: { variables, module_calls: calls, resources },
  };
}
