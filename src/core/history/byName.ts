/**
 * Entries by name. Where several of a run share one (keys that hold a secret all read the same, or the run is damaged), the
 * second is matched with the second of the other run, and so on: none is lost.
 */
export function byName<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): Map<string, Entry> {
  const counts = new Map<string, number>();
  return new Map(
    entries.map((entry) => {
      const name = nameOf(entry);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return [`${count} ${name}`, entry];
    }),
  );
}

/** The entries of `these` whose names are not among `those`. */
export function missingIn<Entry>(those: ReadonlyMap<string, Entry>, these: ReadonlyMap<string, Entry>): Entry[] {
  return [...these].filter(([name]) => !those.has(name)).map(([, entry]) => entry);
}
