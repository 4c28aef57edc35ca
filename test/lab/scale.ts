import { type LabObject, type LabOptions, LabWorkspace } from "./terraform";

/** Terraform's own time for one for_each grows with the square of its keys: many blocks of few are measured instead. */
const INSTANCES_PER_BLOCK = 50;
/** One object in so many drifts. */
const DRIFT_EVERY = 10;

const HEADER = `terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

provider "lab" {
  directory = "\${path.root}/cloud"
}
`;

/**
 * A workspace of `count` servers (a multiple of 50), one in ten drifted in a configured and in a computed attribute. State and
 * cloud are written directly: applying thousands takes minutes.
 */
export async function scaleWorkspace(count: number, options: LabOptions = {}): Promise<LabWorkspace> {
  if (count % INSTANCES_PER_BLOCK !== 0) throw new Error(`${count} is not a multiple of ${INSTANCES_PER_BLOCK}`);
  const blocks = Array.from({ length: count / INSTANCES_PER_BLOCK }, (_, block) => block);
  const config = [HEADER, ...blocks.map(blockOfServers)].join("\n");
  const workspace = await LabWorkspace.prepare({ config }, options);
  workspace.writeState(blocks.map(stateOfBlock));
  for (const server of blocks.flatMap(serversOfBlock)) {
    const drift = server.number % DRIFT_EVERY === 0 ? { size: "large", status: "stopped" } : {};
    workspace.add("lab_server", server.attributes.id, { ...server.attributes, ...drift });
  }
  return workspace;
}

interface Server {
  number: number;
  key: string;
  attributes: LabObject & { id: string };
}

function blockOfServers(block: number): string {
  return `resource "lab_server" "block_${block}" {
  for_each = toset([for i in range(${INSTANCES_PER_BLOCK}) : format("s%02d", i)])

  name            = "${block}-\${each.key}"
  image           = "debian-12"
  password        = "pw-\${each.key}"
  security_groups = ["sg-a", "sg-b"]
  tags            = { env = "prod", key = each.key }

  disk {
    device  = "root"
    size_gb = 40
  }
}
`;
}

function stateOfBlock(block: number): object {
  return {
    mode: "managed",
    type: "lab_server",
    name: `block_${block}`,
    provider: 'provider["registry.terraform.io/demo/lab"]',
    instances: serversOfBlock(block).map(({ key, attributes }) => ({
      index_key: key,
      schema_version: 0,
      attributes,
      sensitive_attributes: [[{ type: "get_attr", value: "password" }]],
    })),
  };
}

function serversOfBlock(block: number): Server[] {
  return Array.from({ length: INSTANCES_PER_BLOCK }, (_, index) => {
    const number = block * INSTANCES_PER_BLOCK + index;
    const key = `s${String(index).padStart(2, "0")}`;
    return { number, key, attributes: attributesOf(number, `${block}-${key}`, key) };
  });
}

/** As an apply would leave them. */
function attributesOf(number: number, name: string, key: string): Server["attributes"] {
  return {
    id: `srv-${number.toString(16).padStart(8, "0")}`,
    name,
    size: "small",
    image: "debian-12",
    subnet_id: null,
    security_groups: ["sg-a", "sg-b"],
    password: `pw-${key}`,
    user_data: null,
    tags: { env: "prod", key },
    cpu_credits: "standard",
    private_ip: `10.0.${number >> 8}.${number & 255}`,
    status: "running",
    disk: [{ device: "root", size_gb: 40, encrypted: null }],
  };
}
