/** Changed code under unmodified `terraform fmt`: it must parse, and be formatted if it was. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DEFAULT_SETTINGS, rootModule } from "../../src/core/local/rootModule";
import { formattedEdit } from "../../src/core/reconcile/formattedEdit";
import { withFormatter } from "../../src/core/reconcile/formatter";
import { silentLog } from "../../src/core/ports";
import { editsBetween } from "../../src/core/textDifference";
import { applyEdits } from "../../src/core/textEdit";
import { labEnv } from "../lab/terraform";
import { recordingTerraform } from "./recordingTerraform";

const FORMATTED = 'resource "lab_server" "web" {\n  name = "web"\n  size = "medium"\n}\n';

describe("a changed file of code", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-format-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const options = (binary?: string) => ({
    root: rootModule(folder, { topDir: folder }),
    settings: { ...DEFAULT_SETTINGS, binary },
    environment: labEnv(),
    log: silentLog,
  });
  async function format(before: string, after: string, name = "main.tf") {
    const file = { path: path.join(folder, name), before, edits: editsBetween(before, after), after };
    const result = await withFormatter(options(), (formatter) => formattedEdit(file, formatter));
    if ("refused" in result) return result.refused;
    assert.equal(applyEdits(before, result.edits), result.after);
    return { after: result.after };
  }

  const taken: [string, string, string, string?][] = [
    ["is formatted as it was", FORMATTED, FORMATTED.replace("medium", "large")],
    ["was not formatted, and is left in its author's manner", "a=1\nbc =   2\n", "a=1\nbc =   3\n"],
    ["has line ends of Windows", FORMATTED.replaceAll("\n", "\r\n"), FORMATTED.replace("medium", "large").replaceAll("\n", "\r\n")],
    ["has a byte order mark", `\uFEFF${FORMATTED}`, `\uFEFF${FORMATTED.replace("medium", "large")}`],
    ["has a here document", 'a = <<-EOT\n   x  =  1\n  EOT\n', 'a = <<-EOT\n   x  =  2\n  EOT\n'],
    ["holds variables", 'size = "a"\nzone = "b"\n', 'size = "a"\nzone = "c"\n', "prod.tfvars"],
    ["holds variables under a name of its own", 'size = "a"\n', 'size = "c"\n', "prod.vars"],
    ["is OpenTofu's", FORMATTED, FORMATTED.replace("medium", "large"), "main.tofu"],
    ["is JSON", '{"a":1}', '{"a":  2}', "main.tf.json"],
    ["is JSON with a byte order mark", '\uFEFF{"a":1}', '\uFEFF{"a":2}', "main.tf.json"],
  ]; // prettier-ignore
  for (const [name, before, after, fileName] of taken) {
    it(`is taken as it is where it ${name}`, async () => {
      assert.deepEqual(await format(before, after, fileName), { after });
    });
  }

  it("is aligned again where only that would be changed", async () => {
    const long = FORMATTED.replace('  size = "medium"\n', '  size = "medium"\n  description = "x"\n');
    assert.deepEqual(await format(FORMATTED, long), {
      after: 'resource "lab_server" "web" {\n  name        = "web"\n  size        = "medium"\n  description = "x"\n}\n',
    });
    assert.deepEqual(await format("a = 1\nb = 2\n", "a = 1\nbcd = 2\n", "terraform.tfvars"), {
      after: "a   = 1\nbcd = 2\n",
    });
  });

  const refused: [string, string, string, RegExp, string?][] = [
    ["would not parse", FORMATTED, FORMATTED.replace("}", ""), /^main\.tf would not parse any more\.$/],
    ["would not be JSON", '{"a":1}', '{"a":1', /^main\.tf\.json would not be JSON any more\.$/, "main.tf.json"],
    ["has an error already", "a = {\n", "a = 1\n", /^main\.tf has a syntax error, which is to be corrected first\.$/],
    ["would be rewritten by terraform fmt", "a = 1\n", 'a = "${var.x}"\n', /^terraform fmt would rewrite main\.tf /],
  ];
  for (const [name, before, after, reason, fileName] of refused) {
    it(`is refused where it ${name}`, async () => {
      const result = await format(before, after, fileName);
      assert.ok(typeof result === "string", JSON.stringify(result));
      assert.match(result, reason);
    });
  }

  it("is given to terraform fmt as a copy in a private folder, which is gone afterwards", async () => {
    const file = path.join(folder, "main.tf");
    fs.writeFileSync(file, FORMATTED);
    const bin = fs.mkdtempSync(path.join(folder, "bin-"));
    const terraform = recordingTerraform(bin, { events: false });
    const after = FORMATTED.replace('  size = "medium"\n', '  size = "medium"\n  ab = 1\n');
    const edit = { path: file, before: FORMATTED, edits: editsBetween(FORMATTED, after), after };
    let seen = "";
    await withFormatter(options(terraform.binary), async (formatter) => {
      const { after: formatted } = (await formattedEdit(edit, formatter)) as { after: string };
      assert.match(formatted, / {2}ab {3}= 1\n/);
      seen = path.dirname(terraform.calls()[0]!.at(-1)!);
      assert.equal(fs.statSync(seen).mode & 0o777, 0o700);
    });
    assert.deepEqual(terraform.calls(), [
      ["fmt", "-check", "-no-color", path.join(seen, "copy1.tf")],
      ["fmt", "-check", "-no-color", path.join(seen, "copy2.tf")],
      ["fmt", "-no-color", path.join(seen, "copy3.tf")],
    ]);
    assert.equal(fs.existsSync(seen), false);
    assert.equal(fs.readFileSync(file, "utf8"), FORMATTED);
  });
});
