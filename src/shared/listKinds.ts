/** The kinds of lists in which resources of runs are shown. */

/** What a run found, in the order in which it is shown. */
export const LIST_KINDS = ["unchecked", "critical", "warning", "info", "pending", "ignored", "noise"] as const;
/** What became of it in another run, likewise. */
export const COMPARED_KINDS = ["appeared", "changed", "gone", "unread", "newlyRead"] as const;
export type ListKind = (typeof LIST_KINDS)[number] | (typeof COMPARED_KINDS)[number];
