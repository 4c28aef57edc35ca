/** What of a run the page shows in one of its places, as far as it may ask about it again. */
import type { WorkspaceRef } from "../../core/service";
import type { ListKind } from "../../shared/listKinds";
import type { Entry, EntryList } from "../../shared/protocol";
import type { CodeTarget } from "./entries";

/** What a list shows at first, over all lists of a view, and then adds at a time. */
export const PORTION = 200;

/** What a number stands for: a place in the code, or a resource to be shown whole. */
export type Handle =
  | {
      readonly kind: "code";
      readonly run: WorkspaceRef;
      readonly tool: "terraform" | "tofu";
      readonly target: CodeTarget;
    }
  | { readonly kind: "resource"; readonly runId: string; readonly address: string };

/** Drifted resources of one run. */
export interface ExplainedResources {
  readonly runId: string;
  readonly addresses: () => readonly string[];
}

/** Items of one kind, and how each becomes an entry. */
export interface FullList {
  readonly kind: ListKind;
  readonly counted: boolean;
  /** Only its heading is shown at first. */
  readonly folded: boolean;
  readonly total: number;
  /** What is explained when the list is; null: it cannot be. */
  readonly explained: ExplainedResources | null;
  entries(from: number, to: number): Entry[];
}

/** Items with the way to make entries of them; nothing is made before it is shown. */
export function listOf<Item>(
  kind: ListKind,
  items: readonly Item[],
  toEntry: (item: Item) => Entry,
  {
    counted = true,
    folded = false,
    explained = null,
  }: Partial<Pick<FullList, "counted" | "folded" | "explained">> = {},
): FullList {
  return {
    kind,
    counted,
    folded,
    total: items.length,
    explained,
    entries: (from, to) => items.slice(from, to).map(toEntry),
  };
}

/** Its numbers are never used by another view, so an old page cannot open something else. */
export class ShownLists {
  readonly #handles = new Map<number, Handle>();
  readonly #lists = new Map<string, FullList>();

  constructor(private readonly nextNumber: () => number) {}

  /** The number by which the page may name it. */
  number(handle: Handle): number {
    const number = this.nextNumber();
    this.#handles.set(number, handle);
    return number;
  }

  handle(number: number): Handle | undefined {
    return this.#handles.get(number);
  }

  /** The lists that are not empty, with their first entries. Ids begin with `prefix`. */
  show(prefix: string, lists: readonly FullList[]): EntryList[] {
    let room = PORTION;
    return lists
      .filter(({ total }) => total > 0)
      .map((list) => {
        const id = `${prefix} ${list.kind}`;
        this.#lists.set(id, list);
        const entries = list.folded ? [] : list.entries(0, room);
        room -= entries.length;
        return {
          id,
          kind: list.kind,
          counted: list.counted,
          total: list.total,
          canExplain: list.explained !== null,
          entries,
        };
      });
  }

  /** Undefined: it is not among these, or cannot be explained. */
  explained(list: string): ExplainedResources | undefined {
    return this.#lists.get(list)?.explained ?? undefined;
  }

  /** The next portion of a list; undefined: it is not among these. */
  more(list: string, from: number): Entry[] | undefined {
    return this.#lists.get(list)?.entries(from, from + PORTION);
  }
}
