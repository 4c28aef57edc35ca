/** A target is a resource with or without its instance key, or a module. */
export function covers(target: string, address: string): boolean {
  return endsStep(address, target.length) && address.startsWith(target);
}

/** Whether one of many targets covers an address. Asking costs no more for thousands of targets than for one of each length. */
export function coverage(targets: readonly string[]): (address: string) => boolean {
  const all = new Set(targets);
  const lengths = [...new Set(targets.map((target) => target.length))];
  return (address) => lengths.some((length) => endsStep(address, length) && all.has(address.slice(0, length)));
}

function endsStep(address: string, length: number): boolean {
  return length === address.length || address[length] === "[" || address[length] === ".";
}
