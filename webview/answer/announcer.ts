import { Sentences } from "./sentences";

export interface AnnouncerPorts {
  /** Says something to those who hear the page. */
  readonly say: (text: string) => void;
  /** Calls back after so many milliseconds. */
  readonly later: (callBack: () => void, ms: number) => void;
}

const PAUSE_MS = 1000;

/** Reads an answer out while it arrives: sentence by sentence, with a pause in between. */
export class Announcer {
  readonly #sentences = new Sentences();
  #isPausing = false;
  /** What is said after all the rest. */
  #last: string | null = null;

  constructor(private readonly ports: AnnouncerPorts) {}

  add(text: string): void {
    this.#sentences.push(text);
    if (!this.#isPausing) this.#speak();
  }

  /** There is no more; says how it ended. */
  end(words: string): void {
    this.#last = words;
    if (!this.#isPausing) this.#speak();
  }

  #speak(): void {
    const isEnd = this.#last !== null;
    const text = isEnd ? `${this.#sentences.takeAll()} ${this.#last}`.trim() : this.#sentences.take();
    this.#last = null;
    if (text === "") return;
    this.ports.say(text);
    this.#isPausing = true;
    this.ports.later(() => {
      this.#isPausing = false;
      this.#speak();
    }, PAUSE_MS);
  }
}
