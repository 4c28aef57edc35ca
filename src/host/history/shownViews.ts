import type { Entry } from "../../shared/protocol";
import { type ExplainedResources, type Handle, ShownLists } from "./shownLists";

/** Where the page shows resources. */
export type View = "detail" | "comparison" | "recurrence";

/** What the page shows now, as far as it may ask about it again; no number means two things, ever. */
export class ShownViews {
  readonly #views = new Map<View, ShownLists>();
  #nextNumber = 1;

  /** What the page shows there from now on; what it showed before can no longer be asked for. */
  renew(view: View): ShownLists {
    const shown = new ShownLists(() => this.#nextNumber++);
    this.#views.set(view, shown);
    return shown;
  }

  handle(number: number): Handle | undefined {
    return this.#first((shown) => shown.handle(number));
  }

  explained(list: string): ExplainedResources | undefined {
    return this.#first((shown) => shown.explained(list));
  }

  /** Empty for a list that is not shown. */
  more(list: string, from: number): Entry[] {
    return this.#first((shown) => shown.more(list, from)) ?? [];
  }

  #first<Found>(find: (shown: ShownLists) => Found | undefined): Found | undefined {
    for (const shown of this.#views.values()) {
      const found = find(shown);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
