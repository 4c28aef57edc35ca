/** A list is one stop of the Tab key; the arrow keys, Home and End go from link to link in it. */
export function rovingFocus(list: HTMLElement): void {
  const links = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("button.link")];
  const stopAt = (link: HTMLElement | undefined): void => {
    for (const other of links()) other.tabIndex = other === link ? 0 : -1;
  };
  list.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches("button.link")) stopAt(target);
  });
  list.addEventListener("keydown", (event) => {
    const all = links();
    const next = all[target(event.key, all.indexOf(event.target as HTMLElement), all.length)];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    next.focus();
  });
  const keepOneStop = (): void => stopAt(links().find(({ tabIndex }) => tabIndex === 0) ?? links()[0]);
  keepOneStop();
  new MutationObserver(keepOneStop).observe(list, { childList: true });
}

/** The position to go to; -1 for keys that are not ours. */
function target(key: string, from: number, count: number): number {
  if (from === -1) return -1;
  switch (key) {
    case "ArrowDown":
      return Math.min(count - 1, from + 1);
    case "ArrowUp":
      return Math.max(0, from - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return -1;
  }
}
