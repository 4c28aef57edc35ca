import { followsAfter, isEndInView, topToEnd, topToReading } from "./followEnd";
import { prefersLessMotion, scrollerOf, viewOf } from "./scroller";

/** Keeps what grows in view: to begin with as far as its beginning stays there, and its end once the person went there. */
export class EndKeeper {
  #isFollowing = false;
  /** The person went to the end by themselves. */
  #isAtEnd = false;
  #top = 0;
  readonly #end = new AbortController();

  constructor(private readonly inner: HTMLElement) {
    const options = { capture: true, passive: true, signal: this.#end.signal };
    document.addEventListener("scroll", () => this.#scrolled(), options);
  }

  /** From now on, if the person is there. */
  begin(): void {
    const { view } = this.#look();
    this.#isFollowing = isEndInView(view);
    this.#isAtEnd = false;
    this.#top = view.top;
  }

  /** It grew. Nothing moves by itself for those who want less motion. */
  grown(): void {
    if (!this.#isFollowing || prefersLessMotion()) return;
    const { scroller, view } = this.#look();
    const top = this.#isAtEnd ? topToEnd(view) : topToReading(view);
    if (top === view.top) return;
    scroller.scrollTop = top;
    this.#top = scroller.scrollTop;
  }

  dispose(): void {
    this.#end.abort();
  }

  #scrolled(): void {
    if (!this.inner.isConnected) return;
    const { view } = this.#look();
    if (Math.abs(view.top - this.#top) < 1) return; // it was moved here
    this.#isFollowing = followsAfter(this.#isFollowing, this.#top, view);
    this.#isAtEnd = this.#isFollowing && isEndInView(view);
    this.#top = view.top;
  }

  #look(): { scroller: Element; view: ReturnType<typeof viewOf> } {
    const scroller = scrollerOf(this.inner);
    return { scroller, view: viewOf(this.inner, scroller) };
  }
}
