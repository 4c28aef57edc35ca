/**
 * The lab cloud as a table: what kinds of object it has, and how the cloud behaves on each. Names are those of real clouds,
 * because severity goes by names.
 */
import type { Echo } from "./echo";
import type { Attribute, AttributeType, Block } from "./schema";
import type { Value, ValueObject } from "./values";

export interface Kind extends Block {
  /** How ids begin. */
  prefix: string;
  echoes?: Echo[];
  /** The computed attribute that is the present time in an object whose file says `_clock`. */
  clock?: string;
}

const required = (type: AttributeType): Attribute => ({ type, mode: "required" });
const optional = (type: AttributeType): Attribute => ({ type, mode: "optional" });
const computed = (type: AttributeType, create: (self: ValueObject) => Value): Attribute => ({
  type,
  mode: "computed",
  create,
});
/** The cloud decides where the configuration is silent, and Terraform keeps what the cloud says. */
const negotiated = (type: AttributeType, create: (self: ValueObject) => Value): Attribute => ({
  type,
  mode: "optional+computed",
  create,
});
/** A silent configuration means this value: Terraform puts it back. */
const defaulted = (type: AttributeType, value: Value): Attribute => ({
  type,
  mode: "optional+computed",
  default: value,
});
const forceNew = (attribute: Attribute): Attribute => ({ ...attribute, forceNew: true });
const sensitive = (attribute: Attribute): Attribute => ({ ...attribute, sensitive: true });
const json = (attribute: Attribute): Attribute => ({ ...attribute, json: true });

const nothing = () => null;
const emptyList = (): Value[] => [];
const arn = (service: string) => (self: ValueObject) => `arn:lab:${service}:::${text(self.name)}`;
const text = (value: Value | undefined) => (typeof value === "string" ? value : "");

/** A number below `limit` that depends on the text only, so that an apply gives the same addresses every time. */
function hash(seed: string, limit: number): number {
  return Buffer.from(seed).reduce((sum, byte) => (sum * 33 + byte) >>> 0, 5381) % limit;
}

const id: Attribute = { type: "string", mode: "computed" };
const tags = optional(["map", "string"]);

const networkRule: AttributeType = [
  "object",
  {
    from_port: "number",
    to_port: "number",
    protocol: "string",
    cidr_blocks: ["list", "string"],
    description: "string",
  },
];
const inlinePolicy: AttributeType = ["object", { name: "string", policy: "string" }];

const ruleEcho = (attribute: "ingress" | "egress"): Echo => ({
  attribute,
  sibling: "lab_security_group_rule",
  reference: "security_group_id",
  entry: (rule) => (rule.type === attribute ? rule : undefined),
});

