/** What of an answer must stay text because it may come out of the data: whoever tags a resource must not place links or commands here. */
import type { QuotedActions } from "./protocol";

/** Names with a dot in them, as hosts have; addresses of resources are among them, which harms nobody. */
const HOST = /[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu;
/** Written in JSON or in an address of the web, too. */
const COMMAND = /terraform(?:-|%2d)drift(?:\s|\\[nt]|%20|\+)/i;

/** What the data of a question holds of this kind. */
export function quotedActions(data: string): QuotedActions {
  const hosts = new Set(Array.from(data.matchAll(HOST), ([host]) => host.toLowerCase()));
  return { hosts: [...hosts], commands: COMMAND.test(data) };
}

/** An answer's link: its whole address if it leads to http or https, shows where it goes, and not to where the data may want it; else null. */
export function linkTarget(address: string, quoted: QuotedActions): string | null {
  if (!/^https?:\/\/[^\s\\]+$/i.test(address) || !URL.canParse(address)) return null;
  const { protocol, hostname, username, password, href } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return null;
  if (username !== "" || password !== "") return null; // what stands before the @ looks like the host
  const isQuoted = quoted.hosts.some((host) => isWithin(hostname, host) || isWithin(host, hostname));
  return isQuoted ? null : href;
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
