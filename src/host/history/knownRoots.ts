import type { WorkspaceRef } from "../../core/service";
import type { RootChoice } from "../../shared/protocol";
import { type NameOf, namesFor, rootChoices, rootId } from "./runRows";

/** The root modules that the page can name: those of the window, and those that only the history knows. */
export class KnownRoots {
  #refs: readonly WorkspaceRef[] = [];
  #nameOf: NameOf = namesFor([]);

  /** Each once, in this order. */
  set(refs: readonly WorkspaceRef[]): void {
    const own = refs.map(({ projectId, workspaceId }) => ({ projectId, workspaceId }));
    this.#refs = [...new Map(own.map((ref) => [rootId(ref), ref])).values()];
    this.#nameOf = namesFor(this.#refs);
  }

  readonly nameOf: NameOf = (ref) => this.#nameOf(ref);

  /** By its id in the page; null where it is none, or all are meant. */
  find(id: string | null): WorkspaceRef | null {
    return this.#refs.find((ref) => rootId(ref) === id) ?? null;
  }

  all(): readonly WorkspaceRef[] {
    return this.#refs;
  }

  choices(): RootChoice[] {
    return rootChoices(this.#refs, this.#nameOf);
  }
}
