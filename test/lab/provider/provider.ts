import { setTimeout as delay } from "node:timers/promises";
import { Cloud, type StoredObject } from "./cloud";
import { conformBlock } from "./conform";
import { withEchoes, withoutEchoes } from "./echo";
import { createdValues, plannedValues, replacingAttributes } from "./planning";
import type {
  ApplyRequest,
  ConfigureRequest,
  ImportRequest,
  PlanRequest,
  ReadDataRequest,
  ReadRequest,
  UpgradeRequest,
  ValidateRequest,
} from "./protocol";
import { failure, pathTo } from "./protocol";
import { dataSources, type Kind, providerBlock, resources } from "./resources";
import { schemaMessage } from "./schema";
import { decodeObject, encodeValue, type ValueObject } from "./values";

/**
 * How the cloud is away: `configure` fails before anything is read, `reads` fails at every object, and in `half` some
 * services mistake the outage for objects that are gone, which is how false deletions come about.
 */
const OUTAGES = ["none", "configure", "reads", "half"] as const;
type Outage = (typeof OUTAGES)[number];
const MISTAKEN_TYPES = new Set(["lab_role", "lab_secret"]);

/** What the environment says of the lab, all optional: see README.md. */
export interface LabEnvironment {
  LAB_DIRECTORY?: string;
  LAB_LATENCY_MS?: string;
  /** "reads" or "half" (see Outage); anything else: not even the provider can be configured. */
  LAB_UNREACHABLE?: string;
  LAB_IGNORE_STOP?: string;
}

type Method = (request: never) => object | Promise<object>;

const OUTAGE_DETAIL = "dial tcp 192.0.2.1:443: connect: network is unreachable";

/** The provider's behaviour, free of transport: one method for each call of the protocol. */
export class LabProvider {
  readonly #environment: LabEnvironment;
  #cloud: Cloud | undefined;
  #latencyMs = 0;
  #outage: Outage = "none";
  #stop = new AbortController();

