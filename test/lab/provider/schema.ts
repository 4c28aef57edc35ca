import type { Value, ValueObject } from "./values";

/** A type in Terraform's own JSON notation, e.g. `["set", ["object", { "port": "number" }]]`. */
export type AttributeType =
  "string" | "number" | "bool" | ["list" | "set" | "map", AttributeType] | ["object", Record<string, AttributeType>];

export interface Attribute {
  type: AttributeType;
  /** Who decides it. `optional+computed`: the cloud does where the configuration is silent. */
  mode: "required" | "optional" | "computed" | "optional+computed";
  description?: string;
  sensitive?: boolean;
  /** A change of it replaces the object. */
  forceNew?: boolean;
  /** What a silent configuration means. With it, drift is put back; without it, an `optional+computed` one is kept. */
  default?: Value;
  /** What the cloud fills in at creation. */
  create?: (self: ValueObject) => Value;
  /** The configuration is refused with any other value. */
  oneOf?: string[];
  /** JSON text: white space and the order of keys do not count as a change of the configuration. */
  json?: boolean;
}

export interface NestedBlock extends Block {
  nesting: "LIST" | "SET" | "SINGLE";
  maxItems?: number;
}

export interface Block {
  attributes: Record<string, Attribute>;
  /** Their attributes are required or optional: the provider computes nothing inside a nested block. */
  blocks?: Record<string, NestedBlock>;
}

/** The schema message of the protocol. */
export function schemaMessage(block: Block): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage(block: Block): object {
  return {
    version: 0,
    attributes: Object.entries(block.attributes).map(([name, attribute]) => attributeMessage(name, attribute)),
    block_types: Object.entries(block.blocks ?? {}).map(([name, nested]) => ({
      type_name: name,
      block: blockMessage(nested),
      nesting: nested.nesting,
      max_items: nested.maxItems ?? 0,
    })),
  };
}

function attributeMessage(name: string, attribute: Attribute): object {
  return {
    name,
    type: Buffer.from(JSON.stringify(attribute.type)),
    description: attribute.description ?? "",
    required: attribute.mode === "required",
    optional: attribute.mode.startsWith("optional"),
    computed: isComputed(attribute),
    sensitive: attribute.sensitive ?? false,
  };
}

export function isComputed(attribute: Attribute): boolean {
  return attribute.mode.endsWith("computed");
}
