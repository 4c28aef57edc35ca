/** What outlives a hidden page beside what the host knows: how far it was scrolled, and which folded lists were open. */
export interface PageState {
  readonly scroll: number;
  /** Ids of lists. */
  readonly open: readonly string[];
}

export const INITIAL_STATE: PageState = { scroll: 0, open: [] };

const OPEN_AT_MOST = 1000;

/** Whatever was kept, perhaps by another version of this page. */
export function readState(kept: unknown): PageState {
  if (typeof kept !== "object" || kept === null) return INITIAL_STATE;
  const { scroll, open } = kept as Partial<Record<keyof PageState, unknown>>;
  return {
    scroll: typeof scroll === "number" && scroll > 0 ? scroll : 0,
    open: Array.isArray(open) ? open.filter((id) => typeof id === "string").slice(0, OPEN_AT_MOST) : [],
  };
}

/** The same with a list opened or closed. */
export function withList(state: PageState, id: string, isOpen: boolean): PageState {
  const others = state.open.filter((other) => other !== id);
  return { ...state, open: isOpen ? [...others, id].slice(-OPEN_AT_MOST) : others };
}
