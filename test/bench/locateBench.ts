/** Locates resources in 10,000 lines of HCL over 20 files and two modules, in a process that has just started. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI, cost, type Figure, median, node } from "./measure";

const ROUNDS = 7;
const LINES = 10_000;
const FILES = 20;
const ADDRESSES = 200;
const BLOCK_LINES = 25;

export function locateBench(): Figure[] {
  const root = mkdtempSync(join(tmpdir(), "drift-bench-"));
  const locate = (addresses: string[]): number => {
    const command = node(CLI, "locate", "--json", "--root", root, ...addresses);
    return median(Array.from({ length: ROUNDS }, () => cost({ command, exitCode: 0 }).ms));
  };
  try {
    writeConfiguration(root);
    const addresses = Array.from({ length: ADDRESSES }, (_, i) => address(i % FILES, i % 20));
    return [
      { what: "locate every block in 10,000 lines, cold", value: locate([]), unit: "ms", budget: 1000 },
      { what: "locate 200 addresses in them, cold", value: locate(addresses), unit: "ms", budget: 1000 },
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}

function address(file: number, n: number): string {
  return `${file % 2 === 0 ? "" : "module.inner."}aws_instance.r${file}_${n}["a"]`;
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
