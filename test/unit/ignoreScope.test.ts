import assert from "node:assert/strict";
import type { RootModule } from "../../src/core/local/rootModule";
import { pathGlob, patternFor } from "../../src/core/rules/glob";
import type { ResourceRef } from "../../src/host/tree/driftNode";
import { ignoreScope, ruleReach } from "../../src/host/ignore/ignoreScope";
import { change, resource } from "./reportSample";

const ref = (address: string, attribute?: string): ResourceRef => {
  const changes = [change({ attribute: "size" }), change({ attribute: "tags" })];
  const of = resource({ address, changes });
  return { rootId: "shop", resource: of, change: changes.find((one) => one.attribute === attribute) ?? null };
};

describe("what a rule is to be about", () => {
  it("is one instance, however many of its attributes are meant", () => {
    const address = 'module.a["x[y]"].aws_b.c["k.[0]"]';
    assert.deepEqual(ignoreScope([ref(address, "size"), ref(address, "tags")]), {
      address,
      isAllInstances: false,
      attributes: ["size", "tags"],
    });
    assert.deepEqual(ignoreScope([ref(address, "size")])?.attributes, ["size"]);
    assert.deepEqual(ignoreScope([ref(address)])?.attributes, ["size", "tags"]);
  });

  it("is a block where several of its instances are meant", () => {
    const scope = ignoreScope([ref('module.a["x[y]"].aws_b.c["k.[0]"]'), ref('module.a["x[y]"].aws_b.c["l"]')]);
    assert.deepEqual([scope?.address, scope?.isAllInstances], ['module.a["x[y]"].aws_b.c', true]);
  });

  it("is left to the person over several instances of a module, or several blocks", () => {
    assert.equal(ignoreScope([ref('module.a["x"].aws_b.c'), ref('module.a["y"].aws_b.c')]), null);
    assert.equal(ignoreScope([ref("aws_b.c"), ref("aws_b.d")]), null);
    assert.equal(ignoreScope([]), null);
  });

  it("is the whole resource where it was deleted", () => {
    const gone = { ...ref("aws_b.c"), resource: resource({ address: "aws_b.c", action: "delete" }) };
    assert.equal(ignoreScope([gone])?.attributes, undefined);
  });
});

describe("how far a rule reaches", () => {
  const root = (path: string, workspace = ""): RootModule => ({
    projectId: "shop",
    workspaceId: `${path}${workspace}`,
    dir: `/shop/${path}`,
    topDir: "/shop",
  });
  const [dev, prod] = [root("dev"), root("prod")];

  it("needs no limit where the file is in the root module's folder, and nobody else's", () => {
    assert.deepEqual(ruleReach(dev, [dev, prod], "/shop/dev"), { rootModule: undefined, isEveryWorkspace: false });
  });

  it("is limited where the file is for others too", () => {
    assert.deepEqual(ruleReach(dev, [dev, prod], "/shop"), { rootModule: "dev", isEveryWorkspace: false });
    assert.equal(ruleReach(dev, [dev, root("dev/inner")], "/shop/dev").rootModule, "dev");
  });

  it("is one Terraform workspace where a folder is checked in several", () => {
    const [blue, green] = [root("dev", "@blue"), root("dev", "@green")];
    const { rootModule } = ruleReach(blue, [blue, green], "/shop/dev");
    assert.equal(rootModule, "dev@blue");
    const matches = pathGlob(patternFor(rootModule));
    assert.deepEqual(["dev@blue", "dev@green", "dev"].map(matches), [true, false, false]);
  });

  it("is every Terraform workspace where the default one is meant, and says so", () => {
    assert.equal(ruleReach(dev, [dev, root("dev", "@blue")], "/shop/dev").isEveryWorkspace, true);
  });
});
