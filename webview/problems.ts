import { element } from "./dom";

/** What went wrong, by what it was about: one line each, until that goes well again. */
export class Problems {
  readonly element = element("div", { class: "problems", role: "alert" });
  readonly #lines = new Map<string, HTMLElement>();

  say(about: string, reason: string): void {
    this.over(about);
    const line = element("p", { class: "problem" }, reason);
    this.#lines.set(about, line);
    this.element.append(line);
  }

  over(about: string): void {
    this.#lines.get(about)?.remove();
    this.#lines.delete(about);
  }
}

/** In one line, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
