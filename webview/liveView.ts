import type { PageWords } from "../src/shared/pageWords";
import type { LiveRun, RunRow } from "../src/shared/protocol";
import { type BusyButton, busyButton, progressRing } from "./controls";
import { countWords } from "./countMarks";
import { element, filled } from "./dom";

export interface LiveView {
  readonly element: HTMLElement;
  set(runs: readonly LiveRun[]): void;
  /** Tells those who do not see the list how the checks ended that were shown here. */
  announce(rows: readonly RunRow[]): void;
}

interface LiveLine {
  readonly element: HTMLElement;
  set(run: LiveRun): void;
}

/** The checks that are being made, each with how far it is and a way to stop it. Lines stay as they are while their numbers change. */
export function liveView(words: PageWords, cancel: (id: string) => Promise<unknown>): LiveView {
  const lines = new Map<string, LiveLine>();
  const section = element("section", { class: "live", "aria-label": words.runningChecks });
  section.hidden = true;
  const status = element("p", { class: "unseen", role: "status" });
  const ended = new Set<string>();
  return {
    element: element("div", {}, section, status),
    set(runs) {
      for (const [id, line] of lines) {
        if (runs.some((run) => run.id === id)) continue;
        line.element.remove();
        lines.delete(id);
        ended.add(id);
      }
      for (const run of runs) {
        let line = lines.get(run.id);
        if (line === undefined) {
          line = liveLine(run, words, cancel);
          lines.set(run.id, line);
          section.append(line.element);
        }
        line.set(run);
      }
      section.hidden = runs.length === 0;
    },
    announce(rows) {
      const told = rows.filter(({ id }) => ended.has(id));
      if (told.length === 0) return;
      status.textContent = told.map((row) => `${row.root}: ${row.status}, ${countWords(row.counts, words)}`).join("; ");
      ended.clear();
    },
  };
}

function liveLine({ id, root }: LiveRun, words: PageWords, cancel: (id: string) => Promise<unknown>): LiveLine {
  const bar = element("progress", { "aria-label": `${words.checking} ${root}` });
  const text = element("span", { class: "dim live-text" });
  const button: BusyButton = busyButton(
    { idle: words.cancel, busy: words.cancelling },
    () => {
      button.setBusy(true);
      void cancel(id).finally(() => button.setBusy(false));
    },
    true,
  );
  button.element.setAttribute("aria-label", `${words.cancel}: ${root}`);
  const name = element("span", { class: "live-name" }, root);
  return {
    element: element("div", { class: "live-run" }, progressRing(), name, bar, text, button.element),
    set({ progress }) {
      text.textContent = progressWords(progress, words);
      const total = progress?.total ?? 0;
      if (progress !== null && total > 0) {
        bar.max = total;
        bar.value = Math.min(progress.done, total);
      } else {
        bar.removeAttribute("value");
      }
    },
  };
}

function progressWords(progress: LiveRun["progress"], words: PageWords): string {
  if (progress === null) return words.runningElsewhere;
  const { done, total, current } = progress;
  const read = total === null ? filled(words.read, done) : filled(words.readOf, done, total);
  return current === null ? read : `${read} · ${current}`;
}
