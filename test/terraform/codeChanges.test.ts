/** Drift put right in the code, with unmodified Terraform: proposed, written, and verified by a new plan. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { CodeProposal, CodeWish } from "../../src/core/reconcile/codeChanges";
import { putBack, writeFiles } from "../../src/core/reconcile/writeProposal";
import { type LabObject, LabWorkspace, set } from "../lab/terraform";
import { CodeLab, differingLines } from "./codeLab";

const CONFIG = `terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

provider "lab" {
  directory = "\${path.root}/cloud"
}

variable "zone" {
  type    = string
  default = "a"
}

variable "engine" {
  type = string
}

variable "retention" {
  type    = number
  default = 7
}

locals {
  image = "debian-12"
}

# The front.
resource "lab_server" "web" {
  name     = "web" # as in the inventory
  size     = "medium"
  image    = local.image
  password = "s3cret-web"

  tags = {
    env  = "prod"
    team = "core" // who is asked
  }

  user_data = <<-EOT
    #!/bin/sh
    echo one
  EOT

  disk {
    device    = "sda"
    size_gb   = 40
    encrypted = true
  }
}

resource "lab_firewall" "edge" {
  name = "edge"

  rule {
    action        = "allow"
    protocol      = "tcp"
    port          = 80
    source_ranges = ["10.0.0.0/8"]
  }

  rule {
    action        = "allow"
    protocol      = "tcp"
    port          = 443
    source_ranges = ["10.0.0.0/8", "192.168.0.0/16"]
  }

  maintenance_window {
    day  = "sun"
    hour = 4
  }
}

resource "lab_database" "main" {
  name                  = "main"
  engine                = var.engine
  backup_retention_days = var.retention
  maintenance           = { day = "sun", hour = 3 }
  tags                  = { zone = var.zone }
}

resource "lab_bucket" "logs" {
  name       = "logs"
  versioning = true
  tags       = { zone = var.zone }
}

resource "lab_subnet" "many" {
  count      = 2
  name       = "many"
  network_id = "net-1"
  cidr_block = "10.0.\${count.index}.0/24"
  tags       = { env = "prod" }
}
`;

describe("drift put right in the code", function () {
  this.timeout(60_000);
  let base: LabWorkspace;
  let lab: CodeLab;

  before(async () => {
    base = await LabWorkspace.prepare({ config: CONFIG });
    fs.writeFileSync(path.join(base.dir, "terraform.tfvars"), 'engine = "postgres"\n');
    await base.apply();
  });
  after(() => base.dispose());
  beforeEach(() => {
    lab = new CodeLab(base.clone());
  });
  afterEach(() => lab.dispose());

  const planned = () => lab.workspace.terraform(["plan", "-detailed-exitcode", "-input=false", "-no-color"]);
  const rejects = (work: Promise<unknown>, reason: string, message: RegExp): Promise<void> =>
    assert.rejects(work, { name: "DriftError", reason, message });

  /** Writes it, has it verified, and holds Terraform's own word against it. */
  async function carryOut(proposal: Pick<CodeProposal, "files" | "attributes">, wish: CodeWish): Promise<string[]> {
    const before = lab.text();
    await writeFiles(proposal.files);
    const verified = await lab.code.verify(wish, proposal.attributes);
    assert.equal(verified.trigger, "verify");
    assert.equal((await lab.check()).status, "clean");
    const plan = await planned();
    assert.equal(plan.exitCode, 0, plan.stdout + plan.stderr);
    const format = await lab.workspace.terraform(["fmt", "-check", "-diff"]);
    assert.equal(format.exitCode, 0, format.stdout);
    return differingLines(before, lab.text());
  }

  describe("by its actual value", () => {
    const kinds: [string, string, LabObject, string[], string[]][] = [
      ["a string", "lab_server.web", { size: "large" }, ["size"], [
        '-  size     = "medium"', '+  size     = "large"',
      ]],
      ["a string that wants quoting", "lab_server.web", { name: 'we"b ${x} %{y} \\ ü' }, ["name"], [
        '-  name     = "web" # as in the inventory', '+  name     = "we\\"b $${x} %%{y} \\\\ ü" # as in the inventory',
      ]],
      ["a number and a boolean of a nested block", "lab_server.web",
        { disk: [{ device: "sda", size_gb: 80, encrypted: false }] }, ["disk[0].encrypted", "disk[0].size_gb"], [
        "-    size_gb   = 40", "-    encrypted = true", "+    size_gb   = 80", "+    encrypted = false",
      ]],
      ["a boolean", "lab_bucket.logs", { versioning: false }, ["versioning"], [
        "-  versioning = true", "+  versioning = false",
      ]],
      ["values of a map, one changed, one new, one gone", "lab_server.web",
        { tags: { env: "dev", owner: "ops" } }, ['tags["env"]', 'tags["owner"]', 'tags["team"]'], [
        '-    env  = "prod"', '-    team = "core" // who is asked', '+    env   = "dev"', '+    owner = "ops"',
      ]],
      ["a member of an object", "lab_database.main", { maintenance: { day: "mon", hour: 3 } }, ["maintenance.day"], [
        '-  maintenance           = { day = "sun", hour = 3 }', '+  maintenance           = { day = "mon", hour = 3 }',
      ]],
      ["a text of several lines", "lab_server.web", { user_data: "#!/bin/sh\necho two\n" }, ["user_data"], [
        "-    echo one", "+    echo two",
      ]],
      ["a nested single block", "lab_firewall.edge", { maintenance_window: [{ day: "sun", hour: 5 }] },
        ["maintenance_window[0].hour"], ["-    hour = 4", "+    hour = 5"]],
    ]; // prettier-ignore
    for (const [name, address, drift, attributes, lines] of kinds) {
      it(`is settled for ${name}`, async () => {
        lab.workspace.edit(address.split(".")[0]!, set(drift));
        const wish = await lab.wish("accept", address);
        const proposal = await lab.code.propose(wish);
        assert.deepEqual(proposal.attributes.toSorted(), attributes);
        assert.deepEqual(proposal.refused, []);
        assert.deepEqual(await carryOut(proposal, wish), lines);
      });
    }

    it("is settled for a list in one block of a set", async () => {
      lab.workspace.edit("lab_firewall", ({ rule, ...firewall }) => ({
        ...firewall,
        rule: (rule as LabObject[]).map((one) => (one.port === 443 ? { ...one, source_ranges: ["10.0.0.0/8"] } : one)),
      }));
      const wish = await lab.wish("accept", "lab_firewall.edge");
      const proposal = await lab.code.propose(wish);
      assert.deepEqual(await carryOut(proposal, wish), ['-    source_ranges = ["10.0.0.0/8", "192.168.0.0/16"]']);
    });

    it("is settled for one attribute, while others are still put back", async () => {
      lab.workspace.edit("lab_server", set({ size: "large", tags: { env: "dev", team: "core" } }));
      const wish = await lab.wish("accept", "lab_server.web", ["size"]);
      const proposal = await lab.code.propose(wish);
      await writeFiles(proposal.files);
      const run = await lab.code.verify(wish, proposal.attributes);
      const effects = run.metadata.driftedResources[0]!.changes.map(({ attribute, effect }) => [attribute, effect]);
      assert.deepEqual(effects, [
        ["size", "converged"],
        ['tags["env"]', "reverted"],
      ]);
    });

    it("is settled for an attribute that forces a replacement, which is not made any more", async () => {
      lab.workspace.code("image    = local.image", 'image    = "debian-12"');
      lab.workspace.edit("lab_server", set({ image: "debian-11" }));
      const wish = await lab.wish("accept", "lab_server.web");
      const proposal = await lab.code.propose(wish);
      assert.deepEqual(proposal.attributes, ["image"]);
      await carryOut(proposal, wish);
    });

    it("is refused where an expression decides it, with its place", async () => {
      lab.workspace.code('size     = "medium"', 'size     = lower("MEDIUM")');
      lab.workspace.edit("lab_server", set({ size: "large", user_data: "#!/bin/sh\necho two\n" }));
      const proposal = await lab.code.propose(await lab.wish("accept", "lab_server.web"));
      assert.deepEqual(proposal.attributes, ["user_data"]);
      assert.deepEqual(
        proposal.refused.map(({ attribute, place }) => [attribute, place?.file, place?.line]),
        [["size", "main.tf", 32]],
      );
      await rejects(
        lab.code.propose(await lab.wish("accept", "lab_server.web", ["size"])),
        "edit_refused",
        /size \(main\.tf:32\): /,
      );
    });

    it("is refused for secrets, and for objects that are gone", async () => {
      lab.workspace.edit("lab_server", set({ password: "other-s3cret" }));
      lab.workspace.edit("lab_bucket", () => null);
      await rejects(
        lab.code.propose(await lab.wish("accept", "lab_server.web")),
        "edit_refused",
        /^password: It is a secret /,
      );
      await rejects(
        lab.code.propose(await lab.wish("accept", "lab_bucket.logs")),
        "edit_refused",
        /^The object is gone: /,
      );
    });

    it("is refused where the code has it already, or says nothing about it and nobody asked for it by name", async () => {
      lab.workspace.code('size     = "medium"', 'size     = "large"');
      lab.workspace.edit("lab_server", set({ size: "large", cpu_credits: "unlimited" }));
      const wish = await lab.wish("accept", "lab_server.web");
      await rejects(lab.code.propose(wish), "edit_refused", /\bsize: The code already has the new value\./);
      await rejects(lab.code.propose(wish), "edit_refused", /\bcpu_credits: The code says nothing about it, /);

      const named = { ...wish, attributes: ["cpu_credits"] };
      const proposal = await lab.code.propose(named);
      await carryOut(proposal, named);
      assert.match(lab.text(), /^ {2}cpu_credits = "unlimited"$/m);
    });

    it("is offered where the default of a variable decides it, and taken where nobody else uses it", async () => {
      lab.workspace.edit("lab_database", set({ backup_retention_days: 3 }));
      const wish = await lab.wish("accept", "lab_database.main");
      const { files, offers } = await lab.code.propose(wish);
      assert.deepEqual(files, []);
      assert.equal(offers.length, 1);
      assert.deepEqual(await carryOut(offers[0]!, wish), ["-  default = 7", "+  default = 3"]);
    });

    it("is offered where a file of variables decides it", async () => {
      lab.workspace.edit("lab_database", set({ engine: "mysql" }));
      const wish = await lab.wish("accept", "lab_database.main");
      const { offers } = await lab.code.propose(wish);
      assert.deepEqual(await carryOut(offers[0]!, wish), []);
      assert.equal(lab.text("terraform.tfvars"), 'engine = "mysql"\n');
    });

    it("is not offered where the variable is set in no file", async () => {
      const given = new CodeLab(base.clone(), { vars: ["retention=7"] });
      try {
        given.workspace.edit("lab_database", set({ backup_retention_days: 3 }));
        await rejects(given.code.propose(await given.wish("accept", "lab_database.main")), "edit_refused", /./);
      } finally {
        await given.dispose();
      }
    });

    it("is not verified where the same default decides another resource, which is named", async () => {
      lab.workspace.edit("lab_bucket", set({ tags: { zone: "b" } }));
      const wish = await lab.wish("accept", "lab_bucket.logs");
      const { offers } = await lab.code.propose(wish);
      assert.deepEqual(offers[0]?.usedBy.length, 1);
      await writeFiles(offers[0].files);
      await rejects(
        lab.code.verify(wish, offers[0].attributes),
        "edit_unverified",
        /^Applying would now change lab_database\.main, too\.$/,
      );
    });

    it("is not verified where the cloud has moved on, and is then put back to the byte", async () => {
      const before = lab.text();
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("accept", "lab_server.web");
      const { files, attributes } = await lab.code.propose(wish);
      await writeFiles(files);
      lab.workspace.edit("lab_server", set({ size: "small" }));
      await rejects(lab.code.verify(wish, attributes), "edit_unverified", /^Applying would still change size of /);
      assert.deepEqual(await putBack(files), []);
      assert.equal(lab.text(), before);
    });

    it("is not verified where the cloud has moved back", async () => {
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("accept", "lab_server.web");
      const { files, attributes } = await lab.code.propose(wish);
      await writeFiles(files);
      lab.workspace.edit("lab_server", set({ size: "medium" }));
      await rejects(lab.code.verify(wish, attributes), "edit_unverified", /^Applying would now change /);
    });
  });

  describe("by a change that is not what was promised", () => {
    const sabotage: [string, string, string, RegExp][] = [
      ["says another value", '"medium"', '"small"', /^Applying would still change size of lab_server\.web\.$/],
      ["says nothing new", "# The front.", "# The rear.", /^Applying would still change size of lab_server\.web\.$/],
      ["is no code any more", '"medium"', '"medium', /^The check of the changed code failed: .+\.$/],
      ["is what the provider refuses", '"medium"', '"huge"', /^The check of the changed code failed: .+\.$/],
      ["changes another attribute", 'size     = "medium"', 'size     = "large"\n  subnet_id = "x"', /^Applying would now change lab_server\.web in another way\.$/],
    ]; // prettier-ignore
    for (const [name, from, to, message] of sabotage) {
      it(`is not verified where the code ${name}`, async () => {
        lab.workspace.edit("lab_server", set({ size: "large" }));
        const wish = await lab.wish("accept", "lab_server.web");
        lab.workspace.code(from, to);
        await rejects(lab.code.verify(wish, ["size"]), "edit_unverified", message);
      });
    }

    it("is not verified where another instance of the block would be changed", async () => {
      lab.workspace.edit("lab_subnet", set({ tags: { env: "dev" } }), ({ cidr_block }) => cidr_block === "10.0.0.0/24");
      const wish = await lab.wish("accept", "lab_subnet.many[0]");
      lab.workspace.code('tags       = { env = "prod" }', 'tags       = { env = "dev" }');
      await rejects(
        lab.code.verify(wish, ['tags["env"]']),
        "edit_unverified",
        /^Applying would now change lab_subnet\.many\[1\], too\.$/,
      );
    });

    it("waits for a check that began before, and trusts only one that began since", async () => {
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("accept", "lab_server.web");
      const early = await lab.service.check(lab.root);
      lab.workspace.code('"medium"', '"large"');
      const verified = await lab.code.verify(wish, ["size"]);
      assert.notEqual(verified.id, early);
      assert.equal((await lab.service.run(early)).status === "running", false);
    });

    it("says so where the check is cancelled", async () => {
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("accept", "lab_server.web");
      lab.workspace.code('"medium"', '"large"');
      const listening = lab.service.onDidChange((event) => {
        if (event.kind === "started") void lab.service.cancel(event.run.id);
      });
      await rejects(lab.code.verify(wish, ["size"]), "cancelled", /cancelled/);
      listening.dispose();
    });
  });

  describe("by leaving it to others", () => {
    it("is settled for several attributes in one change of one file", async () => {
      lab.workspace.edit("lab_server", set({ size: "large", tags: { env: "dev", team: "core" }, user_data: "x" }));
      const wish = await lab.wish("ignore", "lab_server.web");
      const proposal = await lab.code.propose(wish);
      assert.deepEqual(proposal.attributes.toSorted(), ["size", 'tags["env"]', "user_data"]);
      assert.deepEqual(proposal.files.map((file) => file.path), [path.join(lab.workspace.dir, "main.tf")]); // prettier-ignore
      await carryOut(proposal, wish);
      assert.match(lab.text(), /ignore_changes = \[size, user_data, tags\["env"\]\]/);
    });

    it("is settled for blocks by their numbers, with one word for all of them", async () => {
      lab.workspace.edit("lab_firewall", set({ rule: [] }));
      const wish = await lab.wish("ignore", "lab_firewall.edge");
      const proposal = await lab.code.propose(wish);
      assert.equal(proposal.attributes.length, 2);
      await carryOut(proposal, wish);
      assert.match(lab.text(), /ignore_changes = \[rule\]/);
    });

    it("is settled for a secret, whose value nobody need know", async () => {
      lab.workspace.edit("lab_server", set({ password: "other-s3cret" }));
      const wish = await lab.wish("ignore", "lab_server.web");
      await carryOut(await lab.code.propose(wish), wish);
    });

    it("is settled in an override file, whose word counts", async () => {
      const override = 'resource "lab_server" "web" {\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n';
      fs.writeFileSync(path.join(lab.workspace.dir, "main_override.tf"), override);
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("ignore", "lab_server.web");
      assert.deepEqual(await carryOut(await lab.code.propose(wish), wish), []);
      assert.equal(lab.text("main_override.tf"), override.replace("[tags]", "[tags, size]"));
    });

    it("is refused where it is ignored already", async () => {
      lab.workspace.code(
        '  size     = "medium"\n',
        '  size     = "medium"\n  lifecycle {\n    ignore_changes = [size]\n  }\n',
      );
      lab.workspace.edit("lab_server", set({ size: "large" }));
      await rejects(
        lab.code.propose(await lab.wish("ignore", "lab_server.web", ["size"])),
        "edit_refused",
        /^size \(main\.tf:30\): The resource ignores changes of size already\.$/,
      );
    });

    it("is not verified where the code does not ignore it after all", async () => {
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("ignore", "lab_server.web");
      lab.workspace.code('"medium"', '"large"');
      await rejects(lab.code.verify(wish, ["size"]), "edit_unverified", /^The code does not ignore size of /);
    });

    it("writes nothing by itself", async () => {
      const before = lab.text();
      lab.workspace.edit("lab_server", set({ size: "large" }));
      await lab.code.propose(await lab.wish("ignore", "lab_server.web"));
      assert.equal(lab.text(), before);
    });

    it("is refused where the code was edited since it was read", async () => {
      lab.workspace.edit("lab_server", set({ size: "large" }));
      const wish = await lab.wish("ignore", "lab_server.web");
      const { files } = await lab.code.propose(wish);
      lab.workspace.code("# The front.", "# The rear.");
      await rejects(writeFiles(files), "edit_refused", /main\.tf was changed meanwhile\.$/);
    });
  });
});
