import type { Answer, Page } from "./question";

/** Asks one thing, and adds what was answered to the draft. "skip": there is nothing to ask. */
export type Step<Draft> = (draft: Draft, page: Omit<Page, "title">) => Promise<Answer<Draft> | "skip">;

export interface Turns<Draft> {
  /** What there is to ask, as far as the answers so far tell. */
  readonly steps: (draft: Draft) => readonly Step<Draft>[];
  /** The draft after a step back, from what it was before that step and what it has become since. */
  readonly back: (before: Draft, since: Draft) => Draft;
}

/** One question after the other, each with a way back to the one before. Null: the person thought better of it. */
export async function askInTurn<Draft>(start: Draft, { steps, back }: Turns<Draft>): Promise<Draft | null> {
  const asked: { readonly draft: Draft; readonly at: number }[] = [];
  let draft = start;
  for (let at = 0; ;) {
    const step = steps(draft)[at];
    if (step === undefined) return draft;
    const answer = await step(draft, { step: asked.length + 1, hasBack: asked.length > 0 });
    if (answer === null) return null;
    if (answer === "skip") {
      at++;
    } else if (answer === "back") {
      const before = asked.pop();
      if (before === undefined) return null;
      draft = back(before.draft, draft);
      at = before.at;
    } else {
      asked.push({ draft, at });
      draft = answer.value;
      at++;
    }
  }
}
