/** Whether the end of something that grows is kept in view, in pixels of what scrolls; nothing here scrolls. */

export interface View {
  /** How far it is scrolled. */
  readonly top: number;
  readonly height: number;
  /** Where what grows begins and ends, seen from the beginning of what scrolls. */
  readonly begin: number;
  readonly end: number;
}

/** So near to the end the person is still at it. */
const NEAR = 24;

/** After something scrolled: who goes up stays there, and who comes to the end goes on with it. */
export function followsAfter(wasFollowing: boolean, topBefore: number, view: View): boolean {
  if (view.top < topBefore - 1) return false;
  return wasFollowing || isEndInView(view);
}

export function isEndInView({ top, height, end }: View): boolean {
  return end >= top && end <= top + height + NEAR;
}

/** How far to scroll so that the end is in view; never up. */
export function topToEnd({ top, height, end }: View): number {
  return Math.max(top, end - height);
}

/** The same for those who begin to read: only as far as the beginning stays in view, so that nothing moves under their eyes. */
export function topToReading(view: View): number {
  return Math.max(view.top, Math.min(view.begin, topToEnd(view)));
}
