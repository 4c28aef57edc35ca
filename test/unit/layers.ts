/** The rules of the architecture over imports, as tables, and what reads a file's imports. Paths are the repository's, with "/". */
import { posix } from "node:path";

export interface Import {
  readonly specifier: string;
  /** Erased when compiled: it says how things are named, not what runs. */
  readonly typeOnly: boolean;
}

/** Whose code a file is, most specific first. */
const LAYERS: readonly (readonly [pattern: RegExp, layer: string])[] = [
  [/^src\/shared\//, "shared"],
  [/^src\/core\//, "core"],
  [/^src\/server\//, "server"],
  [/^src\/host\//, "host"],
  [/^src\/cli(?:\.ts$|\/)/, "terminal"],
  [/^src\/extension\.ts$/, "extension"],
  [/^webview\//, "webview"],
];

/** What each layer may import beside itself. Nothing points the other way. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  core: ["shared"],
  server: ["shared", "core"],
  host: ["shared", "core"],
  terminal: ["shared", "core", "server"],
  extension: ["shared", "core", "host"],
  webview: ["shared"],
};

/** Who may import a package: everything that is prescribed or dangerous has one place. A package that is not listed has none. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  zod: /^src\//,
  vscode: /^src\/(?:host\/|extension\.ts$)/,
  execa: /^src\/core\/terraform\/runner\.ts$/,
  "node:child_process": /^src\/core\/terraform\/runner\.ts$/,
  lowdb: /^src\/core\/store\//,
  openai: /^src\/core\/ai\/backends\//,
  "cron-parser": /^src\/core\/schedule\/cronFields\.ts$/,
  cronstrue: /^src\/core\/schedule\/cronWords\.ts$/,
  "proper-lockfile": /^src\/core\/store\/lock\.ts$/,
  "web-tree-sitter":
    /^src\/core\/source\/(?:hcl\w+|addIgnoreChanges|feeding|moduleDirectory|moduleTree|sourceFile|acceptValues|changeAt|decider|draft|site|uses|variableFiles)\.ts$/,
  "jsonc-parser": /^src\/(?:core\/(?:jsonInsert|rules\/(?:writeRule|rule\w+)|source\/json\w+)|cli\/preferences)\.ts$/,
  sarif: /^src\/core\/report\/sarif\w*\.ts$/,
  "@vscode/webview-ui-toolkit": /^webview\/controls\.ts$/,
};

/** Folders whose inside is nobody else's business, and the doors into them. */
const DOORS: readonly { inside: string; doors: readonly string[]; types: readonly string[]; why: string }[] = [
  {
    inside: "src/core/plan/",
    // foreignResources: for what never was a plan, but has to be redacted by the same means
    // stateIdentity: which state it is, without any of its values
    doors: ["src/core/plan/planReport", "src/core/plan/foreignResources", "src/core/plan/stateIdentity"],
    types: ["src/core/plan/classify"],
    why: "only core/plan sees raw values",
  },
  {
    inside: "src/core/source/",
    doors: ["src/core/source/openSource", "src/core/source/address", "src/core/source/attributePath"],
    types: ["src/core/source/source", "src/core/source/editing"],
    why: "the HCL reader is a bundle of its own",
  },
  {
    inside: "src/core/ai/backends/",
    doors: ["src/core/ai/backends/openAiBackend"],
    types: [],
    why: "what speaks to models is a bundle of its own",
  },
  {
    inside: "src/core/schedule/",
    doors: ["src/core/schedule/openSchedules", "src/core/schedule/bookEntries", "src/core/schedule/waker"],
    types: ["src/core/schedule/schedules", "src/core/schedule/scheduleEvents"],
    why: "what understands cron expressions is a bundle of its own",
  },
  {
    inside: "src/core/store/",
    // scheduleFile: for who must not load the store to know that there is nothing in it
    doors: [
      "src/core/store/openRunStore",
      "src/core/store/runId",
      "src/core/store/reconcileStore",
      "src/core/store/scheduleStore",
      "src/core/store/reconcileStore",
      "src/core/store/scheduleFile",
    ],
    types: ["src/core/store/runStore", "src/core/store/runPage", "src/core/store/scheduleBook"],
    why: "the store can be another one",
  },
];

const BANNED_NAMES = /(?:^|\/)(?:utils?|helpers?|index|types|common|misc)\.tsx?$/;

/** Every way to import, in both kinds of quotes. */
const IMPORT =
  /\b(import|export)\b(?:(\s+type)\b)?[^"'`;]*?\bfrom\s*["']([^"']+)["']|(?<!["'])\bimport\s*["']([^"']+)["']|\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]\s*\)/g;

export function importsOf(text: string): Import[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(([, , type, from, bare, called]) => ({
    specifier: from ?? bare ?? called ?? "",
    typeOnly: type !== undefined,
  }));
}

/** Comments may quote code. Strings that look like comments are left whole. */
function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\/[^\n]*|\/\*[^]*?\*\//g, "$1");
}

/** What is wrong with one import, in one sentence; null if nothing is. */
export function importBreach(file: string, { specifier, typeOnly }: Import): string | null {
  const target = targetOf(file, specifier);
  const layer = layerOf(file);
  if (layer === undefined) return `${file} belongs to no layer`;
  if (target === null) return packageBreach(file, layer, specifier);
  if (/\.(?:css|json|wasm)$/.test(target)) return null;
  const other = layerOf(`${target}.ts`);
  if (other === undefined) return `${file} imports ${specifier}, which belongs to no layer`;
  if (other !== layer && !BELOW[layer]!.includes(other)) return `${file}: ${layer} imports ${other} (${specifier})`;
  return doorBreach(file, target, typeOnly);
}

/** The file that a relative import names, without its ending; null for packages. */
export function targetOf(file: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return posix.join(posix.dirname(file), specifier).replace(/\.[jt]s$/, "");
}

function layerOf(file: string): string | undefined {
  return LAYERS.find(([pattern]) => pattern.test(file))?.[1];
}

function packageBreach(file: string, layer: string, specifier: string): string | null {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const place = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
  if (place !== undefined) return place.test(file) ? null : `${file} imports ${name}, which has another place`;
  if (!name.startsWith("node:")) return `${file} imports ${name}, for which no place is written down`;
  return layer === "shared" || layer === "webview" ? `${file}: ${layer} imports ${name}` : null;
}

function doorBreach(file: string, target: string, typeOnly: boolean): string | null {
  const room = DOORS.find(({ inside }) => target.startsWith(inside) && !file.startsWith(inside));
  if (room === undefined || room.doors.includes(target) || (typeOnly && room.types.includes(target))) return null;
  return `${file} imports ${target}: ${room.why}`;
}

/** What is wrong with a file by itself. */
export function fileBreaches(file: string, text: string): string[] {
  const code = withoutComments(text);
  const found: string[] = [];
  if (BANNED_NAMES.test(file)) found.push(`${file}: a name that says nothing`);
  if (/\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/.test(code)) found.push(`${file}: a default export`);
  if (/\bexport\s+(?:type\s+)?\*/.test(code)) found.push(`${file}: a barrel`);
  return found;
}

/** Circles of imports, each as the files that it runs through, the first one again at its end. `imports`: by file. */
export function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const from = path.indexOf(file);
    if (from >= 0) circles.push([...path.slice(from), file]);
    if (from >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return circles;
}
