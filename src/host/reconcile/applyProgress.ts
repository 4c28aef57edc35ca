/** How far an apply is. Knows nothing of VS Code. */
import type { ReconcileProgress } from "../../core/reconcile/reconcile";
import { formatCount, visible } from "../../shared/formatValue";

/** For VS Code's own progress: a text, and how many hundredths to add to the bar, which never goes back. */
export class ApplyProgress {
  #shown = 0;

  next({ done, total, current }: ReconcileProgress): { readonly message: string; readonly increment: number } {
    const reached = total === null || total === 0 ? 0 : Math.min(100, (100 * done) / total);
    const increment = Math.max(0, reached - this.#shown);
    this.#shown += increment;
    const count = total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
    return { message: current === null ? count : `${count}: ${visible(current)}`, increment };
  }
}
