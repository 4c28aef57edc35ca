import type { DriftEvent } from "../../core/service";
import { rootModuleName } from "../../shared/format";
import { formatCount, visible } from "../../shared/formatValue";
import { withoutLinks } from "../plainText";

/** For VS Code's own progress: a text, and how many hundredths to add to the bar. */
export interface ProgressStep {
  readonly message: string;
  readonly increment: number;
}

interface Share {
  readonly name: string;
  /** From 0 to 1. */
  fraction: number;
  text: string;
}

/** Adds up the progress of root modules that are checked side by side; the bar never goes back, and stands still where nobody knows the total. */
export class CheckProgress {
  readonly #shares = new Map<string, Share>();
  #ended = 0;
  #shown = 0;

  constructor(private readonly roots: number) {}

  /** Null for events that change nothing. */
  next(event: DriftEvent): ProgressStep | null {
    switch (event.kind) {
      case "started":
        this.#shares.set(event.run.id, { name: rootModuleName(event.run), fraction: 0, text: "" });
        return this.#step(event.run.id);
      case "progress": {
        const share = this.#shares.get(event.runId);
        if (share === undefined) return null;
        const { done, total, current } = event;
        share.fraction = total === null || total === 0 ? 0 : Math.min(1, done / total);
        share.text = [countWords(done, total), current === null ? "" : withoutLinks(visible(current))]
          .filter((part) => part !== "")
          .join(" · ");
        return this.#step(event.runId);
      }
      case "ended":
        if (!this.#shares.delete(event.run.id)) return null;
        this.#ended += 1;
        return this.#step([...this.#shares.keys()].at(-1) ?? "");
      case "changed":
      case "removed":
      case "schedules":
      case "reconcile":
      case "applying":
        return null;
    }
  }

  #step(runId: string): ProgressStep {
    const share = this.#shares.get(runId);
    const done = [...this.#shares.values()].reduce((sum, { fraction }) => sum + fraction, this.#ended);
    const target = Math.max(this.#shown, (100 * done) / this.roots);
    const increment = target - this.#shown;
    this.#shown = target;
    const name = share === undefined || this.roots === 1 ? "" : share.name;
    const of = this.roots === 1 ? "" : `${this.#ended} of ${this.roots} root modules`;
    const message = [of, name, share?.text ?? ""].filter((part) => part !== "").join(" · ");
    return { message, increment };
  }
}

/** "12 of 40 read", "12 read" where nobody knows how many there are. */
function countWords(done: number, total: number | null): string {
  return total === null ? `${formatCount(done)} read` : `${formatCount(done)} of ${formatCount(total)} read`;
}
