/** Who answers questions in tests: by what is to be typed, by the label of what is to be picked, "back", or null to leave. */
import assert from "node:assert/strict";
import type { Answer, Choice, Page, Questions, TextPage, Verdict } from "../../../src/host/questions/question";

/** Notes what was asked, with the texts that stood there, and what was said about what was typed. */
export class Person implements Questions {
  readonly asked: string[] = [];

  constructor(private readonly answers: (string | null)[]) {}

  pick<Value>(page: Page, choices: readonly Choice<Value>[], current: Value | undefined): Promise<Answer<Value>> {
    const labels = choices.map(({ label, value }) => (value === current ? `[${label}]` : label));
    this.asked.push(`${numberOf(page)} ${page.title}: ${labels.join("|")}`);
    const answer = this.#next();
    if (answer === null || answer === "back") return Promise.resolve(answer);
    const chosen = choices.find(({ label }) => label === answer);
    assert.ok(chosen !== undefined, `There is no ${answer} among ${labels.join("|")}`);
    return Promise.resolve({ value: chosen.value });
  }

  async text(page: TextPage): Promise<Answer<string>> {
    this.asked.push(`${numberOf(page)} ${page.title}${page.isSecret ? " (secret)" : ""}: ${page.value}`);
    if (page.value !== "") this.#hear(await page.judge(page.value));
    for (;;) {
      const answer = this.#next();
      if (answer === null || answer === "back") return answer;
      const verdict = await page.judge(answer);
      this.#hear(verdict);
      if (verdict?.isProblem !== true) return { value: answer };
    }
  }

  #hear(verdict: Verdict | null): void {
    if (verdict !== null) this.asked.push(`  ${verdict.isProblem ? "! " : ""}${verdict.text}`);
  }

  #next(): string | null {
    assert.notEqual(this.answers.length, 0, `Nothing to answer to: ${this.asked.join("\n")}`);
    return this.answers.shift()!;
  }
}

/** "2<": the second one, with a way back. */
function numberOf({ step, hasBack }: Page): string {
  return `${step}${hasBack ? "<" : ""}`;
}
