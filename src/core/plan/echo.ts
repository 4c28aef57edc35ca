/** Recognises what a resource shows only because a sibling of the same configuration made it. */
import type { Json } from "../../shared/model";
import type { AttributeDrift } from "./attributeDrift";
import { canonical, isObject, member } from "./compare";
import { ECHO_RULES, type EchoRule } from "./echoRules";
import type { DriftFact, SiblingFact } from "./planFacts";

/** Answers with the address of the sibling that explains a drifted position of one resource, or null. */
export type EchoFinder = (drift: AttributeDrift) => string | null;

/** Indexes the siblings of one plan; gives each resource its finder. */
export function echoFinders(siblings: readonly SiblingFact[]): (resource: DriftFact) => EchoFinder {
  const byLink = new Map<string, SiblingFact[]>();
  for (const sibling of siblings) {
    for (const attribute of LINKS.get(sibling.type) ?? []) {
      const named = member(sibling.values, attribute) ?? null;
      if (named !== null) push(byLink, linkKey(sibling.type, attribute, named), sibling);
    }
  }
  return (resource) => {
    const rules = ECHO_RULES.filter((rule) => rule.parent === resource.type).flatMap((rule) => {
      const linked = linkedBy(rule, resource, byLink);
      return linked.length === 0 ? [] : [{ attribute: rule.attribute, explain: explainer(rule, linked) }];
    });
    return (drift) => {
      for (const { attribute, explain } of rules) {
        const explaining = attribute === drift.steps[0] ? explain(drift) : undefined;
        if (explaining !== undefined) return explaining.address;
      }
      return null;
    };
  };
}

/** For each type of sibling, its attributes that may name the parent. */
const LINKS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ECHO_RULES.map(({ sibling }): [string, Set<string>] => [
    sibling,
    new Set(ECHO_RULES.filter((rule) => rule.sibling === sibling).map((rule) => rule.link[0])),
  ]),
);

function linkKey(type: string, attribute: string, named: Json): string {
  return `${type} ${attribute} ${canonical(named)}`;
}

function linkedBy(
  { sibling, link: [siblingAttribute, ...parentAttributes], where = {} }: EchoRule,
  resource: DriftFact,
  byLink: ReadonlyMap<string, SiblingFact[]>,
): SiblingFact[] {
  const names = new Set(parentAttributes.map((attribute) => canonical(resource.links.get(attribute))));
  const linked = [...names].flatMap((named) => byLink.get(`${sibling} ${siblingAttribute} ${named}`) ?? []);
  return linked.filter(({ values }) =>
    Object.entries(where).every(([key, value]) => (member(values, key) ?? false) === value),
  );
}

type Explain = (drift: AttributeDrift) => SiblingFact | undefined;

/** What of the linked siblings explains a position. Indexed, since a table may have thousands of routes. */
function explainer(rule: EchoRule, linked: readonly SiblingFact[]): Explain {
  if (rule.explains === "whole") return () => linked[0];
  if (rule.explains === "rule") return networkRules(linked);
  const { siblingKey, memberKey } = rule.explains;
  const byKey = new Map([...linked].reverse().map((one) => [canonical(member(one.values, siblingKey)), one]));
  return ({ element }) => {
    const changed = element === null ? null : (element.after ?? element.before ?? null);
    const key = memberKey === undefined ? changed : (member(changed ?? null, memberKey) ?? null);
    return key === null ? undefined : byKey.get(canonical(key));
  };
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
function networkRules(siblings: readonly SiblingFact[]): Explain {
  const byPeer = new Map<string, SiblingFact>();
  for (const sibling of [...siblings].reverse()) {
    for (const [list, peer] of allowedBy(sibling.values))
      byPeer.set(peerKey(portsOf(sibling.values), list, peer), sibling);
  }
  return (drift) => {
    const element = drift.element?.after ?? drift.element?.before;
    const peers = isObject(element) ? peersOf(drift) : null;
    if (!isObject(element) || peers === null || peers.length === 0) return undefined;
    const ports = portsOf(element);
    const explaining = peers.map(([list, peer]) => byPeer.get(peerKey(ports, list, peer)));
    return explaining.includes(undefined) ? undefined : explaining[0];
  };
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
  return [...without(after, before), ...without(before, after)].map((peer) => [list, peer]);
}

function without(peers: readonly Json[], others: readonly Json[]): Json[] {
  const known = new Set(others.map(canonical));
  return peers.filter((peer) => !known.has(canonical(peer)));
}

function items(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Whom a rule lets pass, each with the list of a group that would name it. */
function allowedBy(rule: Json): [list: string, peer: Json][] {
  const self: [string, Json][] = member(rule, "self") === true ? [["self", true]] : [];
  return [
    ...PEERS.flatMap(([list, ...names]) =>
      names.flatMap((name) => items(member(rule, name))).map((peer): [string, Json] => [list, peer]),
    ),
    ...self,
  ];
}

/** Security groups of other accounts carry the account in front: `123456789012/sg-1`. */
function peerKey(ports: string, list: string, peer: Json): string {
  const group = typeof peer === "string" ? /(?:^|\/)(sg-[^/]*)$/.exec(peer)?.[1] : undefined;
  return `${ports} ${list} ${group ?? canonical(peer)}`;
}

function portsOf(rule: Json): string {
  const protocol = protocolOf(member(rule, "protocol") ?? member(rule, "ip_protocol"));
  if (protocol === "-1") return protocol;
  return `${protocol} ${canonical(member(rule, "from_port"))} ${canonical(member(rule, "to_port"))}`;
}

function protocolOf(value: Json | undefined): string {
  const text = String(typeof value === "string" || typeof value === "number" ? value : "").toLowerCase();
  const numbers: Record<string, string> = { all: "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" };
  return Object.hasOwn(numbers, text) ? numbers[text]! : text;
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
