/** What a check that the person did not start is worth telling them. Pure. */
import { type News, saysTheWhole } from "../../core/notify/news";
import { isBad, newsText, resultText } from "../../core/notify/newsText";
import type { DriftRun } from "../../shared/model";
import type { NewsLevel } from "../settings";

/** A run, and what is new in it. */
export interface ToldRun {
  readonly run: DriftRun;
  /** What the window calls its root module; undefined: it no longer has it. */
  readonly name: string | undefined;
  readonly news: readonly News[];
}

export interface NewsNotification {
  readonly text: string;
  /** Somebody should look. */
  readonly isBad: boolean;
  /** The run that it is about; null: there are several. */
  readonly runId: string | null;
}

const TOLD_AT_MOST = 3;

/** One notification for runs that ended together, whatever number of them; null: nothing that this level tells. */
export function notificationOf(runs: readonly ToldRun[], level: NewsLevel): NewsNotification | null {
  const told = runs.flatMap((run) => {
    const lines = linesOf(run, level);
    return lines.length === 0 ? [] : [{ id: run.run.id, lines }];
  });
  const [first] = told;
  if (first === undefined) return null;
  const lines = told.flatMap((one) => one.lines);
  const rest = lines.length - TOLD_AT_MOST;
  const texts = [...lines.slice(0, TOLD_AT_MOST).map(({ text }) => text), ...(rest > 0 ? [`… and ${rest} more`] : [])];
  return {
    text: texts.join(". "),
    isBad: lines.some((line) => line.isBad),
    runId: told.length === 1 ? first.id : null,
  };
}

interface Line {
  readonly text: string;
  readonly isBad: boolean;
}

function linesOf({ run, name, news }: ToldRun, level: NewsLevel): Line[] {
  if (level === "off" || !saysTheWhole(run)) return [];
  const lines = news.map((one) => ({ text: newsText(one, { name }), isBad: isBad(one) }));
  if (lines.length > 0 || level === "changes") return lines;
  return [{ text: resultText(run, name), isBad: run.status === "error" }];
}
