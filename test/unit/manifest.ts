/** The rules over package.json, which is code too: nothing else notices when it contradicts the sources. */
import * as z from "zod";

const dependencies = z.record(z.string(), z.string()).default({});
const command = z.object({ command: z.string(), title: z.string(), category: z.string().optional() });
const menuEntry = z.object({ command: z.string().optional(), when: z.string().optional() });
const setting = z.looseObject({
  default: z.unknown().optional(),
  scope: z.string().optional(),
  description: z.string().optional(),
  markdownDescription: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  enumDescriptions: z.array(z.string()).optional(),
});

const manifestShape = z.looseObject({
  name: z.string(),
  version: z.string(),
  publisher: z.string(),
  license: z.string(),
  main: z.string(),
  icon: z.string(),
  bin: z.record(z.string(), z.string()),
  engines: z.record(z.string(), z.string()),
  activationEvents: z.array(z.string()),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ supported: z.unknown(), restrictedConfigurations: z.array(z.string()) }),
    virtualWorkspaces: z.object({ supported: z.unknown() }),
  }),
  contributes: z.looseObject({
    commands: z.array(command),
    menus: z.record(z.string(), z.array(menuEntry)).default({}),
    configuration: z.object({ properties: z.record(z.string(), setting) }),
  }),
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});
type Manifest = z.infer<typeof manifestShape>;

/** What the rules compare the manifest with. */
export interface Surroundings {
  /** package.nls.json. */
  readonly words: Readonly<Record<string, string>>;
  /** The text of every file of src. */
  readonly code: string;
  readonly exists: (file: string) => boolean;
}

const PREFIX = "terraformDrift.";
/** What we do not have must not be claimed. */
const UNKNOWN_TO_US = ["type", "repository", "bugs", "homepage", "author", "sponsor", "qna"];
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
/** Settings that decide what is executed. */
const EXECUTES = /(?:path|wrapper|binary|env|command|args)$/i;

/** One sentence for each rule that is broken. */
export function manifestBreaches(json: unknown, around: Surroundings): string[] {
  const parsed = manifestShape.safeParse(json);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const manifest = parsed.data;
  return [
    ...identityBreaches(manifest, around),
    ...dependencyBreaches(manifest),
    ...commandBreaches(manifest, around),
    ...settingBreaches(manifest, around),
    ...wordBreaches(json, around.words),
  ];
}

function identityBreaches(manifest: Manifest, { words, exists }: Surroundings): string[] {
  const { name, publisher, license, engines, main, icon, bin, activationEvents, capabilities } = manifest;
  const expected: [boolean, string][] = [
    [name === "terraform-drift" && publisher === "terraform-drift", "name and publisher are terraform-drift"],
    [words.displayName === "Terraform Drift", "the extension is called Terraform Drift"],
    [license === "MIT" && exists("LICENSE"), "the licence is MIT, in LICENSE"],
    [engines.node === ">=20", "Node 20 is enough"],
    [
      engines.vscode === `^${manifest.devDependencies["@types/vscode"] ?? ""}`,
      "the types are those of the oldest VS Code",
    ],
    [bin["terraform-drift"] === "dist/cli.js", "the program is dist/cli.js"],
    [capabilities.untrustedWorkspaces.supported === "limited", "untrusted workspaces have limited support"],
    [capabilities.virtualWorkspaces.supported === false, "virtual workspaces are not supported"],
  ];
  return [
    ...expected.filter(([holds]) => !holds).map(([, rule]) => `does not hold: ${rule}`),
    ...UNKNOWN_TO_US.filter((field) => field in manifest).map((field) => `has the field ${field}`),
    ...[main, icon, ...Object.values(bin)].filter((file) => !exists(file)).map((file) => `${file} is not there`),
    ...activationEvents
      .filter((event) => event === "*" || event === "onStartupFinished" || event.startsWith("onCommand:"))
      .map((event) => `starts too early, or says what goes without saying: ${event}`),
  ];
}

function dependencyBreaches({ dependencies: shipped, ...manifest }: Manifest): string[] {
  const all = [shipped, manifest.devDependencies, manifest.optionalDependencies, manifest.peerDependencies];
  return [
    ...all
      .flatMap((some) => Object.entries(some))
      .flatMap(([name, version]) => (EXACT.test(version) ? [] : [`${name} ${version} is not exact`])),
    ...Object.keys(shipped).map((name) => `${name} is a dependency: everything is bundled`),
  ];
}

function commandBreaches({ contributes }: Manifest, { code }: Surroundings): string[] {
  const contributed = contributes.commands.map((one) => one.command);
  const registered = [...code.matchAll(/registerCommand\(\s*"([^"]+)"/g)].map(([, name]) => name!);
  const inMenus = Object.values(contributes.menus).flat();
  return [
    ...contributes.commands
      .filter((one) => one.category !== "Terraform Drift")
      .map((one) => `${one.command} has no category`),
    ...contributed.filter((name) => !name.startsWith(PREFIX)).map((name) => `${name} lacks our prefix`),
    ...contributed.filter((name, at) => contributed.indexOf(name) !== at).map((name) => `${name} is contributed twice`),
    ...contributed.filter((name) => !registered.includes(name)).map((name) => `${name} is not registered`),
    ...registered.filter((name) => !contributed.includes(name)).map((name) => `${name} is not contributed`),
    ...inMenus.flatMap(({ command: name, when }) => [
      ...(name === undefined || contributed.includes(name) ? [] : [`a menu names ${name}, which is not contributed`]),
      ...(when?.trim() === "" ? [`an empty when clause of ${name ?? "a submenu"}`] : []),
    ]),
  ];
}

function settingBreaches({ contributes, capabilities }: Manifest, { code }: Surroundings): string[] {
  const settings = Object.entries(contributes.configuration.properties);
  const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
  return [
    ...settings.flatMap(([name, one]) => [
      ...(name.startsWith(PREFIX) ? [] : [`${name} lacks our prefix`]),
      ...("default" in one ? [] : [`${name} has no default`]),
      ...(one.scope === undefined ? [`${name} has no scope`] : []),
      ...(one.markdownDescription === undefined && one.description === undefined ? [`${name} has no description`] : []),
      ...((one.enum?.length ?? 0) === (one.enumDescriptions?.length ?? 0)
        ? []
        : [`${name} does not describe each value`]),
      ...(code.includes(`"${name.slice(PREFIX.length)}"`) ? [] : [`${name} is never read`]),
      ...(EXECUTES.test(name) ? executableBreaches(name, one.scope, restricted) : []),
    ]),
    ...restricted
      .filter((name) => !Object.hasOwn(contributes.configuration.properties, name))
      .map((name) => `${name} is restricted and does not exist`),
  ];
}

function executableBreaches(name: string, scope: string | undefined, restricted: readonly string[]): string[] {
  return [
    ...(restricted.includes(name) ? [] : [`${name} decides what is executed and is not restricted`]),
    ...(scope?.startsWith("machine") === true ? [] : [`${name} decides what is executed and is not the machine's own`]),
  ];
}

function wordBreaches(manifest: unknown, words: Readonly<Record<string, string>>): string[] {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
  return [
    ...used.filter((key) => !Object.hasOwn(words, key)).map((key) => `%${key}% has no words`),
    ...Object.keys(words)
      .filter((key) => !used.includes(key))
      .map((key) => `the words of %${key}% are not used`),
    ...Object.entries(words)
      .filter(([, text]) => text.trim() === "")
      .map(([key]) => `the words of %${key}% are empty`),
  ];
}
