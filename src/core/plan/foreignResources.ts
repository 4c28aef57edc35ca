/**
 * Takes secrets out of drifted resources that did not come out of a plan of ours. Nobody knows which of their values are
 * secret, so more is taken for one than in a plan: everything under a telling name, and tokens of known formats.
 */
import type { Json } from "../../shared/model";
import type { SuggestChange, SuggestResource } from "../../shared/suggest";
import { SENSITIVE, UNKNOWN } from "../../shared/vocabulary";
import { parsePath } from "../source/attributePath";
import { isObject } from "./compare";
import { parseContainer } from "./jsonText";
import { nameOfMember, redactAddress, redactText, redactValue } from "./redact";
import { isSecretName } from "./secretNames";
import { hidePatterns } from "./secretPatterns";
import { SecretValues } from "./secretValues";
import { tokensIn } from "./tokenFormats";

/** The same resources with `(sensitive)` wherever a secret was. What is found secret in one is hidden in all of them. */
export function redactForeignResources(resources: readonly SuggestResource[]): SuggestResource[] {
  const secrets = new ForeignSecrets();
  const hidden = new Set<SuggestChange>();
  for (const { address, type, changes } of resources) {
    [address, type].forEach((text) => learnTokens(text, secrets));
    const siblings = siblingsOf(changes);
    for (const change of changes) {
      if (isHidden(change, siblings)) hidden.add(change);
      learnChange(change, hidden.has(change), secrets);
    }
  }
  return resources.map(({ address, type, severity, action, changes }) => ({
    address: redactWords(redactAddress(address, secrets), secrets),
    type: redactWords(type, secrets),
    severity,
    action,
    changes: changes.map((change) => redactChange(change, hidden.has(change), secrets)),
  }));
}

/** The secrets of one body. */
class ForeignSecrets extends SecretValues {
  /** One of them is JSON text: then no text may be taken apart, since its parts are not known to be secret. */
  hasDocument = false;

  override add(value: Json): void {
    if (typeof value === "string" && parseContainer(value) !== undefined) this.hasDocument = true;
    super.add(value);
  }
}

/** By the path of what holds them, the changed values before and after by their last step. */
type Siblings = ReadonlyMap<string, readonly [before: Map<string, Json>, after: Map<string, Json>]>;

/** A name may be changed along with its value: `environment[0].name` tells what `environment[0].value` is. */
function siblingsOf(changes: readonly SuggestChange[]): Siblings {
  const siblings = new Map<string, [Map<string, Json>, Map<string, Json>]>();
  for (const { attribute, before, after } of changes) {
    const steps = stepsOf(attribute);
    const holder = JSON.stringify(steps.slice(0, -1));
    const [olds, news] = siblings.get(holder) ?? [new Map<string, Json>(), new Map<string, Json>()];
    siblings.set(holder, [olds.set(steps.at(-1) ?? "", before), news.set(steps.at(-1) ?? "", after)]);
  }
  return siblings;
}

/** In Terraform's notation, or whatever else separates names. */
function stepsOf(attribute: string): string[] {
  return (parsePath(attribute) ?? attribute.split(/[^\p{L}\p{N}_-]+/u).filter((step) => step !== "")).map(String);
}

function isHidden({ attribute, before, after, sensitive }: SuggestChange, siblings: Siblings): boolean {
  if (sensitive === true) return true;
  if ([before, after].every((value) => value === null || typeof value === "boolean")) return false;
  const steps = stepsOf(attribute);
  if (isSecretName(attribute) || steps.some(isSecretName)) return true;
  const holders = siblings.get(JSON.stringify(steps.slice(0, -1))) ?? [];
  return isSecretName(nameOfMember(holders.map(Object.fromEntries<Json>), steps.at(-1) ?? ""));
}

function learnChange(change: SuggestChange, isSecret: boolean, secrets: ForeignSecrets): void {
  learnTokens(change.attribute, secrets);
  for (const value of [change.before, change.after]) {
    if (isSecret) learnAll(value, secrets);
    learn(value, secrets);
  }
}

/** What is secret below an ordinary name: members with telling names, also in JSON text, and tokens. */
function learn(value: Json, secrets: ForeignSecrets): void {
  if (typeof value === "string") {
    learnTokens(value, secrets);
    const inner = parseContainer(value);
    if (inner !== undefined) learn(inner, secrets);
  } else if (Array.isArray(value)) value.forEach((item) => learn(item, secrets));
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      learnTokens(key, secrets);
      if (isSecretName(nameOfMember([value], key))) learnAll(item, secrets);
      learn(item, secrets);
    }
  }
}

function learnAll(value: Json, secrets: ForeignSecrets): void {
  if (Array.isArray(value)) value.forEach((item) => learnAll(item, secrets));
  else if (isObject(value)) Object.values(value).forEach((item) => learnAll(item, secrets));
  else if (value !== SENSITIVE && value !== UNKNOWN) secrets.add(value);
}

function learnTokens(text: string, secrets: ForeignSecrets): void {
  tokensIn(text).forEach((token) => secrets.add(token));
}

function redactChange(change: SuggestChange, isSecret: boolean, secrets: ForeignSecrets): SuggestChange {
  const { action } = change;
  const attribute = redactWords(change.attribute, secrets);
  if (isSecret) return { attribute, action, before: SENSITIVE, after: SENSITIVE, sensitive: true };
  const [before, after] = [change.before, change.after].map((value) => redactForeignValue(value, secrets));
  return { attribute, action, before: before!, after: after!, sensitive: before === SENSITIVE || after === SENSITIVE };
}

/**
 * Of JSON text (policies, container definitions) only what is secret in it, not all of it for one member's sake. What is read
 * from it is what was learned from it, unless the secret was a document itself.
 */
function redactForeignValue(value: Json, secrets: ForeignSecrets): Json {
  const inner = typeof value === "string" && !secrets.hasDocument ? parseContainer(value) : undefined;
  if (inner === undefined) return redactValue(value, null, secrets);
  return redactValue(JSON.stringify(redactValue(inner, null, secrets)), null, secrets);
}

/** Addresses, paths and types are made of names: one that is a common word is left, even where it is a password, too. */
function redactWords(text: string, secrets: ForeignSecrets): string {
  return secrets.occursInKey(text) ? redactText(text, secrets) : hidePatterns(text);
}
