// Locates 200 resources, one attribute each, in 10,000 lines over 20 files and two modules: node out/bench/locateBench.js
// Prints milliseconds since the start of a cold process that does nothing else. Budget: 1,000; target: 500.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LINES = 10_000;
const FILES = 20;
const ADDRESSES = 200;
const BLOCK_LINES = 25;

function resource(file: number, n: number): string {
  return `resource "aws_instance" "r${file}_${n}" {
  for_each      = toset(["a", "b"])
  ami           = data.aws_ami.this.id
  instance_type = "t3.\${var.size}" # é
  subnet_id     = element(var.subnets, ${n})
  tags = merge(local.tags, {
    Name  = "r-\${each.key}-${n}"
    Env   = "prod"
    Owner = var.owner
  })

  root_block_device {
    volume_size = ${n + 8}
    encrypted   = true
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 100
  }

  lifecycle {
    ignore_changes = [ami, tags["Name"]]
  }
}

`;
}

function writeConfiguration(root: string): void {
  const perFile = Math.ceil(LINES / FILES / BLOCK_LINES);
  mkdirSync(join(root, "inner"));
  writeFileSync(join(root, "main.tf"), 'module "inner" {\n  source = "./inner"\n}\n');
  for (let file = 0; file < FILES; file++) {
    const blocks = Array.from({ length: perFile }, (_, n) => resource(file, n));
    writeFileSync(join(root, file % 2 === 0 ? "." : "inner", `f${file}.tf`), blocks.join(""));
  }
}

async function locate(root: string): Promise<void> {
  const { openSource } = await import("../../src/core/source/openSource");
  const loaded = performance.now();
  const source = await openSource(root);
  const opened = performance.now();
  let found = 0;
  for (let i = 0; i < ADDRESSES; i++) {
    const file = i % FILES;
    const address = `${file % 2 === 0 ? "" : "module.inner."}aws_instance.r${file}_${i % 20}["a"]`;
    const attribute = ["instance_type", 'tags["Env"]', "root_block_device[0].encrypted"][i % 3]!;
    if (source.block(address) !== null && source.attribute(address, attribute) !== null) found++;
    if (source.ignoreChanges(address)?.length !== 2) throw new Error(`no ignore_changes at ${address}`);
  }
  const result = {
    loadMs: loaded,
    openMs: opened - loaded,
    totalMs: performance.now(),
    found,
    rssMb: process.memoryUsage().rss / 1e6,
  };
  const rounded = Object.entries(result).map(([key, value]) => [key, Math.round(value)] as const);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(rounded))}\n`);
}

const [root] = process.argv.slice(2);
if (root !== undefined) void locate(root);
else {
  const folder = mkdtempSync(join(tmpdir(), "drift-locate-"));
  writeConfiguration(folder);
  for (let run = 0; run < 3; run++) spawnSync(process.execPath, [__filename, folder], { stdio: "inherit" });
  rmSync(folder, { recursive: true });
}
