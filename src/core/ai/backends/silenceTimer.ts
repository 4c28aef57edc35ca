/** Fires once if it is not stopped in time. It runs only while something is waited for, so that slow readers are not taken for silence. */
export class SilenceTimer {
  #timer: NodeJS.Timeout | undefined;
  #fired = false;

  constructor(private readonly onSilence: () => void) {}

  get hasFired(): boolean {
    return this.#fired;
  }

  start(milliseconds: number): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#fired = true;
      this.onSilence();
    }, milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
