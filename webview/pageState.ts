/** Where the person is in the page: what outlives a hidden page, and a restart, beside what the host knows. */
import type { RunFilter } from "../src/shared/protocol";

export const TABS = ["runs", "recurring"] as const;
export type Tab = (typeof TABS)[number];

export interface PageState {
  readonly tab: Tab;
  readonly filter: RunFilter;
  /** The run that is shown. */
  readonly selected: string | null;
  /** The run that it is compared with. */
  readonly other: string | null;
  /** Where there is no room for both: the run is shown, not the list. */
  readonly isInside: boolean;
  readonly isTrendOpen: boolean;
  /** Ids of lists that are unfolded. */
  readonly open: readonly string[];
  /** How far the run is scrolled. */
  readonly scroll: number;
}

export const INITIAL_STATE: PageState = {
  tab: "runs",
  filter: { root: null, status: null },
  selected: null,
  other: null,
  isInside: false,
  isTrendOpen: true,
  open: [],
  scroll: 0,
};

const OPEN_AT_MOST = 1000;
const STATUSES = ["running", "clean", "drift_detected", "error", "cancelled"] as const;

/** Whatever was kept, perhaps by another version of this page. */
export function readState(kept: unknown): PageState {
  if (typeof kept !== "object" || kept === null) return INITIAL_STATE;
  const { tab, filter, selected, other, isInside, isTrendOpen, open, scroll } = kept as Partial<
    Record<keyof PageState, unknown>
  >;
  return {
    tab: TABS.find((one) => one === tab) ?? INITIAL_STATE.tab,
    filter: readFilter(filter),
    selected: textOrNull(selected),
    other: textOrNull(other),
    isInside: isInside === true,
    isTrendOpen: isTrendOpen !== false,
    open: Array.isArray(open) ? open.filter((id) => typeof id === "string").slice(0, OPEN_AT_MOST) : [],
    scroll: typeof scroll === "number" && scroll > 0 ? scroll : 0,
  };
}

function readFilter(kept: unknown): RunFilter {
  if (typeof kept !== "object" || kept === null) return INITIAL_STATE.filter;
  const { root, status } = kept as Partial<Record<keyof RunFilter, unknown>>;
  return { root: textOrNull(root), status: STATUSES.find((one) => one === status) ?? null };
}

function textOrNull(kept: unknown): string | null {
  return typeof kept === "string" ? kept : null;
}

/** The same with a list opened or closed. */
export function withList(state: PageState, id: string, isOpen: boolean): PageState {
  const others = state.open.filter((other) => other !== id);
  return { ...state, open: isOpen ? [...others, id].slice(-OPEN_AT_MOST) : others };
}