export const resources: Record<string, Kind> = {
  lab_network: {
    prefix: "net",
    attributes: {
      id,
      name: required("string"),
      cidr_block: forceNew(required("string")),
      tags,
    },
  },

  lab_subnet: {
    prefix: "subnet",
    attributes: {
      id,
      name: required("string"),
      network_id: forceNew(required("string")),
      cidr_block: forceNew(required("string")),
      map_public_ip_on_launch: defaulted("bool", false),
      tags,
    },
  },

  lab_server: {
    prefix: "srv",
    attributes: {
      id,
      name: required("string"),
      size: { ...defaulted("string", "small"), oneOf: ["small", "medium", "large"] },
      image: forceNew(required("string")),
      subnet_id: optional("string"),
      security_groups: optional(["set", "string"]),
      password: sensitive(optional("string")),
      user_data: optional("string"),
      tags,
      cpu_credits: negotiated("string", () => "standard"),
      private_ip: computed(
        "string",
        (self) => `10.0.${hash(text(self.name), 256)}.${1 + hash(`${text(self.name)}/host`, 254)}`,
      ),
      status: computed("string", () => "running"),
    },
    blocks: {
      disk: {
        nesting: "LIST",
        attributes: {
          device: required("string"),
          size_gb: required("number"),
          encrypted: optional("bool"),
        },
      },
    },
  },

  lab_security_group: {
    prefix: "sg",
    attributes: {
      id,
      name: forceNew(required("string")),
      description: optional("string"),
      network_id: optional("string"),
      ingress: negotiated(["set", networkRule], emptyList),
      egress: negotiated(["set", networkRule], emptyList),
      tags,
      arn: computed("string", arn("security-group")),
    },
    echoes: [ruleEcho("ingress"), ruleEcho("egress")],
  },

  lab_security_group_rule: {
    prefix: "sgr",
    attributes: {
      id,
      security_group_id: forceNew(required("string")),
      type: { ...forceNew(required("string")), oneOf: ["ingress", "egress"] },
      from_port: forceNew(required("number")),
      to_port: forceNew(required("number")),
      protocol: forceNew(required("string")),
      cidr_blocks: optional(["list", "string"]),
      description: optional("string"),
    },
  },

  lab_firewall: {
    prefix: "fw",
    attributes: {
      id,
      name: required("string"),
      default_action: { ...defaulted("string", "deny"), oneOf: ["allow", "deny"] },
    },
    blocks: {
      rule: {
        nesting: "SET",
        attributes: {
          action: required("string"),
          protocol: required("string"),
          port: required("number"),
          source_ranges: required(["set", "string"]),
          description: optional("string"),
        },
      },
      logging: {
        nesting: "SINGLE",
        attributes: { enabled: required("bool"), retention_days: optional("number") },
      },
      maintenance_window: {
        nesting: "LIST",
        maxItems: 1,
        attributes: { day: required("string"), hour: required("number") },
      },
    },
  },

  lab_bucket: {
    prefix: "bkt",
    attributes: {
      id,
      name: forceNew(required("string")),
      public: defaulted("bool", false),
      versioning: defaulted("bool", false),
      encrypted: defaulted("bool", true),
      policy: json(negotiated("string", nothing)),
      tags,
      size_bytes: computed("number", () => 0),
      endpoint: computed("string", (self) => `https://${text(self.name)}.lab.invalid`),
    },
    echoes: [
      { attribute: "policy", sibling: "lab_bucket_policy", reference: "bucket", entry: (policy) => policy.policy },
    ],
  },

  lab_bucket_policy: {
    prefix: "bpol",
    attributes: {
      id,
      bucket: forceNew(required("string")),
      policy: json(required("string")),
    },
  },

  lab_role: {
    prefix: "role",
    attributes: {
      id,
      name: forceNew(required("string")),
      assume_role_policy: json(negotiated("string", nothing)),
      inline_policy: negotiated(["set", inlinePolicy], emptyList),
      managed_policy_arns: negotiated(["set", "string"], emptyList),
      description: optional("string"),
      tags,
      arn: computed("string", arn("role")),
    },
    echoes: [{ attribute: "inline_policy", sibling: "lab_role_policy", reference: "role", entry: (policy) => policy }],
  },

  lab_role_policy: {
    prefix: "rpol",
    attributes: {
      id,
      role: forceNew(required("string")),
      name: forceNew(required("string")),
      policy: json(required("string")),
    },
  },

  lab_database: {
    prefix: "db",
    attributes: {
      id,
      name: forceNew(required("string")),
      engine: required("string"),
      engine_version: negotiated("string", () => "16.3"),
      storage_gb: defaulted("number", 20),
      username: defaulted("string", "admin"),
      password: sensitive(optional("string")),
      subnet_ids: optional(["set", "string"]),
      security_groups: optional(["set", "string"]),
      maintenance: optional(["object", { day: "string", hour: "number" }]),
      backup_retention_days: defaulted("number", 7),
      deletion_protection: defaulted("bool", true),
      publicly_accessible: defaulted("bool", false),
      storage_encrypted: defaulted("bool", true),
      tags,
      latest_restorable_time: computed("string", () => "2026-01-01T00:00:00Z"),
      connection_url: sensitive(computed("string", (self) => `db://admin@${text(self.name)}.lab.invalid`)),
    },
    clock: "latest_restorable_time",
  },

  lab_secret: {
    prefix: "sec",
    attributes: {
      id,
      name: forceNew(required("string")),
      data: sensitive(optional(["map", "string"])),
      rotation_days: defaulted("number", 90),
      arn: computed("string", arn("secret")),
    },
  },
};

export const dataSources: Record<string, Block> = {
  /** The ids of all objects of a resource type. */
  lab_inventory: {
    attributes: { type: required("string"), ids: { type: ["list", "string"], mode: "computed" } },
  },
};

export const providerBlock: Block = {
  attributes: {
    directory: { ...optional("string"), description: "Folder that holds the objects; LAB_DIRECTORY when unset." },
    latency_ms: { ...optional("number"), description: "Delay of every read and write; LAB_LATENCY_MS when unset." },
    unreachable: { ...optional("bool"), description: "As if the cloud were away; LAB_UNREACHABLE when unset." },
  },
};
