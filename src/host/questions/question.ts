/** Questions that follow one another, apart from how they are shown. Knows nothing of VS Code. */

/** One thing to choose. */
export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly description: string;
}

/** `null`: the person leaves; "back": one step back. */
export type Answer<Value> = { readonly value: Value } | "back" | null;

export interface Page {
  readonly title: string;
  readonly step: number;
  readonly hasBack: boolean;
}

/** What is said about a text while it is typed, in one sentence. With a problem it is no answer. */
export interface Verdict {
  readonly text: string;
  readonly isProblem: boolean;
  /** Nothing is wrong with it so far, but it is no answer yet. */
  readonly isUnfinished?: boolean;
}

export interface TextPage extends Page {
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  readonly isSecret: boolean;
  /** Null: there is nothing to be said. May be asked again before it has answered; then only the last answer counts. */
  judge(text: string): Verdict | null | Promise<Verdict | null>;
}

export interface Questions {
  pick<Value>(page: Page, choices: readonly Choice<Value>[], current: Value | undefined): Promise<Answer<Value>>;
  text(page: TextPage): Promise<Answer<string>>;
}

/** A verdict of what only may be wrong; null: nothing is. */
export function problemOnly(problem: string | null): Verdict | null {
  return problem === null ? null : { text: problem, isProblem: true };
}

/** The answer with what it means. */
export function mapped<From, To>(answer: Answer<From>, change: (value: From) => To): Answer<To> {
  return answer === null || answer === "back" ? answer : { value: change(answer.value) };
}
