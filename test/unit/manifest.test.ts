import assert from "node:assert/strict";
import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { manifestBreaches, type Surroundings } from "./manifest";

interface Package {
  version: string;
  [field: string]: unknown;
}

const manifest = readJson("package.json") as Package;
const around: Surroundings = {
  words: readJson("package.nls.json") as Record<string, string>,
  code: readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join("src", file), "utf8"))
    .join("\n"),
  exists: existsSync,
};

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The manifest with one thing changed: `a.b.c` names a place in it; undefined removes what is there. */
function changed(place: string[], value: unknown): unknown {
  const copy = structuredClone(manifest);
  const holder = place
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  holder[place.at(-1)!] = value;
  return JSON.parse(JSON.stringify(copy));
}

describe("the manifest", () => {
  it("agrees with the sources, the words and what was built", () => {
    assert.deepEqual(manifestBreaches(manifest, around), []);
  });

  it("names a program that can be executed", () => {
    accessSync("dist/cli.js", constants.X_OK);
    assert.match(readFileSync("dist/cli.js", "utf8").split("\n", 1)[0]!, /^#!\/usr\/bin\/env node$/);
  });

  it("agrees with the lock file, which names no registry", () => {
    const lock = readJson("package-lock.json") as { version: string; packages: Record<string, Package> };
    assert.equal(lock.version, manifest.version);
    assert.deepEqual(lock.packages[""]!.devDependencies, manifest.devDependencies);
    const named = Object.entries(lock.packages).filter(([, entry]) => "resolved" in entry);
    assert.deepEqual(named, []);
  });

  const settings = ["contributes", "configuration", "properties"];
  const wrong: [what: string, changed: unknown][] = [
    ["another publisher", changed(["publisher"], "somebody")],
    ["another licence", changed(["license"], "ISC")],
    ["a module type", changed(["type"], "commonjs")],
    ["an invented repository", changed(["repository"], { url: "https://example.com" })],
    ["a program that is not built", changed(["bin", "terraform-drift"], "dist/none.js")],
    ["no main", changed(["main"], undefined)],
    ["an older VS Code than its types", changed(["engines", "vscode"], "^1.90.0")],
    ["an inexact version", changed(["devDependencies", "zod"], "^4.0.0")],
    ["a shipped dependency", changed(["dependencies"], { zod: "4.0.0" })],
    ["an activation at every start", changed(["activationEvents"], ["*"])],
    ["support for untrusted workspaces", changed(["capabilities", "untrustedWorkspaces", "supported"], true)],
    ["a command without category", changed(["contributes", "commands", "0", "category"], undefined)],
    ["a command that nobody registers", changed(["contributes", "commands", "0", "command"], "terraformDrift.none")],
    ["a menu with an unknown command", changed(["contributes", "menus"], { "view/title": [{ command: "a.b" }] })],
    ["an executable from the workspace", changed([...settings, "terraformDrift.terraform.path", "scope"], "window")],
    ["an unrestricted executable", changed(["capabilities", "untrustedWorkspaces", "restrictedConfigurations"], [])],
    ["a setting without default", changed([...settings, "terraformDrift.check.timeout", "default"], undefined)],
    [
      "a setting that nobody reads",
      changed([...settings, "terraformDrift.nobodyReadsThis"], { default: 1, scope: "window", description: "x" }),
    ],
    ["words that are nowhere", changed(["description"], "%none%")],
  ];
  for (const [what, json] of wrong) {
    it(`may not have ${what}`, () => {
      assert.notDeepEqual(manifestBreaches(json, around), []);
    });
  }
});
