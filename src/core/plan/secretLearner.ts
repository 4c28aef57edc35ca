/** Finds out which values of a plan are secret, from marks, declarations and names. */
import type { Json } from "../../shared/model";
import { isCommonWord } from "./commonWords";
import { isObject, member } from "./compare";
import { nameOfMember } from "./redact";
import { isSecretName } from "./secretNames";
import type { SecretValues } from "./secretValues";
import { eachMarkedValue, type Marks, readChangeMarks } from "./sensitivity";

/** Shorter values under a telling name are hidden there, and not looked for elsewhere. */
const SHORTEST_NAMED = 8;

/**
 * Learns the values under names that mean secrets, though nobody marked them: they are looked for in messages and in other
 * attributes. `name` is what the value itself is called.
 */
export function learnNamed(value: Json | undefined, secrets: SecretValues, name?: string): void {
  if (typeof value === "string") {
    if (value.length >= SHORTEST_NAMED && name !== undefined && secrets.isSecretName(name) && looksRandom(value))
      secrets.add(value);
  } else if (Array.isArray(value)) value.forEach((item) => learnNamed(item, secrets, name));
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const item = value[key]!;
      const mayTell = typeof item === "string" ? item.length >= SHORTEST_NAMED : typeof item === "object";
      if (mayTell) learnNamed(item, secrets, nameOfMember([value], key));
    }
  }
}

/** Unlike `my-app-tls` or the ARN of a secret, which names such as `secret` may hold as well. */
function looksRandom(text: string): boolean {
  if (text.startsWith("arn:") || isCommonWord(text)) return false;
  const isMixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
  return isMixed || /[^\w./:-]/.test(text) || /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{12}/i.test(text);
}

/** Learns what a change hides by its marks, and what names in it give away. `name`: what its values are called. Returns the marks. */
export function learnChange(change: Json | undefined, secrets: SecretValues, name?: string): Marks {
  const marks = readChangeMarks(change);
  for (const value of [member(change, "before"), member(change, "after")]) {
    eachMarkedValue(value, marks, (secret) => secrets.add(secret));
    learnNamed(value, secrets, name);
  }
  return marks;
}

/** Learns what outputs hide. */
export function learnOutputs(changes: Json | undefined, secrets: SecretValues): void {
  for (const [name, change] of entries(changes)) learnChange(change, secrets, name);
}

/** What a variable of the calling module holds, as far as the plan says. */
type ValueOf = (variable: string) => Json | undefined;

/** Learns the values of variables that are declared sensitive, in any module, and of those whose names mean secrets. */
export function learnVariables(
  configuration: Json | undefined,
  variables: Json | undefined,
  secrets: SecretValues,
): void {
  for (const [name, variable] of entries(variables)) {
    const value = member(variable, "value");
    if (value !== undefined && isSecretName(name)) secrets.add(value);
  }
  for (const [, provider] of entries(member(configuration, "provider_config"))) {
    learnConstants(member(provider, "expressions"), secrets);
  }
  learnModule(member(configuration, "root_module"), (name) => member(member(variables, name), "value"), secrets);
}

function learnModule(module: Json | undefined, valueOf: ValueOf, secrets: SecretValues): void {
  for (const [name, variable] of entries(member(module, "variables"))) {
    for (const value of [member(variable, "default"), valueOf(name)]) {
      if (value === undefined) continue;
      if (member(variable, "sensitive") === true) secrets.add(value);
      else learnNamed(value, secrets, name);
    }
  }
  const resources = member(module, "resources");
  for (const resource of Array.isArray(resources) ? resources : []) {
    learnConstants(member(resource, "expressions"), secrets);
  }
  for (const [, call] of entries(member(module, "module_calls"))) {
    const inputs = member(call, "expressions");
    learnConstants(inputs, secrets);
    learnModule(member(call, "module"), (name) => inputValue(member(inputs, name), valueOf), secrets);
  }
}

/** An input is a constant, or refers to one variable of the calling module; anything else is not followed. */
function inputValue(input: Json | undefined, valueOf: ValueOf): Json | undefined {
  const references = member(input, "references");
  if (!Array.isArray(references)) return member(input, "constant_value");
  // The most precise reference comes first; those after it only shorten it.
  const [precise, ...rest] = references.filter((reference) => typeof reference === "string");
  if (precise === undefined || !rest.every((shorter) => precise.startsWith(shorter))) return undefined;
  const [kind, name = "", ...attributes] = precise.split(".");
  if (kind !== "var") return undefined;
  const whole = valueOf(name);
  return attributes.reduce(member, whole) ?? whole;
}

/** Literals under names that mean secrets, also in nested blocks. */
function learnConstants(expressions: Json | undefined, secrets: SecretValues): void {
  if (Array.isArray(expressions)) expressions.forEach((block) => learnConstants(block, secrets));
  for (const [name, expression] of entries(expressions)) {
    learnNamed(member(expression, "constant_value"), secrets, name);
    if (isObject(expression) || Array.isArray(expression)) learnConstants(expression, secrets);
  }
}

function entries(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}
