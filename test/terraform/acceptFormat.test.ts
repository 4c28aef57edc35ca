import assert from "node:assert/strict";
import * as fs from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { openSource } from "../../src/core/source/openSource";
import type { Json } from "../../src/shared/model";
import { labEnv } from "../lab/terraform";
import { type CodeShape, codeShape } from "../unit/codeShapes";
import { folderWith, removeFolders, textAt } from "../unit/sourceFolder";

const SHAPES = 400;

describe("code that actual values were accepted into", () => {
  after(removeFolders);

  it("stays formatted, and means to Terraform what is there now", async () => {
    const shapes = Array.from({ length: SHAPES }, (_, seed) => codeShape(seed));
    const folder = folderWith(Object.fromEntries(shapes.map(({ text }, i) => [`${i}/main.tf`, text])));
    await terraform(folder, ["fmt", "-recursive"]);
    const meant: { code: string; expected: Json; why: string }[] = [];
    for (const [i, shape] of shapes.entries()) {
      meant.push(...(await acceptInto(join(folder, String(i)), shape)));
    }
    const unformatted = await terraform(folder, ["fmt", "-check", "-recursive", "-diff"]);
    assert.equal(unformatted.exitCode, 0, unformatted.stdout);

    const told = folderWith({ "main.tf": `locals {\n${meant.map(({ code }, i) => `c${i} = ${code}\n`).join("")}}\n` });
    const names = meant.map((_, i) => `local.c${i}`).join(",");
    const answer = await terraform(told, ["console"], `jsonencode([${names}])\n`);
    assert.equal(answer.exitCode, 0, answer.stderr);
    const values = JSON.parse(JSON.parse(answer.stdout) as string) as Json[];
    meant.forEach(({ expected, why }, i) => assert.deepEqual(spelled(values[i]!), spelled(expected), why));
  });
});

/** Writes what is to be there, and tells the code of the argument; nothing where it is gone. */
async function acceptInto(root: string, { value, argument }: CodeShape) {
  const path = join(root, "main.tf");
  const before = fs.readFileSync(path, "utf8");
  const { files, refused } = (await openSource(root)).accept("aws_x.y", [value]);
  const why = `${JSON.stringify(value)}\n${before}\n${files[0]?.after ?? ""}`;
  assert.deepEqual(refused, [], why);
  fs.writeFileSync(path, files[0]!.after);
  const place = (await openSource(root)).attribute("aws_x.y", argument.path);
  if (argument.expected === null) {
    assert.equal(place, null, why);
    return [];
  }
  const code = textAt(root, place)!.replace(/^[^=]*=/, "");
  return [{ code, expected: argument.expected, why }];
}

/** Terraform converts scalars where an argument has a type, so their spelling is what counts. */
function spelled(value: Json): Json {
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== "object" || value === null) {
    const text = String(value);
    return text !== "" && Number.isFinite(Number(text)) ? String(Number(text)) : text;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelled(item)]));
}

async function terraform(cwd: string, args: string[], input = "") {
  return execa("terraform", args, { cwd, input, env: labEnv(), extendEnv: false, reject: false });
}
