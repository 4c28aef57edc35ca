/** Work that is begun when it is first asked for, and only once. Whoever asks is told how it went; that may be nobody. */
export function lazily<T>(work: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => {
    if (begun === undefined) {
      begun = work();
      begun.catch(() => undefined); // whoever asked was told
    }
    return begun;
  };
}
