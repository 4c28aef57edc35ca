// Bundles the lab provider into one executable script and lays it out as a filesystem mirror for `terraform init -plugin-dir`.
//   node test/lab/build.mjs        out/lab/mirror
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const ADDRESS = "registry.terraform.io/demo/lab";
const VERSION = "0.1.0";
/** A script runs wherever Node is, so that every platform gets the same file. Windows cannot execute one. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];
const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * The same sources give the same bytes, and thereby the same hash in a dependency lock file; what is there already is not
 * written again, so that a build does not disturb a Terraform that is running.
 * @param {string} folder gets the mirror
 * @returns {Promise<{ mirror: string }>} the mirror's absolute path
 */
export async function buildLab(folder) {
  const mirror = resolve(folder, "mirror");
  const { outputFiles } = await esbuild.build({
    entryPoints: ["provider/main.ts"],
    absWorkingDir: HERE,
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  for (const platform of PLATFORMS) {
    const target = join(mirror, ADDRESS, VERSION, platform);
    mkdirSync(target, { recursive: true });
    writeIfChanged(join(target, `terraform-provider-lab_v${VERSION}`), outputFiles[0].text);
    // The executable has no extension: Node takes its module kind from the nearest package.json.
    writeIfChanged(join(target, "package.json"), '{ "type": "commonjs" }\n');
  }
  return { mirror };
}

function writeIfChanged(file, text) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  chmodSync(temporary, 0o755);
  renameSync(temporary, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { mirror } = await buildLab("out/lab");
  console.log(mirror);
}
