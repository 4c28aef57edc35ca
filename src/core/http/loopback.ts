/** Whether a host is this machine. `hostname` is as the URL parser writes it, which turns every spelling of an address into one. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
