/** Takes secrets out of values and texts. Nothing leaves `core/plan` without having come through here. */
import type { Json } from "../../shared/model";
import { SENSITIVE } from "../../shared/vocabulary";
import { isObject } from "./compare";
import { losesMembers, parseContainer } from "./jsonText";
import { formatInstanceKey, type PathStep, quoteKey } from "./paths";
import { isSecretName } from "./secretNames";
import { hidePatterns } from "./secretPatterns";
import type { SecretValues } from "./secretValues";
import { type Marks, marksBelow } from "./sensitivity";
import { isBase64 } from "./spellings";

/** Free text such as a message of Terraform: known secrets out, and whatever is assigned to a name that means one. */
export function redactText(text: string, secrets: SecretValues): string {
  return hidePatterns(secrets.replaceIn(text));
}

/**
 * An attribute's value without secrets: marked positions, positions under a name that means a secret, and any string that
 * holds a known one become `(sensitive)`. `name` is what the value is called, if it has a name.
 */
export function redactValue(value: Json, marks: Marks, secrets: SecretValues, name?: string): Json {
  if (marks === true) return SENSITIVE;
  if (value === null || typeof value === "boolean") return value;
  if (name !== undefined && isSecretName(name) && !isEmptyContainer(value)) return SENSITIVE;
  if (typeof value === "number") return secrets.occursIn(String(value)) ? SENSITIVE : value;
  if (typeof value === "string") return redactString(value, secrets);
  if (Array.isArray(value)) return value.map((item, i) => redactValue(item, marksBelow(marks, i), secrets));
  return redactObject(value, marks, secrets);
}

function isEmptyContainer(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function redactObject(value: Record<string, Json>, marks: Marks, secrets: SecretValues): Json {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactKey(key, secrets),
      redactValue(item, marksBelow(marks, key), secrets, nameOfMember([value], key)),
    ]),
  );
}

/** What a member is called: in `{ name = "DB_PASSWORD", value = "…" }` the value is called DB_PASSWORD. Any holder may say so. */
export function nameOfMember(holders: readonly (Json | undefined)[], key: string): string {
  if (!/value/i.test(key)) return key;
  const prefix = key.replace(/_?values?$/i, "");
  const telling = ["name", "key", "Name", "Key", `${prefix}_name`, `${prefix}Name`, `${prefix}_key`];
  for (const holder of holders) {
    if (!isObject(holder)) continue;
    for (const own of telling) {
      const name = Object.hasOwn(holder, own) ? holder[own] : undefined;
      if (typeof name === "string" && isSecretName(name)) return name;
    }
  }
  return key;
}

/** A map's key or an instance key: data like any other, if it holds a secret. */
export function redactKey(key: string, secrets: SecretValues): string {
  return secrets.occursInKey(key) ? SENSITIVE : key;
}

/** An address whose instance keys hold no secret. Keys are data; types and names are code. */
export function redactAddress(address: string, secrets: SecretValues): string {
  return address.replace(/\["((?:[^"\\]|\\.)*)"\]/g, (whole, key: string) =>
    redactKey(key, secrets) === key ? whole : formatInstanceKey(SENSITIVE),
  );
}

/** A path of an attribute whose keys hold no secret. The attribute's own name is code, whatever it holds. */
export function redactPath(steps: readonly PathStep[], path: string, secrets: SecretValues): string {
  const hides = (step: PathStep): boolean => typeof step === "string" && redactKey(step, secrets) !== step;
  if (!steps.slice(1).some(hides)) return path;
  let rest = path;
  return steps
    .map((step, i) => {
      const spellings = [`[${step}]`, `[${quoteKey(String(step))}]`, `.${step}`, String(step)];
      const spelled = spellings.find((spelling) => rest.startsWith(spelling)) ?? "";
      rest = rest.slice(spelled.length);
      return i > 0 && hides(step) ? formatInstanceKey(SENSITIVE) : spelled;
    })
    .join("");
}

function redactString(text: string, secrets: SecretValues): Json {
  if (secrets.occursIn(text)) return SENSITIVE;
  const inner = parseContainer(text);
  if (inner !== undefined) {
    const redacted = JSON.stringify(redactValue(inner, null, secrets));
    return redacted === JSON.stringify(inner) && !losesMembers(text, inner) ? text : redacted;
  }
  return hidesInBase64(text, secrets) ? SENSITIVE : hidePatterns(text);
}

/** How base64 of the bytes begins with which gzip begins. */
const BASE64_OF_GZIP = "H4sI";

/** Whether a text is base64 of one that would have to be redacted, or of one that nobody can look into. */
function hidesInBase64(text: string, secrets: SecretValues): boolean {
  const joined = text.replace(/[\r\n]/g, "");
  if (!isBase64(joined)) return false;
  if (joined.startsWith(BASE64_OF_GZIP)) return true;
  const inner = Buffer.from(joined, "base64").toString();
  return !inner.includes("\ufffd") && redactString(inner, secrets) !== inner;
}
