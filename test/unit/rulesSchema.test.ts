import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import { rulesFileSchema } from "../../src/core/rules/rule";
import { readRulesFile } from "../../src/core/rules/rulesFile";

const SCHEMA_FILE = join(process.cwd(), "media", "terraform-drift.schema.json");
const fromCode = z.toJSONSchema(rulesFileSchema, { target: "draft-7" });

const rule = (parts: object) => ({ ignore: [{ address: "a.b", reason: "r", ...parts }] });
const severity = (parts: object) => ({ severity: [{ severity: "info", reason: "r", ...parts }] });

/** What both the editor (by the JSON schema) and the product (rule by rule) must judge alike. */
const FILES: [file: unknown, good: boolean][] = [
  [{}, true],
  [{ $schema: "x", ignore: [], severity: [] }, true],
  [rule({}), true],
  [rule({ attributes: ["tags"], author: "me", until: "2028-02-29", rootModules: ["infra/*"] }), true],
  [rule({ until: "2027-02-29" }), false],
  [rule({ until: "2027-2-1" }), false],
  [rule({ until: "2027-12-31T00:00:00Z" }), false],
  [rule({ until: null }), false],
  [rule({ attributes: [] }), false],
  [rule({ attributes: [""] }), false],
  [rule({ attributes: "tags" }), false],
  [rule({ reason: " " }), false],
  [rule({ reason: 4 }), false],
  [rule({ address: "*".repeat(501) }), false],
  [rule({ untill: "2027-01-01" }), false],
  [rule({ rootModules: [] }), false],
  [{ ignore: [{ address: "a.b" }] }, false],
  [{ ignore: {} }, false],
  [{ ignor: [] }, false],
  [[], false],
  [severity({ address: "a" }), true],
  [severity({ attributes: ["a"] }), true],
  [severity({}), false],
  [severity({ address: "a", severity: "fatal" }), false],
  [severity({ address: "a", until: "2027-01-01" }), false],
];

describe("the JSON schema of the rules file", () => {
  it("is the one that the code has (UPDATE_SCHEMA=1 writes it anew)", () => {
    if (process.env.UPDATE_SCHEMA === "1") writeFileSync(SCHEMA_FILE, `${JSON.stringify(fromCode, null, 2)}\n`);
    assert.deepEqual(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")), JSON.parse(JSON.stringify(fromCode)));
  });

  it("describes every key", () => {
    const describe = (node: unknown, path: string): void => {
      if (node === null || typeof node !== "object") return;
      for (const [key, property] of Object.entries((node as { properties?: object }).properties ?? {})) {
        assert.ok((property as { description?: string }).description, `${path}/${key} has no description`);
        describe(property, `${path}/${key}`);
        describe((property as { items?: unknown }).items, `${path}/${key}/items`);
      }
    };
    describe(fromCode, "");
  });

  it("judges files as the product does", () => {
    type Validator = { compile(schema: object): (data: unknown) => boolean };
    const { Ajv } = createRequire(join(process.cwd(), "package.json"))("ajv") as {
      Ajv: new (options: object) => Validator;
    };
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(fromCode);
    for (const [file, good] of FILES) {
      const text = JSON.stringify(file);
      assert.equal(validate(file), good, `JSON schema: ${text}`);
      assert.equal(readRulesFile(text, "f").problems.length === 0, good, `product: ${text}`);
    }
  });
});
