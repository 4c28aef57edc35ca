/** Recognises what a resource shows only because a sibling of the same configuration made it. */
import type { Json } from "../../shared/model";
import type { AttributeDrift } from "./attributeDrift";
import { isObject, member, sameValue } from "./compare";
import { ECHO_RULES, type EchoRule } from "./echoRules";
import type { DriftFact, SiblingFact } from "./planFacts";

/** Answers with the address of the sibling that explains a drifted position, or null. */
export type EchoFinder = (resource: DriftFact, drift: AttributeDrift) => string | null;

/** Indexes the siblings of one plan. */
export function echoFinder(siblings: readonly SiblingFact[]): EchoFinder {
  const byType = new Map<string, SiblingFact[]>();
  for (const sibling of siblings) byType.set(sibling.type, [...(byType.get(sibling.type) ?? []), sibling]);
  return (resource, drift) => {
    for (const rule of ECHO_RULES) {
      if (rule.parent !== resource.type || rule.attribute !== drift.steps[0]) continue;
      const linked = (byType.get(rule.sibling) ?? []).filter((sibling) => belongsTo(resource, sibling, rule));
      const explaining = linked.length === 0 ? null : explainedBy(rule, linked, drift);
      if (explaining !== null) return explaining.address;
    }
    return null;
  };
}

function belongsTo(resource: DriftFact, sibling: SiblingFact, { link, where }: EchoRule): boolean {
  const [siblingAttribute, ...parentAttributes] = link;
  const named = member(sibling.values, siblingAttribute) ?? null;
  if (named === null) return false;
  if (!parentAttributes.some((attribute) => sameValue(resource.links.get(attribute), named))) return false;
  return Object.entries(where ?? {}).every(([key, value]) => (member(sibling.values, key) ?? false) === value);
}

function explainedBy(rule: EchoRule, siblings: SiblingFact[], drift: AttributeDrift): SiblingFact | null {
  if (rule.explains === "whole") return siblings[0] ?? null;
  if (rule.explains === "rule") return networkRule(siblings, drift);
  const { siblingKey, memberKey } = rule.explains;
  const element = drift.element === null ? null : (drift.element.after ?? drift.element.before ?? null);
  const key = memberKey === undefined ? element : (member(element ?? null, memberKey) ?? null);
  if (key === null) return null;
  return siblings.find((sibling) => sameValue(member(sibling.values, siblingKey), key)) ?? null;
}

/** The lists of a network rule that name who may pass, and how rule resources call the same. */
const PEERS: readonly (readonly [inGroup: string, ...inRule: string[]])[] = [
  ["cidr_blocks", "cidr_blocks", "cidr_ipv4"],
  ["ipv6_cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv6"],
  ["prefix_list_ids", "prefix_list_ids", "prefix_list_id"],
  ["security_groups", "source_security_group_id", "referenced_security_group_id"],
];

/**
 * Groups merge the rules of one port into one element, so every peer that appeared or went must be one of a rule's own:
 * anything else in the same element is real.
 */
function networkRule(siblings: SiblingFact[], drift: AttributeDrift): SiblingFact | null {
  const element = drift.element?.after ?? drift.element?.before;
  if (!isObject(element)) return null;
  const onPorts = siblings.filter((sibling) => samePorts(sibling.values, element));
  const peers = peersOf(drift);
  if (peers === null || peers.length === 0) return null;
  const explaining = peers.map(([list, peer]) => onPorts.find((sibling) => allows(sibling.values, list, peer)));
  return explaining.includes(undefined) ? null : (explaining[0] ?? null);
}

/** Each peer that appeared or went, with the list that names it; null when something else changed. */
function peersOf(drift: AttributeDrift): [list: string, peer: Json][] | null {
  const [, , list] = drift.steps;
  if (list === undefined) {
    const element = drift.after ?? drift.before;
    if (!isObject(element)) return null;
    const self: [string, Json][] = member(element, "self") === true ? [["self", true]] : [];
    return [
      ...PEERS.flatMap(([name]) => items(member(element, name)).map((peer): [string, Json] => [name, peer])),
      ...self,
    ];
  }
  if (list === "self") return [["self", true]];
  if (typeof list !== "string" || !PEERS.some(([name]) => name === list)) return null;
  const before = items(drift.before);
  const after = items(drift.after);
  const differ = (a: Json[], b: Json[]): Json[] => a.filter((peer) => !b.some((other) => sameValue(peer, other)));
  return [...differ(after, before), ...differ(before, after)].map((peer) => [list, peer]);
}

function items(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function allows(rule: Json, list: string, peer: Json): boolean {
  if (list === "self") return member(rule, "self") === true;
  const names = PEERS.find(([inGroup]) => inGroup === list)?.slice(1) ?? [];
  return names.flatMap((name) => items(member(rule, name))).some((own) => own === peer || sameGroup(own, peer));
}

/** Security groups of other accounts carry the account in front: `123456789012/sg-1`. */
function sameGroup(a: Json, b: Json): boolean {
  return (
    typeof a === "string" &&
    typeof b === "string" &&
    a !== "" &&
    a.split("/").at(-1) === b.split("/").at(-1) &&
    /\/?sg-/.test(b)
  );
}

function samePorts(rule: Json, element: Json): boolean {
  const protocol = protocolOf(member(rule, "protocol") ?? member(rule, "ip_protocol"));
  if (protocol !== protocolOf(member(element, "protocol"))) return false;
  return protocol === "-1" || ["from_port", "to_port"].every((p) => sameValue(member(rule, p), member(element, p)));
}

function protocolOf(value: Json | undefined): string {
  const text = String(typeof value === "string" || typeof value === "number" ? value : "").toLowerCase();
  const numbers: Record<string, string> = { all: "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" };
  return Object.hasOwn(numbers, text) ? numbers[text]! : text;
}
