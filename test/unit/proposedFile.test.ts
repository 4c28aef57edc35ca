/** Edits of files on the disk before anybody writes them: where they may be made, and what they are to the byte. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { proposedFile } from "../../src/core/reconcile/proposedFile";
import { applyEdits } from "../../src/core/textEdit";
import { assertFormatting, formatArguments, formatCheckArguments } from "../../src/core/terraform/formatArguments";

describe("the arguments of terraform fmt", () => {
  const folder = "/tmp/terraform-drift-1-x";

  it("are those of a check and of formatting one copy", () => {
    const file = `${folder}/copy1.tf`;
    assert.deepEqual(formatCheckArguments(file), ["fmt", "-check", "-no-color", file]);
    assert.deepEqual(formatArguments(file), ["fmt", "-no-color", file]);
    assertFormatting(formatCheckArguments(file), folder);
    assertFormatting(formatArguments(`${folder}/copy2.tfvars`), folder);
  });

  const refused: [string, string[]][] = [
    ["another command", ["apply", "-no-color", `${folder}/copy1.tf`]],
    ["no command", []],
    ["no file", ["fmt", "-check", "-no-color"]],
    ["a folder", ["fmt", "-no-color", folder]],
    ["all below the folder", ["fmt", "-no-color", "-recursive"]],
    ["another flag", ["fmt", "-check", "-recursive", "-no-color", `${folder}/copy1.tf`]],
    ["two files", ["fmt", "-no-color", `${folder}/copy1.tf`, `${folder}/copy2.tf`]],
    ["a file elsewhere", ["fmt", "-no-color", "/repository/main.tf"]],
    ["a file beside the folder", ["fmt", "-check", "-no-color", `${folder}y/copy1.tf`]],
    ["a file reached by way of the folder", ["fmt", "-no-color", `${folder}/../main.tf`]],
    ["a relative file", ["fmt", "-no-color", "copy1.tf"]],
    ["a name that looks like a flag", ["fmt", "-no-color", `${folder}/-write.tf`]],
    ["another ending", ["fmt", "-no-color", `${folder}/owner.json`]],
  ];
  for (const [name, args] of refused) {
    it(`are refused with ${name}`, () => assert.throws(() => assertFormatting(args, folder)));
  }
});

describe("a file to be changed", () => {
  let top: string;
  let outside: string;
  beforeEach(async () => {
    const base = await realpath(await mkdtemp(path.join(tmpdir(), "drift-proposed-")));
    [top, outside] = [path.join(base, "repository"), path.join(base, "outside")];
    for (const folder of ["net/.terraform/modules/a", "modules/a", "net/data"]) {
      await mkdir(path.join(top, folder), { recursive: true });
    }
    await mkdir(outside);
  });
  afterEach(() => rm(path.dirname(top), { recursive: true }));

  const grounds = (dataDirectory?: string) => ({ root: { dir: path.join(top, "net"), topDir: top }, dataDirectory });
  const propose = (file: string, before: string, dataDirectory?: string) =>
    proposedFile({ file, before, edits: [{ start: 4, end: 5, text: "2" }] }, grounds(dataDirectory));

  it("is named absolutely, also in a module beside the root module", async () => {
    const file = path.join(top, "modules/a/main.tf");
    await writeFile(file, "a = 1\n");
    assert.deepEqual(await propose("../modules/a/main.tf", "a = 1\n"), {
      path: file,
      before: "a = 1\n",
      edits: [{ start: 4, end: 5, text: "2" }],
      after: "a = 2\n",
    });
  });

  it("keeps its line ends and its byte order mark", async () => {
    await writeFile(path.join(top, "net/main.tf"), "\uFEFFa = 1\r\n");
    const file = await propose("main.tf", "a = 1\r\n");
    assert.ok(!("refused" in file), JSON.stringify(file));
    assert.equal(file.after, "\uFEFFa = 2\r\n");
    assert.equal(applyEdits(file.before, file.edits), file.after);
  });

  it("is refused where it is not any more what was read", async () => {
    await writeFile(path.join(top, "net/main.tf"), "b = 1\n");
    assert.deepEqual(await propose("main.tf", "a = 1\n"), { refused: "main.tf was changed meanwhile." });
  });

  const places: [string, string, RegExp, string?][] = [
    ["lies outside of the repository", "../../outside/main.tf", /outside of the repository/],
    ["is a link that leads out of it", "link.tf", /outside of the repository/],
    ["belongs to an installed module", ".terraform/modules/a/main.tf", /installed module/],
    ["belongs to one in another data directory", "data/main.tf", /installed module/, "data"],
    ["is reached by way of a link into an installed module", "installed.tf", /installed module/],
    ["is a folder", "folder.tf", /is not a file/],
    ["is not there", "none.tf", /cannot be read \(ENOENT\)/],
    ["is no UTF-8", "latin.tf", /UTF-8/],
  ];
  for (const [name, file, reason, dataDirectory] of places) {
    it(`is refused where it ${name}`, async () => {
      const net = path.join(top, "net");
      for (const place of [
        path.join(outside, "main.tf"),
        `${net}/.terraform/modules/a/main.tf`,
        `${net}/data/main.tf`,
      ]) {
        await writeFile(place, "a = 1\n");
      }
      await symlink(path.join(outside, "main.tf"), path.join(net, "link.tf"));
      await symlink(path.join(net, ".terraform/modules/a/main.tf"), path.join(net, "installed.tf"));
      await mkdir(path.join(net, "folder.tf"));
      await writeFile(path.join(net, "latin.tf"), Buffer.from([0x61, 0xe4, 0x0a]));
      const found = await propose(file, "a = 1\n", dataDirectory);
      assert.ok("refused" in found, JSON.stringify(found));
      assert.match(found.refused, reason);
    });
  }
});
