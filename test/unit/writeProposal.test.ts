/** Files of code written and put back: all or none, and never over what somebody else wrote. */
import assert from "node:assert/strict";
import { chmod, lstat, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { putBack, writeFiles } from "../../src/core/reconcile/writeProposal";

describe("files of a proposal", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "drift-write-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const at = (name: string): string => path.join(folder, name);
  const text = (name: string): Promise<string> => readFile(at(name), "utf8");
  const change = (name: string, before: string, after: string) => ({ path: at(name), before, after });
  async function make(files: Record<string, string>): Promise<void> {
    for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
  }
  const refuses = (work: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(work, { name: "DriftError", reason: "edit_refused", message });

  it("are written together, and put back together, and nothing else is left in the folder", async () => {
    await make({ "a.tf": "a\n", "b.tf": "\uFEFFb\r\n" });
    const files = [change("a.tf", "a\n", "A\n"), change("b.tf", "\uFEFFb\r\n", "\uFEFFB\r\n")];
    await writeFiles(files);
    assert.deepEqual([await text("a.tf"), await text("b.tf")], ["A\n", "\uFEFFB\r\n"]);
    assert.deepEqual(await putBack(files), []);
    assert.deepEqual([await text("a.tf"), await text("b.tf")], ["a\n", "\uFEFFb\r\n"]);
    assert.deepEqual((await readdir(folder)).sort(), ["a.tf", "b.tf"]);
  });

  it("keep their mode", async () => {
    await make({ "a.tf": "a" });
    for (const mode of [0o640, 0o664, 0o755]) {
      await chmod(at("a.tf"), mode);
      await writeFiles([change("a.tf", "a", "b")]);
      await putBack([change("a.tf", "a", "b")]);
      assert.equal((await stat(at("a.tf"))).mode & 0o7777, mode);
    }
  });

  it("stay what links lead to", async () => {
    await make({ "shared.txt": "a" });
    await symlink("shared.txt", at("a.tf"));
    await writeFiles([change("a.tf", "a", "b")]);
    assert.ok((await lstat(at("a.tf"))).isSymbolicLink());
    assert.equal(await readlink(at("a.tf")), "shared.txt");
    assert.equal(await text("shared.txt"), "b");
  });

  it("are not written where one of them was changed meanwhile", async () => {
    await make({ "a.tf": "a", "b.tf": "edited" });
    await refuses(writeFiles([change("a.tf", "a", "A"), change("b.tf", "b", "B")]), /b\.tf was changed meanwhile\.$/);
    assert.deepEqual([await text("a.tf"), await text("b.tf")], ["a", "edited"]);
    assert.deepEqual((await readdir(folder)).sort(), ["a.tf", "b.tf"]);
  });

  it("are not written where one of them is read-only, gone, or a folder", async () => {
    await make({ "a.tf": "a", "b.tf": "b" });
    await chmod(at("b.tf"), 0o444);
    await refuses(writeFiles([change("a.tf", "a", "A"), change("b.tf", "b", "B")]), /b\.tf is read-only\.$/);
    await refuses(
      writeFiles([change("a.tf", "a", "A"), change("c.tf", "c", "C")]),
      /c\.tf cannot be written \(ENOENT\)\.$/,
    );
    await refuses(writeFiles([change("a.tf", "a", "A"), { path: folder, before: "", after: "C" }]), /\(EISDIR\)\.$/);
    assert.deepEqual([await text("a.tf"), await text("b.tf")], ["a", "b"]);
    assert.deepEqual((await readdir(folder)).sort(), ["a.tf", "b.tf"]);
  });

  it("are not written where the disk takes only the first of them", async () => {
    await make({ "a.tf": "a" });
    const comm = await readFile("/proc/self/comm", "utf8"); // a file in a folder that takes no new ones, not even from root
    const files = [change("a.tf", "a", "A"), { path: "/proc/self/comm", before: comm, after: "x\n" }];
    await refuses(writeFiles(files), /^\/proc\/self\/comm cannot be written \(E[A-Z]+\)\.$/);
    assert.equal(await text("a.tf"), "a");
    assert.deepEqual(await readdir(folder), ["a.tf"]);
  });

  it("are put back where a later one cannot be put in place after the first one was", async () => {
    await make({ "a.tf": "a" });
    await symlink("a.tf", at("b.tf"));
    await refuses(writeFiles([change("a.tf", "a", "A"), change("b.tf", "a", "B")]), /b\.tf was changed meanwhile\.$/);
    assert.equal(await text("a.tf"), "a");
    assert.deepEqual((await readdir(folder)).sort(), ["a.tf", "b.tf"]);
  });

  it("are put back only where nobody has worked on them since", async () => {
    await make({ "a.tf": "A", "b.tf": "edited", "c.tf": "c" });
    const files = [change("b.tf", "b", "B"), change("c.tf", "c", "C"), change("a.tf", "a", "A")];
    assert.deepEqual(await putBack(files), [at("b.tf")]);
    assert.deepEqual([await text("a.tf"), await text("b.tf"), await text("c.tf")], ["a", "edited", "c"]);
  });

  it("are put back as far as can be, and what cannot is named", async () => {
    await make({ "a.tf": "A", "b.tf": "B" });
    await chmod(at("a.tf"), 0o444);
    const files = [change("gone.tf", "g", "G"), change("a.tf", "a", "A"), change("b.tf", "b", "B")];
    await refuses(putBack(files), /gone\.tf cannot be written \(ENOENT\)\. .*a\.tf is read-only\.$/);
    assert.deepEqual([await text("a.tf"), await text("b.tf")], ["A", "b"]);
  });
});
