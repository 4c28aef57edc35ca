/** Which key goes how far, in the three kinds of things that are gone through by keyboard. */

const ENDS = { Home: -Infinity, End: Infinity };

/** Links in a list; Page Up and Page Down scroll. */
export const LINK_KEYS = { ArrowDown: 1, ArrowUp: -1, ...ENDS };
/** Entries of a list of which one is selected. */
export const LIST_KEYS = { ...LINK_KEYS, PageDown: 10, PageUp: -10 };
/** Points from left to right. */
export const POINT_KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, ...ENDS };

/** How far a key goes; null: it is none of these, or pressed together with another one. */
export function stepOf(event: KeyboardEvent, keys: Readonly<Record<string, number>>): number | null {
  const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  return isAlone && Object.hasOwn(keys, event.key) ? keys[event.key]! : null;
}

/** Where that leads, not beyond the first and the last. */
export function stepped(from: number, step: number, count: number): number {
  return Math.min(Math.max(0, from + step), count - 1);
}
