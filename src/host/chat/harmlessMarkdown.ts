/**
 * A model's Markdown for a place that renders it itself: no links, no images, no HTML and no addresses that become links can come out of it.
 * What would make them live gets an invisible joiner, in code too: where code ends is what a hostile answer would be unclear about.
 */
import { visible } from "../../shared/formatValue";

const JOINER = "\u2060";

/** The second half of each is needed to tell, so what could be first halves waits for what comes next. */
const LIVE = /!(?=\[)|\](?=[(:])|(?<!<)<(?=[A-Za-z/!?])|:(?=\/\/)|\bwww(?=\.)/gi;
const FIRST_HALF = /[!\]<:/w\ud800-\udbff]/i;
/** What turns the direction of writing, so that something else is read than what stands there. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Takes an answer in parts, as they arrive. */
export class HarmlessMarkdown {
  #held = "";
  /** The last character that was passed on: whether a word begins depends on it. */
  #last = "";

  /** What can be shown by now. */
  push(text: string): string {
    const whole = this.#held + text;
    let end = whole.length;
    while (end > 0 && FIRST_HALF.test(whole.charAt(end - 1))) end--;
    this.#held = whole.slice(end);
    return this.#pass(whole.slice(0, end));
  }

  /** What was held back. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return this.#pass(rest);
  }

  #pass(text: string): string {
    const before = this.#last;
    this.#last = text.at(-1) ?? before;
    const harmless = (before + text).replace(LIVE, `$&${JOINER}`);
    return harmless.slice(before.length).replace(TURNING, visible);
  }
}
