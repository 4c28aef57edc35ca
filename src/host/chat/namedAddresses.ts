/** Which resources a question in words is about. */

/** Those of the addresses that the question names; the address of a block names all its instances. */
export function namedAddresses(question: string, addresses: readonly string[]): string[] {
  const exact = addresses.filter((address) => names(question, address));
  // `web[1]` that is named exactly is also named as the block `web`, which means no other instance.
  const rest = exact.reduce((text, address) => text.replaceAll(address, " "), question);
  return addresses.filter((address) => exact.includes(address) || names(rest, blockOf(address)));
}

/** The first thing in a question that reads like a resource's address; null: there is none. */
export function addressLike(question: string): string | null {
  const found = /(?<![\w.-])(?:module\.[\w."[\]-]+\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*/.exec(question)?.[0];
  return found === undefined || /\.(?:tf|tofu|tfvars|json|hcl)$/.test(found) ? null : found;
}

/** The address without the key of its last part. */
function blockOf(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, "");
}

/** As a whole, and not as a part of a longer one. */
function names(question: string, address: string): boolean {
  for (let at = question.indexOf(address); at !== -1; at = question.indexOf(address, at + 1)) {
    const isBegin = !/[\w.-]$/.test(question.slice(0, at));
    const isEnd = !/^(?:[\w[-]|\.\w)/.test(question.slice(at + address.length));
    if (isBegin && isEnd) return true;
  }
  return false;
}
