import { LINK_KEYS, stepOf, stepped } from "./arrowKeys";

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
    const [at, step] = [all.indexOf(event.target as HTMLElement), stepOf(event, LINK_KEYS)];
    if (at === -1 || step === null) return;
    event.preventDefault();
    all[stepped(at, step, all.length)]?.focus();
  });
  const keepOneStop = (): void => stopAt(links().find(({ tabIndex }) => tabIndex === 0) ?? links()[0]);
  keepOneStop();
  new MutationObserver(keepOneStop).observe(list, { childList: true });
}
