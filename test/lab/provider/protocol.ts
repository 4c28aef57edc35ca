/** The messages of Terraform's plugin protocol (plugin.proto) that the provider takes in and hands out. */
import type { DynamicValue } from "./values";

export interface Diagnostic {
  severity: "ERROR" | "WARNING";
  summary: string;
  detail: string;
  attribute?: AttributePath;
}

export interface AttributePath {
  steps: { attribute_name: string }[];
}

export interface ConfigureRequest {
  config: DynamicValue;
}

export interface ValidateRequest {
  type_name: string;
  config: DynamicValue;
}

export interface UpgradeRequest {
  type_name: string;
  raw_state: { json: Uint8Array };
}

export interface ReadRequest {
  type_name: string;
  current_state: DynamicValue;
  /** Absent where Terraform has none. */
  private?: Uint8Array;
}

export interface PlanRequest {
  type_name: string;
  prior_state: DynamicValue;
  proposed_new_state: DynamicValue;
  config: DynamicValue;
  prior_private?: Uint8Array;
}

export interface ApplyRequest {
  type_name: string;
  prior_state: DynamicValue;
  planned_state: DynamicValue;
  planned_private?: Uint8Array;
}

export interface ImportRequest {
  type_name: string;
  id: string;
}

export interface ReadDataRequest {
  type_name: string;
  config: DynamicValue;
}

export function failure(summary: string, detail: string, attribute?: string): { diagnostics: Diagnostic[] } {
  const diagnostic: Diagnostic = { severity: "ERROR", summary, detail };
  return { diagnostics: [attribute === undefined ? diagnostic : { ...diagnostic, attribute: pathTo(attribute) }] };
}

export function pathTo(attribute: string): AttributePath {
  return { steps: [{ attribute_name: attribute }] };
}
