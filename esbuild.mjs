// Bundles everything: the extension and its page, the command line, what is loaded when first needed, the lab provider, the tests.
//   node esbuild.mjs [--production] [--watch]      dist/
//   node esbuild.mjs --tests [FILE or FOLDER…]     out/, all of test/ or only what is named
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { buildLab } from "./test/lab/build.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const tests = process.argv.includes("--tests");
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

/** Modules that are bundles of their own, so that their weight is paid only by those who use them. */
const LAZY = [
  { import: /\/source\/openSource$/, bundle: "source" },
  { import: /\/openEngine$/, bundle: "engine" },
  { import: /\/backends\/openAiBackend$/, bundle: "ai" },
  { import: /\/openAssistant$/, bundle: "assistant" },
  { import: /\/openSchedules$/, bundle: "schedules" },
  { import: /\/openScheduleDesk$/, bundle: "schedule-desk" },
  { import: /\/openReconcileDesk$/, bundle: "reconcile-desk" },
];

const lazyBundles = {
  name: "lazy-bundles",
  setup(build) {
    for (const { import: filter, bundle } of LAZY) {
      build.onResolve({ filter }, (args) =>
        args.kind === "dynamic-import" ? { path: `./${bundle}.js`, external: true } : undefined,
      );
    }
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  supported: { "dynamic-import": false }, // becomes require: Node's loader of modules costs the first import() 60 ms
  minify: production,
  keepNames: production,
  sourcemap: !production,
  sourcesContent: false,
  logLevel: "warning",
  mainFields: ["module", "main"], // jsonc-parser's main does not survive bundling
  alias: { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" }, // its ES module needs import.meta.url
  define: { TERRAFORM_DRIFT_VERSION: JSON.stringify(version) },
};

/** What runs in VS Code's extension host, which complains about whoever looks for a navigator (as zod does) to tell Node from a browser. */
const host = {
  ...common,
  outdir: "dist",
  plugins: [lazyBundles],
  define: { ...common.define, navigator: "undefined" },
};

/** The page of the extension: a browser's script and its style. */
const page = {
  ...common,
  entryPoints: [
    { in: "webview/main.ts", out: "webview" },
    { in: "webview/style.css", out: "webview" },
  ],
  outdir: "dist",
  platform: "browser",
  format: "iife",
  target: "es2022",
  keepNames: false,
};

/** @type {esbuild.BuildOptions[]} */
const products = [
  { ...host, entryPoints: { extension: "src/extension.ts" }, external: ["vscode"] },
  { ...host, entryPoints: { engine: "src/host/engine/openEngine.ts" } },
  { ...host, entryPoints: { assistant: "src/host/ai/openAssistant.ts" }, external: ["vscode"] },
  { ...host, entryPoints: { "schedule-desk": "src/host/schedules/openScheduleDesk.ts" }, external: ["vscode"] },
  { ...host, entryPoints: { "reconcile-desk": "src/host/reconcile/openReconcileDesk.ts" }, external: ["vscode"] },
  { ...host, entryPoints: { ai: "src/core/ai/backends/openAiBackend.ts" } },
  { ...host, entryPoints: { schedules: "src/core/schedule/openSchedules.ts" } },
  page,
  {
    ...common,
    entryPoints: { cli: "src/cli.ts" },
    outdir: "dist",
    plugins: [lazyBundles],
    banner: { js: "#!/usr/bin/env node" },
  },
  { ...common, entryPoints: { source: "src/core/source/openSource.ts" }, outdir: "dist" },
  { ...common, entryPoints: { demo: "test/lab/demo/run.ts" }, outdir: "out/lab" },
];

/** The HCL reader finds its two WebAssembly files beside the bundle that it is in. */
function copyWasm(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of [
    "node_modules/web-tree-sitter/web-tree-sitter.wasm",
    "node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm",
  ]) {
    copyFileSync(file, join(folder, file.split("/").at(-1)));
  }
}

const TEST_FOLDERS = ["unit", "terraform", "vscode", "host", "e2e", "long", "bench", "corpus"];

/** Found where they run: in VS Code, or in node_modules because they look for files of their own. */
const NOT_BUNDLED = ["vscode", "mocha", "typescript", "playwright-core", "@vscode/test-electron", "axe-core"];

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => join(folder, String(file)))
    .filter((file) => file.endsWith(".ts"));
}

if (tests) {
  await buildLab("out/lab");
  const asked = named.length > 0 ? named : TEST_FOLDERS.map((folder) => join("test", folder)).filter(existsSync);
  const folders = asked.filter((path) => statSync(path).isDirectory());
  // What an earlier build made of a test that is gone must not run.
  for (const folder of folders) rmSync(folder.replace(/^test/, "out"), { recursive: true, force: true });
  const entryPoints = asked.flatMap((path) => (folders.includes(path) ? filesIn(path) : path));
  await esbuild.build({ ...common, entryPoints, external: NOT_BUNDLED, outdir: "out", outbase: "test" });
  for (const folder of new Set(entryPoints.map((file) => dirname(file.replace(/^test/, "out"))))) copyWasm(folder);
} else if (watch) {
  copyWasm("dist");
  for (const product of products) await (await esbuild.context({ ...product, logLevel: "info" })).watch();
} else {
  copyWasm("dist");
  await Promise.all([buildLab("out/lab"), ...products.map((product) => esbuild.build(product))]);
  chmodSync("dist/cli.js", 0o755);
}
