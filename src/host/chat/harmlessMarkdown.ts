/**
 * A model's Markdown for a place that renders it itself: no links, no images, no HTML and no addresses that become links can come out of it.
 * What would make them live gets an invisible joiner, in code too: where code ends is what a hostile answer would be unclear about.
 */
import { visible } from "../../shared/formatValue";

const JOINER = "\u2060";

/** The second half of each is needed to tell, so what could be a first half waits for what comes next. */
const LIVE = /!(?=\[)|\](?=[(:])|(?<!<)<(?=[A-Za-z/!?])|:(?=\/\/)|\bwww(?=\.)/gi;
const FIRST_HALF = /(?:!|\]|<+|:\/?|(?<!\w)w{1,3}|[\ud800-\udbff])$/i;
/** What turns the direction of writing, so that something else is read than what stands there. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Takes an answer in parts, as they arrive. */
export class HarmlessMarkdown {
  #held = "";
  /** The last character that was passed on: what comes next is judged with it. */
  #last = "";

  /** What can be shown by now. */
  push(text: string): string {
    const whole = this.#held + text;
    this.#held = FIRST_HALF.exec(whole)?.[0] ?? "";
    return this.#pass(whole.slice(0, whole.length - this.#held.length), this.#held);
  }

  /** What was held back. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return this.#pass(rest, "");
  }

  #pass(text: string, next: string): string {
    const before = this.#last;
    this.#last = text.at(-1) ?? before;
    const harmless = (before + text + next).replace(LIVE, `$&${JOINER}`);
    // Neither neighbour gets a joiner of its own: the one before is passed on, the one after is judged once it is.
    return harmless.slice(before.length, harmless.length - next.length).replace(TURNING, visible);
  }
}
