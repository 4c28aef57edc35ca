import assert from "node:assert/strict";
import { join } from "node:path";
import { distinctNames } from "../../src/host/engine/distinctNames";

const at = (...parts: string[]): string => join("/", ...parts);

describe("distinctNames", () => {
  it("takes the last part where that is enough", () => {
    assert.deepEqual([...distinctNames([at("a", "shop"), at("a", "bank")]).values()], ["shop", "bank"]);
  });

  it("takes more parts of folders that end alike", () => {
    const names = distinctNames([at("x", "shop", "infra"), at("x", "bank", "infra"), at("x", "tools")]);
    assert.deepEqual([...names.values()], ["shop/infra", "bank/infra", "tools"]);
  });

  it("tells apart a folder whose name is the end of another's", () => {
    const names = distinctNames([at("infra"), at("a", "infra"), at("my-infra")]);
    assert.equal(new Set(names.values()).size, 3);
    assert.equal(names.get(at("my-infra")), "my-infra");
  });

  it("names even the top of the disk", () => {
    assert.equal(distinctNames([at()]).get(at()), at());
  });
});
