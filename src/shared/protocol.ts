/**
 * What the report's page may ask of the host, and what the host tells it. The host keeps the truth and makes all texts of a
 * report, cut to a readable length; the page draws them. A page is destroyed when it is hidden: when it comes back it asks
 * `ready` and gets everything again.
 */

/** Requests: page → host, each with a reply. */
export interface Requests {
  ready: { params: null; result: Report };
  /** Checks again; answers when that is over. */
  check: { params: null; result: null };
  /** Further entries of a list, from a position on; none if the list is no longer there. */
  more: { params: { list: string; from: number }; result: Entry[] };
  /** Opens the code at a place. Only numbers that the host gave out mean anything. */
  openCode: { params: { place: number }; result: null };
}

/** Events: host → page, no reply. */
export interface Events {
  /** Takes the place of what is shown. */
  report: Report;
  /** Whether a check is being made; what is shown is the result of the last one. */
  checking: boolean;
}

export interface Report {
  readonly words: PageWords;
  readonly checking: boolean;
  /** The gravest first. */
  readonly roots: readonly RootReport[];
}

/** One checked root module. */
export interface RootReport {
  /** Names it in the page; the same after another check. */
  readonly id: string;
  readonly name: string;
  readonly tone: "critical" | "warning" | "clean" | "error" | "neutral";
  /** "Drift detected", "No drift", … */
  readonly status: string;
  /** "2 critical, 5 drifted", "41 resources", "12 s", "main@1a2b3c". */
  readonly facts: readonly string[];
  /** When its check ended, ISO 8601. */
  readonly checkedAt: string;
  readonly messages: readonly Message[];
  /** Messages that are not among these. */
  readonly moreMessages: number;
  /** Empty ones are absent. */
  readonly lists: readonly EntryList[];
}

/** Something that the check has to say beside its findings. */
export interface Message {
  readonly severity: "error" | "warning";
  readonly summary: string;
  /** May hold line feeds; may be empty. */
  readonly detail: string;
  readonly address: string | null;
  readonly place: CodeLink | null;
}

/** In the order in which they are shown. */
export const LIST_KINDS = ["unchecked", "critical", "warning", "info", "pending", "ignored", "noise"] as const;
export type ListKind = (typeof LIST_KINDS)[number];

export interface EntryList {
  /** Names it in the page; the same after another check. */
  readonly id: string;
  readonly kind: ListKind;
  /** False: these do not count as drift, being milder than the threshold. */
  readonly counted: boolean;
  readonly total: number;
  /** The first of them; none of those that are shown folded. */
  readonly entries: readonly Entry[];
}

/** A resource. */
export interface Entry {
  readonly address: string;
  readonly place: CodeLink | null;
  /** Why it is in this list, one line each. */
  readonly notes: readonly string[];
  readonly changes: readonly Change[];
  /** Changes that are not among these. */
  readonly moreChanges: number;
}

/** A changed attribute. */
export interface Change {
  readonly attribute: string;
  /** Where the code says it. */
  readonly place: CodeLink | null;
  /** Why it is grave, where the resource's own notes do not say so. */
  readonly note: string | null;
  /** The two values, or null where they are hidden because they are sensitive. */
  readonly values: { readonly recorded: Said; readonly actual: Said } | null;
  readonly inCode: Said;
  /** What applying the code would do; empty if nothing happened at all. */
  readonly applying: string;
}

/** A value as it would stand in code, or words in its place ("not set"). */
export interface Said {
  readonly text: string;
  readonly isValue: boolean;
}

/** A place in the code, known to the host by its number. */
export interface CodeLink {
  readonly place: number;
  /** `network.tf:12`. */
  readonly label: string;
}

/** The page's own words, in the person's language. */
export interface PageWords {
  readonly title: string;
  readonly checkAgain: string;
  readonly checking: string;
  readonly lastChecked: string;
  readonly recorded: string;
  readonly actual: string;
  readonly inCode: string;
  readonly attribute: string;
  readonly hidden: string;
  /** With {0} for a number. */
  readonly showMore: string;
  readonly moreAttributes: string;
  readonly moreMessages: string;
  readonly notCounted: string;
  readonly lists: Readonly<Record<ListKind, { readonly title: string; readonly note: string }>>;
  readonly failed: string;
}
