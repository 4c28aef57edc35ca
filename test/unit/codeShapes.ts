/** Terraform code of many shapes, each with one actual value that it is to say. The same seed makes the same code. */
import type { ActualValue } from "../../src/core/source/source";
import type { Json } from "../../src/shared/model";

export interface CodeShape {
  text: string;
  value: ActualValue;
  /** The whole argument as it is to be afterwards; null: it is gone. */
  argument: { name: string; path: string; expected: Json };
}

interface Random {
  /** From 0 up to, not including, `below`. */
  number(below: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return { number, chance: (percent) => next() * 100 < percent, pick: (from) => from[number(from.length)]! };
}

const WORDS = [
  "a",
  "eu-west-1",
  "é 😀",
  'q"uote',
  "back\\slash",
  "${x} %{y}",
  "100% $5",
  "",
  "two  spaces",
  "# no",
  "/* no */",
  "x = { y",
  "漢字",
];
const TEXTS = ["one\n", "one\n  two\n\nthree\n", "${x}\n%{y}\n", "# x\n\ty\n", "EOT2\n", "}\n]\n"];
const KEYS = ["Env", "Name", "cost_center", "a b", "kubernetes.io/x", "é", "A", "longer_than_others"];

function scalar(random: Random): Json {
  const kind = random.number(6);
  if (kind === 0) return random.pick([0, 1, 443, -5, 2.5, 9007199254740991, 1e21, -0.25]);
  if (kind === 1) return random.chance(50);
  if (kind === 2) return random.pick(TEXTS);
  return random.pick(WORDS);
}

interface Style {
  random: Random;
  json: boolean;
  newline: string;
  unit: string;
}

/** Code for a value, in one of the ways in which people write it. */
function literal(style: Style, value: Json, indent: string, inList = false): string {
  const { random } = style;
  if (style.json)
    return JSON.stringify(value, (_, item: unknown) =>
      typeof item === "string" ? item.replace(/([$%])\{/g, "$1$1{") : item,
    );
  if (typeof value === "string") return text(style, value, indent, inList);
  if (typeof value === "number")
    return value === 443 && random.chance(30)
      ? "4.43e2"
      : BigInt(Math.trunc(value)) === 0n || !Number.isInteger(value)
        ? String(value)
        : BigInt(value).toString();
  if (typeof value !== "object" || value === null) return String(value);
  const spread = random.chance(60);
  const inner = indent + style.unit;
  if (Array.isArray(value))
    return members(
      style,
      "[",
      value.map((item) => literal(style, item, spread ? inner : indent, true)),
      "]",
      indent,
      spread,
      true,
    );
  const colon = random.chance(20);
  const quoted = random.chance(30);
  const commas = random.chance(30);
  const entries = Object.entries(value).map(([key, item]) => {
    const name = !quoted && /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(key) ? key : JSON.stringify(key);
    const pad = random.chance(30) ? "   " : " ";
    return `${name}${colon ? " :" : `${pad}=`} ${literal(style, item, spread ? inner : indent, true)}`;
  });
  return members(style, "{", entries, "}", indent, spread, commas);
}

function members(
  style: Style,
  open: string,
  written: string[],
  close: string,
  indent: string,
  spread: boolean,
  commas: boolean,
): string {
  const { random, newline, unit } = style;
  if (!spread || written.length === 0)
    return `${open}${open === "{" && written.length > 0 ? " " : ""}${written.join(", ")}${open === "{" && written.length > 0 ? " " : ""}${close}`;
  const final = random.chance(50);
  const lines = written.map((member, i) => {
    const above = random.chance(15) ? `${indent}${unit}// above ${i}${newline}` : "";
    const comma = commas && (final || i < written.length - 1) ? "," : "";
    return `${above}${indent}${unit}${member}${comma}${comment(style)}${newline}`;
  });
  return `${open}${comment(style)}${newline}${lines.join("")}${indent}${close}`;
}

function comment({ random }: Style): string {
  return random.chance(15) ? random.pick([" # why", "  // é {", " # = 1", " /* x */"]) : "";
}

function text({ random, newline }: Style, value: string, indent: string, inList: boolean): string {
  const escaped = value.replace(/([$%])\{/g, "$1$1{");
  if (!value.endsWith("\n") || inList || newline !== "\n" || random.chance(20)) return JSON.stringify(escaped);
  if (random.chance(50) || /^[ \t]/m.test(value)) return `<<EOT\n${escaped}EOT`;
  const lines = escaped
    .split("\n")
    .slice(0, -1)
    .map((line) => (line === "" ? "" : `${indent}    ${line}`));
  return `<<-EOT\n${lines.join("\n")}\n${indent}  EOT`;
}

function scalars(random: Random, count: number): Json[] {
  return Array.from({ length: count }, () => scalar(random));
}

function mapOf(random: Random): Record<string, Json> {
  const keys = KEYS.filter(() => random.chance(40));
  return Object.fromEntries(keys.map((key) => [key, scalar(random)]));
}

function anyValue(random: Random): Json {
  const kind = random.number(5);
  if (kind === 0) return [...new Set(scalars(random, random.number(4)).map(String))];
  if (kind === 1) return mapOf(random);
  if (kind === 2) return Array.from({ length: 1 + random.number(2) }, (_, i) => ({ id: i, ...mapOf(random) }));
  return scalar(random);
}

/** A change inside a value, and the value as it is afterwards; the change is never none. */
function mutated(random: Random, path: string, value: Json): { value: ActualValue; expected: Json } {
  if (Array.isArray(value)) return mutatedList(random, path, value);
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    const fresh = KEYS.find((key) => !keys.includes(key));
    const key = keys.length === 0 || random.chance(30) ? fresh : random.pick(keys);
    if (key !== undefined && !keys.includes(key)) {
      const added = scalar(random);
      return {
        value: { path: step(path, key), before: null, after: added, action: "create" },
        expected: { ...value, [key]: added },
      };
    }
    const chosen = key ?? keys[0]!;
    if (random.chance(30)) {
      const { [chosen]: gone = null, ...rest } = value;
      return { value: { path: step(path, chosen), before: gone, after: null, action: "delete" }, expected: rest };
    }
    const below = mutated(random, step(path, chosen), value[chosen]!);
    return { value: below.value, expected: { ...value, [chosen]: below.expected } };
  }
  const after = Array.from({ length: 50 }, () => scalar(random)).find(
    (one) => one !== value && JSON.stringify([one]) !== `["${JSON.stringify(value)}"]`,
  )!;
  return { value: { path, before: value, after, action: "update" }, expected: after };
}

function step(path: string, key: string): string {
  return `${path}[${JSON.stringify(key)}]`;
}

function mutatedList(random: Random, path: string, value: Json[]): { value: ActualValue; expected: Json } {
  const index = random.number(value.length + 1);
  const item = value[index];
  if (item === undefined || random.chance(30)) {
    const added = value.some((one) => typeof one === "object") ? { id: 9, Env: scalar(random) } : "added";
    return {
      value: { path: `${path}[${index}]`, before: null, after: added, action: "create" },
      expected: value.toSpliced(index, 0, added),
    };
  }
  if (random.chance(30)) {
    return {
      value: { path: `${path}[${index}]`, before: item, after: null, action: "delete" },
      expected: value.toSpliced(index, 1),
    };
  }
  const below = mutated(random, `${path}[${index}]`, item);
  return { value: below.value, expected: value.with(index, below.expected) };
}

/** A file with some resources, one of which, `aws_x.y`, is to say one thing else. */
export function codeShape(seed: number, json = false): CodeShape {
  const random = randomOf(seed);
  const style: Style = {
    random,
    json,
    newline: random.chance(15) ? "\r\n" : "\n",
    unit: random.chance(15) ? "\t" : "  ",
  };
  const names = ["name", "size", "tags", "a", "description_of_it", "policy", "rules"].filter(() => random.chance(60));
  const said: [string, Json][] = [...names, "always"].map((name) => [name, anyValue(random)]);
  const nested: [string, Json][] = [
    ["size_gb", random.number(100)],
    ["kind", random.pick(WORDS)],
    ["x", scalar(random)],
  ];
  const [inside, outside] = [random.pick(nested), random.pick(said)];
  const [name, old, prefix] = random.chance(25) ? ([...inside, "disk[0]."] as const) : ([...outside, ""] as const);
  const asked = request(random, prefix + name, old);
  const argument = {
    name: prefix === "" ? asked.name : "disk",
    path: prefix === "" ? asked.name : `disk[0].${asked.name.replace("disk[0].", "")}`,
    expected: asked.expected,
  };
  const write = json ? jsonFile : hclFile;
  return { text: write(style, said, nested), value: asked.value, argument };
}

function request(random: Random, path: string, old: Json): { name: string; value: ActualValue; expected: Json } {
  const kind = random.number(10);
  if (kind === 0) {
    const name = path.replace(/[^.]+$/, "added_one");
    const added = random.chance(50) ? scalar(random) : { Env: "x", "a b": 1 };
    return { name, value: { path: name, before: null, after: added, action: "create" }, expected: added };
  }
  if (kind === 1) return { name: path, value: { path, before: old, after: null, action: "delete" }, expected: null };
  if (kind === 2) {
    const other = mutated(random, path, old).expected;
    return { name: path, value: { path, before: old, after: other, action: "update" }, expected: other };
  }
  return { name: path, ...mutated(random, path, old) };
}

function hclFile(style: Style, said: [string, Json][], nested: [string, Json][]): string {
  const { random, newline, unit } = style;
  const lines = (entries: [string, Json][], indent: string): string =>
    entries
      .map(([name, value]) => {
        const above = random.chance(15)
          ? `${random.chance(50) ? newline : ""}${indent}# about ${name} = {${newline}`
          : "";
        const pad = random.chance(30) ? "      " : " ";
        const written = literal(style, value, indent);
        return `${above}${indent}${name}${pad}= ${written}${written.startsWith("<<") ? "" : comment(style)}${newline}`;
      })
      .join("");
  const disk = `${newline}${unit}disk {${comment(style)}${newline}${lines(nested, unit + unit)}${unit}}${newline}`;
  const before = random.chance(50)
    ? `/* é${newline} */${newline}locals {${newline}${unit}x = "\${y}"${newline}}${newline}${newline}`
    : "";
  const end = random.chance(20) ? "" : newline;
  return `${before}resource "aws_x" "y" {${comment(style)}${newline}${lines(said, unit)}${disk}}${newline}${newline}resource "aws_x" "z" { size = 1 }${end}`;
}

function jsonFile(style: Style, said: [string, Json][], nested: [string, Json][]): string {
  const block = {
    ...Object.fromEntries(said),
    disk: [Object.fromEntries(nested)],
    lifecycle: { prevent_destroy: true },
  };
  const spaces = style.random.pick([undefined, "\t", "  ", "    "]);
  const escaped = (_: string, item: unknown): unknown =>
    typeof item === "string" ? item.replace(/([$%])\{/g, "$1$1{") : item;
  const written = JSON.stringify(
    { resource: { aws_x: { y: block, z: { size: "${var.x}" } } } },
    (key, item: unknown) => (item === "${var.x}" ? item : escaped(key, item)),
    spaces,
  );
  return written.replaceAll("\n", style.newline);
}