  readonly #methods: Record<string, Method> = {
    GetProviderSchema: () => this.#getSchema(),
    ValidateProviderConfig: () => ({}),
    ValidateDataResourceConfig: () => ({}),
    ValidateResourceConfig: (request) => this.#validate(request),
    ConfigureProvider: (request) => this.#configure(request),
    UpgradeResourceState: (request) => this.#upgrade(request),
    ReadResource: (request) => this.#read(request),
    PlanResourceChange: (request) => this.#plan(request),
    ApplyResourceChange: (request) => this.#apply(request),
    ImportResourceState: (request) => this.#import(request),
    ReadDataSource: (request) => this.#readData(request),
    StopProvider: () => this.#stopAll(),
  };

  constructor(environment: LabEnvironment) {
    this.#environment = environment;
  }

  get methodNames(): string[] {
    return Object.keys(this.#methods);
  }

  /** Answers a call. Never rejects: every failure is a diagnostic, which all responses have room for. */
  async call(method: string, request: object): Promise<object> {
    try {
      return await this.#methods[method]!(request as never);
    } catch (error) {
      return failure(`${method} failed`, error instanceof Error ? error.message : String(error));
    }
  }

  #getSchema(): object {
    const schemas = (blocks: Record<string, Parameters<typeof schemaMessage>[0]>) =>
      Object.fromEntries(Object.entries(blocks).map(([type, block]) => [type, schemaMessage(block)]));
    return {
      provider: schemaMessage(providerBlock),
      resource_schemas: schemas(resources),
      data_source_schemas: schemas(dataSources),
      server_capabilities: { plan_destroy: true, get_provider_schema_optional: true },
    };
  }

  #validate({ type_name, config }: ValidateRequest): object {
    const values = decodeObject(config) ?? {};
    for (const [name, { oneOf }] of Object.entries(kindOf(type_name).attributes)) {
      const value = values[name];
      if (!oneOf || typeof value !== "string" || oneOf.includes(value)) continue;
      return failure(`Invalid ${name}`, `"${value}" is not one of ${oneOf.join(", ")}.`, name);
    }
    return {};
  }

  #configure({ config }: ConfigureRequest): object {
    const values = conformBlock(decodeObject(config), providerBlock);
    const environment = this.#environment;
    const directory = typeof values.directory === "string" ? values.directory : environment.LAB_DIRECTORY;
    if (!directory) return failure("No directory", 'Set the provider argument "directory" or LAB_DIRECTORY.');
    this.#cloud = new Cloud(directory);
    this.#latencyMs = Number(values.latency_ms ?? environment.LAB_LATENCY_MS ?? 0);
    this.#outage = outageOf(values.unreachable, environment.LAB_UNREACHABLE);
    if (this.#outage === "configure") return failure("The lab cloud cannot be reached", OUTAGE_DETAIL);
    return {};
  }

  #upgrade({ type_name, raw_state }: UpgradeRequest): object {
    const attributes: unknown = JSON.parse(Buffer.from(raw_state.json).toString("utf8"));
    return { upgraded_state: encodeValue(conformBlock(attributes, kindOf(type_name))) };
  }

  async #read({ type_name, current_state, private: kept }: ReadRequest): Promise<object> {
    const id = idOf(decodeObject(current_state));
    await this.#latency();
    const isMistaken = this.#outage === "half" && MISTAKEN_TYPES.has(type_name);
    if (this.#outage !== "none" && !isMistaken) return failure(`Reading ${type_name} ${id} failed`, OUTAGE_DETAIL);
    const stored = isMistaken ? null : await this.#connected().read(type_name, id);
    if (stored === null) return { new_state: encodeValue(null), private: kept };
    if (typeof stored._fault === "string") return failure(`Reading ${type_name} ${id} failed`, stored._fault);
    return { new_state: encodeValue(await this.#observe(type_name, stored)), private: kept };
  }

  #plan({ type_name, prior_state, proposed_new_state, config, prior_private }: PlanRequest): object {
    const proposed = decodeObject(proposed_new_state);
    if (proposed === null) return { planned_state: encodeValue(null), planned_private: prior_private };
    const prior = decodeObject(prior_state);
    const kind = kindOf(type_name);
    const planned = plannedValues(kind, proposed, prior, decodeObject(config) ?? {});
    const replacing = prior === null ? [] : replacingAttributes(kind, prior, planned);
    return {
      planned_state: encodeValue(planned),
      requires_replace: replacing.map(pathTo),
      planned_private: prior_private,
    };
  }

  async #apply({ type_name, prior_state, planned_state, planned_private }: ApplyRequest): Promise<object> {
    const prior = decodeObject(prior_state);
    const planned = decodeObject(planned_state);
    const kind = kindOf(type_name);
    const cloud = this.#connected();
    await this.#latency();
    const id = prior === null ? cloud.newId(kind.prefix) : idOf(prior);
    const fault = (await cloud.read(type_name, id))?._write_fault;
    if (typeof fault === "string")
      return { ...failure(`Changing ${type_name} ${id} failed`, fault), new_state: prior_state };
    if (planned === null) {
      await cloud.remove(type_name, id);
      return { new_state: encodeValue(null) };
    }
    const object = conformBlock(createdValues(kind, planned, id), kind);
    await cloud.write(type_name, id, await withoutEchoes(object, kind, kind.echoes ?? [], cloud));
    return { new_state: encodeValue(object), private: planned_private };
  }

  async #import({ type_name, id }: ImportRequest): Promise<object> {
    const stored = await this.#connected().read(type_name, id);
    if (stored === null) return failure("No such object", `${type_name} ${id} does not exist.`);
    const state = encodeValue(await this.#observe(type_name, stored));
    return { imported_resources: [{ type_name, state }] };
  }

  async #readData({ config }: ReadDataRequest): Promise<object> {
    const type = decodeObject(config)?.type;
    if (typeof type !== "string" || !Object.hasOwn(resources, type))
      return failure("Unknown type", "No such resource type.", "type");
    await this.#latency();
    return { state: encodeValue({ type, ids: await this.#connected().list(type) }) };
  }

  /** Terraform asks us to give up what is under way; it still waits for the answers. */
  #stopAll(): object {
    if (!this.#environment.LAB_IGNORE_STOP) this.#stop.abort();
    return { Error: "" };
  }

  async #observe(type: string, stored: StoredObject): Promise<ValueObject> {
    const kind = kindOf(type);
    const object = conformBlock(stored, kind);
    if (kind.clock && stored._clock === true) object[kind.clock] = new Date().toISOString();
    return withEchoes(object, kind, kind.echoes ?? [], this.#connected());
  }

  async #latency(): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) throw new Error("request canceled");
    if (this.#latencyMs === 0) return;
    await delay(this.#latencyMs, undefined, { signal }).catch(() => {
      throw new Error("request canceled");
    });
  }

  #connected(): Cloud {
    if (!this.#cloud) throw new Error("the provider was not configured");
    return this.#cloud;
  }
}

function outageOf(argument: unknown, variable: string | undefined): Outage {
  if (argument === true) return "configure";
  if (argument === false || !variable) return "none";
  return OUTAGES.find((outage) => outage === variable) ?? "configure";
}

function kindOf(type: string): Kind {
  const kind = Object.hasOwn(resources, type) ? resources[type] : undefined;
  if (!kind) throw new Error(`there is no resource type ${type}`);
  return kind;
}

function idOf(object: ValueObject | null): string {
  if (typeof object?.id !== "string") throw new Error("the object has no id");
  return object.id;
}
