import assert from "node:assert/strict";
import { openSource } from "../../src/core/source/openSource";
import { applyEdits } from "../../src/core/textEdit";
import type { Json } from "../../src/shared/model";
import { codeShape, type CodeShape } from "./codeShapes";
import { folderWith, removeFolders } from "./sourceFolder";

const SHAPES = 400;

describe("actual values accepted into code of many shapes", () => {
  after(removeFolders);

  it("are what the code says then, and nothing else has changed", async () => {
    for (let seed = 0; seed < SHAPES; seed++) {
      const shape = codeShape(seed);
      const { after, why } = await edited("main.tf", shape);
      const again = await openSource(folderWith({ "main.tf": after }));
      assert.deepEqual(again.problems(), [], why);
      const place = again.attribute("aws_x.y", shape.argument.path);
      assert.equal(place === null, shape.argument.expected === null, why);
      const [refused] = again.accept("aws_x.y", [wholeValue(shape)]).refused;
      assert.equal(refused?.reason, "The code says so already.", why);
    }
  });

  it("are what JSON says then, and nothing else has changed", async () => {
    for (let seed = 0; seed < SHAPES; seed++) {
      const shape = codeShape(seed, true);
      const { after, why } = await edited("main.tf.json", shape);
      const said = JSON.parse(after) as JsonFile;
      const before = JSON.parse(shape.text) as JsonFile;
      const wanted = escaped(shape.argument.expected);
      const [of, expected] = [holderOf(said, shape), holderOf(before, shape)];
      const { name } = shape.argument;
      assert.deepEqual(
        of.says[of.key],
        wanted === null ? undefined : spelledLike(of.says[of.key], wanted),
        `${name} ${why}`,
      );
      if (wanted === null) Reflect.deleteProperty(expected.says, expected.key);
      else expected.says[of.key] = of.says[of.key]!;
      assert.deepEqual(said, before, why);
    }
  });
});

interface JsonFile {
  resource: { aws_x: { y: Record<string, Json> & { disk: [Record<string, Json>] } } };
}

async function edited(name: string, { text, value }: CodeShape): Promise<{ after: string; why: string }> {
  const source = await openSource(folderWith({ [name]: text }));
  const { files, accepted, refused, offers } = source.accept("aws_x.y", [value]);
  const why = `${JSON.stringify(value)}\n${text}\n${files[0]?.after ?? ""}`;
  assert.deepEqual({ accepted, refused, offers }, { accepted: [value.path], refused: [], offers: [] }, why);
  const [file] = files;
  assert.ok(file !== undefined && files.length === 1, why);
  assert.equal(file.before, text, why);
  assert.equal(applyEdits(text, file.edits), file.after, why);
  file.edits.forEach(({ start, end }, i) => {
    assert.ok(start <= end && start >= (file.edits[i - 1]?.end ?? 0), why);
  });
  return { after: file.after, why };
}

function wholeValue({ argument: { path, expected } }: CodeShape) {
  return {
    path,
    before: expected,
    after: expected,
    action: expected === null ? ("delete" as const) : ("update" as const),
  };
}

function holderOf(file: JsonFile, { argument: { path } }: CodeShape): { says: Record<string, Json>; key: string } {
  const { y } = file.resource.aws_x;
  return path.startsWith("disk[0].") ? { says: y.disk[0], key: path.slice("disk[0].".length) } : { says: y, key: path };
}

function escaped(value: Json): Json {
  return JSON.parse(JSON.stringify(value).replace(/([$%])\{/g, "$1$1{")) as Json;
}

/** Where the code said a number as a string, or a boolean, it still does. */
function spelledLike(said: Json | undefined, wanted: Json): Json {
  const same = typeof said !== "object" && typeof wanted !== "object" && spelling(said) === spelling(wanted);
  if (same) return said ?? null;
  if (Array.isArray(said) && Array.isArray(wanted)) return wanted.map((item, i) => spelledLike(said[i], item));
  if (Array.isArray(wanted) || typeof wanted !== "object" || wanted === null) return wanted;
  const members = said as Record<string, Json>;
  return Object.fromEntries(Object.entries(wanted).map(([key, item]) => [key, spelledLike(members[key], item)]));
}

function spelling(value: Json | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text !== "" && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}
