import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { circlesIn, fileBreaches, importBreach, importsOf, targetOf } from "./layers";

function sources(): Map<string, string> {
  const files = ["src", "webview"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  );
  return new Map(files.filter((file) => file.endsWith(".ts")).map((file) => [file, readFileSync(file, "utf8")]));
}

function breachesOf(file: string, text: string): string[] {
  return importsOf(text).flatMap((one) => importBreach(file, one) ?? []);
}

describe("the layers", () => {
  it("hold in every file of the product", () => {
    const files = sources();
    assert.ok(files.size > 100, `only ${files.size} files were read`);
    const breaches = [...files].flatMap(([file, text]) => [...breachesOf(file, text), ...fileBreaches(file, text)]);
    assert.deepEqual(breaches, []);
  });

  it("have no circles of imports", () => {
    const files = sources();
    const imports = [...files].map(([file, text]) => {
      const targets = importsOf(text).map(({ specifier }) => `${targetOf(file, specifier) ?? specifier}.ts`);
      return [file, targets.filter((target) => files.has(target))] as const;
    });
    assert.deepEqual(circlesIn(new Map(imports)), []);
  });
});

describe("the rules of the layers", () => {
  const good: [file: string, text: string][] = [
    ["src/shared/a.ts", 'import * as z from "zod";\nimport { b } from "./b";'],
    ["src/core/a.ts", 'import { a } from "../shared/a";\nimport * as path from "node:path";'],
    ["src/core/local/a.ts", 'import { readPlanReport } from "../plan/planReport";'],
    ["src/core/ai/a.ts", 'import { redactForeignResources } from "../plan/foreignResources";'],
    ["src/core/local/a.ts", 'import type { ClassifyOptions } from "../plan/classify";'],
    ["src/core/local/a.ts", 'const { openSource } = await import("../source/openSource");'],
    ["src/core/terraform/runner.ts", 'const { execa } = await import("execa");'],
    ["src/core/ai/backends/a.ts", 'import { OpenAI } from "openai";'],
    ["src/core/ai/a.ts", 'const { openAiBackend } = await import("./backends/openAiBackend");'],
    ["src/core/plan/classify.ts", 'import { redactValue } from "./redact";'],
    ["src/server/a.ts", 'import { a } from "../core/service";\nimport { createServer } from "node:http";'],
    ["src/host/a.ts", 'import * as vscode from "vscode";\nimport { a } from "../core/service";'],
    ["src/extension.ts", 'import * as vscode from "vscode";\nimport { a } from "./host/a";'],
    ["src/cli.ts", 'import { a } from "./cli/a";'],
    ["src/cli/a.ts", 'import { a } from "../server/a";'],
    ["webview/main.ts", 'import { a } from "../src/shared/a";\nimport { b } from "./b";'],
    ["src/core/a.ts", '// as in import { a } from "../host/a"\n/* import "vscode" */'],
    ["src/core/a.ts", 'const url = "https://host/x"; const text = "from the host";'],
  ];
  for (const [file, text] of good) {
    it(`let ${file} have ${text.replaceAll("\n", " ")}`, () => {
      assert.deepEqual(breachesOf(file, text), []);
    });
  }

  const bad: [file: string, text: string][] = [
    ["src/shared/a.ts", 'import { readFileSync } from "node:fs";'],
    ["src/shared/a.ts", 'import { a } from "../core/a";'],
    ["src/shared/a.ts", "import { a } from '../core/a';"],
    ["src/shared/a.ts", 'import { execa } from "execa";'],
    ["src/core/a.ts", 'import * as vscode from "vscode";'],
    ["src/core/a.ts", 'import type { Uri } from "vscode";'],
    ["src/core/a.ts", 'import {\n  a,\n  b,\n} from "../host/a";'],
    ["src/core/a.ts", 'import "../server/a";'],
    ["src/core/a.ts", 'const a = await import("../cli/a");'],
    ["src/core/a.ts", "const a = await import(`../cli/a`);"],
    ["src/core/a.ts", 'const a = require("../extension");'],
    ["src/core/a.ts", 'export { a } from "../host/a";'],
    ["src/core/a.ts", 'import { a } from "left-pad";'],
    ["src/core/a.ts", 'import { a } from "../lab/a";'],
    ["src/core/ai/a.ts", 'import { OpenAI } from "openai";'],
    ["src/core/ai/a.ts", 'import { streamChat } from "./backends/streamChat";'],
    ["src/core/local/a.ts", 'import { spawn } from "node:child_process";'],
    ["src/core/terraform/version.ts", 'import { execa } from "execa";'],
    ["src/core/local/a.ts", 'import { redactValue } from "../plan/redact";'],
    ["src/core/local/a.ts", 'import { classify } from "../plan/classify";'],
    ["src/core/local/a.ts", 'import { withTree } from "../source/hclTree";'],
    ["src/core/local/a.ts", 'import { IndexFile } from "../store/indexFile";'],
    ["src/core/report/a.ts", 'import { Parser } from "web-tree-sitter";'],
    ["src/server/a.ts", 'import { a } from "../host/a";'],
    ["src/host/a.ts", 'import { a } from "../server/a";'],
    ["src/host/a.ts", 'import { a } from "../extension";'],
    ["src/cli/a.ts", 'import * as vscode from "vscode";'],
    ["src/cli.ts", 'import { a } from "./host/a";'],
    ["src/extension.ts", 'import { a } from "./cli/a";'],
    ["webview/main.ts", 'import { a } from "../src/core/a";'],
    ["webview/main.ts", 'import { join } from "node:path";'],
    ["webview/main.ts", 'import * as z from "zod";'],
    ["webview/main.ts", 'import { Button } from "@vscode/webview-ui-toolkit";'],
    ["src/elsewhere/a.ts", 'import { a } from "../shared/a";'],
  ];
  for (const [file, text] of bad) {
    it(`do not let ${file} have ${text.replaceAll("\n", " ")}`, () => {
      assert.equal(breachesOf(file, text).length, 1);
    });
  }

  it("know names that say nothing, default exports and barrels", () => {
    assert.equal(fileBreaches("src/core/utils.ts", "").length, 1);
    assert.equal(fileBreaches("src/core/plan/index.ts", "").length, 1);
    assert.equal(fileBreaches("src/core/a.ts", "export default function a() {}").length, 1);
    assert.equal(fileBreaches("src/core/a.ts", "export { a as default };").length, 1);
    assert.equal(fileBreaches("src/core/a.ts", 'export * from "./b";').length, 1);
    assert.equal(fileBreaches("src/core/a.ts", 'export type * from "./b";').length, 1);
    assert.deepEqual(fileBreaches("src/core/runIndex.ts", "export const a = 1; // export default"), []);
  });

  it("find a circle through several files, once, and none where paths only meet", () => {
    const circle = new Map([
      ["a", ["b", "d"]],
      ["b", ["c"]],
      ["c", ["a"]],
      ["d", ["c"]],
    ]);
    assert.deepEqual(circlesIn(circle), [["a", "b", "c", "a"]]);
    const meeting = new Map([
      ["a", ["b", "c"]],
      ["b", ["d"]],
      ["c", ["d"]],
      ["d", []],
    ]);
    assert.deepEqual(circlesIn(meeting), []);
  });
});
