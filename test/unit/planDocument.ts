/** Plan documents for tests, with only what a test is about. */
import { type PlanReport, readPlanReport } from "../../src/core/plan/planReport";
import type { ClassifyOptions } from "../../src/core/plan/classify";
import type { Json } from "../../src/shared/model";

export interface TestResource {
  type?: string;
  name?: string;
  recorded: Record<string, Json>;
  /** Null: deleted outside. */
  actual: Record<string, Json> | null;
  /** What the plan would make of it; absent: a no-op. */
  planned?: Record<string, Json>;
  unknown?: Json;
  actions?: string[];
  replacePaths?: Json;
  sensitive?: Json;
  /** `expressions` of the configuration; absent: the code does not have the resource. */
  code?: Record<string, Json>;
}

/** A whole document, as `terraform show -json` prints it. */
export function planDocument(resources: TestResource[], more: Record<string, Json> = {}): Record<string, Json> {
  const named = resources.map((resource, i) => ({ type: "aws_thing", name: `r${i}`, ...resource }));
  const identity = ({ type, name }: { type: string; name: string }): Record<string, Json> => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
  });
  const marks = (sensitive: Json | undefined): Record<string, Json> =>
    sensitive === undefined ? {} : { before_sensitive: sensitive, after_sensitive: sensitive };
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_drift: named.map((one) => ({
      ...identity(one),
      change: {
        actions: [one.actual === null ? "delete" : "update"],
        before: one.recorded,
        after: one.actual,
        ...marks(one.sensitive),
      },
    })),
    resource_changes: named
      .filter((one) => one.actual !== null || one.planned !== undefined)
      .map((one) => ({
        ...identity(one),
        change: {
          actions:
            one.actions ?? (one.actual === null ? ["create"] : one.planned === undefined ? ["no-op"] : ["update"]),
          before: one.actual,
          after: one.planned ?? one.actual,
          ...(one.unknown === undefined ? {} : { after_unknown: one.unknown }),
          ...(one.replacePaths === undefined ? {} : { replace_paths: one.replacePaths }),
          ...marks(one.sensitive),
        },
      })),
    configuration: {
      root_module: {
        resources: named
          .filter((one) => one.code !== undefined)
          .map((one) => ({ ...identity(one), expressions: one.code! })),
      },
    },
    ...more,
  };
}

/** Reads a document as the engine does, in chunks of one size. */
export async function reportOf(
  document: Json,
  options: ClassifyOptions = {},
  variables: readonly string[] = [],
): Promise<PlanReport> {
  const bytes = Buffer.from(JSON.stringify(document));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 1000) yield await Promise.resolve(bytes.subarray(at, at + 1000));
  }
  return readPlanReport(chunks(), options, variables);
}
