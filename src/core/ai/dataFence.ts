/** Foreign text for a model, between two marks that nothing in it can imitate. */
import { randomBytes } from "node:crypto";
import type { Json } from "../../shared/model";

export interface DataFence {
  readonly begin: string;
  readonly end: string;
}

/** A line each. The nonce keeps whoever writes into the data from knowing the marks; random by default. */
export function dataFence(nonce = randomBytes(16).toString("hex")): DataFence {
  return { begin: `<<<drift-data ${nonce}>>>`, end: `<<<end of drift-data ${nonce}>>>` };
}

/** JSON in which no mark of a fence can stand, whatever is in the values: the characters that such marks are made of are escaped. */
export function asData(value: Json): string {
  return JSON.stringify(value).replace(/</g, "\\u003c").replace(/>/g, "\\u003e");
}
