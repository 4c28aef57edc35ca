/** What is rare, but allowed: names of every kind, and ten thousand attributes that drifted at once. */
import * as fs from "node:fs";
import * as path from "node:path";
import { labEnv, type LabObject, LabWorkspace, temporaryFolder } from "../lab/terraform";
import type { HostWorkspace } from "./hostWindows";

const HEADER = `terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

provider "lab" {
  directory = "\${path.root}/cloud"
}
`;

/** Keys of instances: all that Terraform takes, and most of what VS Code, HCL, Markdown, a URL or a shell would read as more than text. */
export const HOSTILE_KEYS: readonly string[] = [
  "",
  " ",
  "quote \" and ' and `tick`",
  "back\\slash \\n \\",
  "line\nend\r\n\ttab",
  "[0]",
  '"]["',
  "${path.root} %{ if true }x%{ endif } $${ %%{",
  "größe 名前 é",
  "🚀 👩‍👩‍👧",
  "$(flame) $(sync~spin)",
  "**bold** _it_ [link](command:workbench.action.closeWindow) <img src=x onerror=alert(1)> | cell | # ~~no~~",
  "a/b/../c.tf?query=1&x#fragment %2F %s {0}",
  "right \u202eto left\u202c, zero\u200bwidth, \u00a0",
  "__proto__",
  "-target=x; rm -rf / && $HOME",
  `long ${"x".repeat(2000)}`,
];

const NAMES = `${HEADER}
resource "lab_server" "größe-名前_1" {
  for_each = toset(jsondecode(file("\${path.module}/keys.json")))

  name  = md5(each.key)
  size  = "small"
  image = "debian-12"
  tags  = { "tag \${each.key}" = "code" }
}

resource "lab_server" "icons" {
  name  = "icons"
  image = "debian-12"
  tags  = { "$(flame)" = "[docs](command:workbench.action.closeWindow)" }
}
`;

/** Files and attributes in each: more than the thousand that VS Code shows of one file. */
export const MANY = { files: 5, attributes: 2000 } as const;

export async function extremeRoots(): Promise<HostWorkspace> {
  const dir = temporaryFolder();
  const dispose = (): void => fs.rmSync(dir, { recursive: true, force: true });
  try {
    await namesRoot(path.join(dir, "names"));
    await manyRoot(path.join(dir, "many"));
    return { dir, env: labEnv, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function namesRoot(dir: string): Promise<void> {
  fs.mkdirSync(dir);
  fs.writeFileSync(path.join(dir, "keys.json"), JSON.stringify(HOSTILE_KEYS));
  const workspace = await LabWorkspace.create({ config: NAMES }, { dir });
  workspace.edit("lab_server", ({ tags, ...server }) => {
    const [key = ""] = Object.keys(tags as LabObject);
    return { ...server, size: "large", tags: Object.fromEntries([[key, `cloud ${key}`]]) };
  });
}

async function manyRoot(dir: string): Promise<void> {
  fs.mkdirSync(dir);
  for (let file = 0; file < MANY.files; file++) {
    const tags = Array.from({ length: MANY.attributes }, (_, tag) => `    t${tag} = "v${tag}"\n`).join("");
    const server = `resource "lab_server" "s${file}" {\n  name  = "s${file}"\n  image = "debian-12"\n  tags = {\n${tags}  }\n}\n`;
    fs.writeFileSync(path.join(dir, `s${file}.tf`), server);
  }
  const workspace = await LabWorkspace.create({ config: HEADER }, { dir });
  workspace.edit("lab_server", ({ tags, ...server }) => {
    const drifted = Object.keys(tags as LabObject).map((tag) => [tag, "drifted"]);
    return { ...server, tags: Object.fromEntries(drifted) as LabObject };
  });
}
