const KEPT_CAPACITY = 1024 * 1024;

/** The bytes of one value that is spread over several chunks. Copied, so that no chunk is held; reused from value to value. */
export class CarriedBytes {
  private bytes = Buffer.alloc(0);
  length = 0;

  append(part: Uint8Array): void {
    const length = this.length + part.length;
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.bytes.length, 4096));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(part, this.length);
    this.length = length;
  }

  /** The text so far, decoded as UTF-8; nothing is carried any more. */
  takeText(): string {
    const text = this.bytes.toString("utf8", 0, this.length);
    this.length = 0;
    if (this.bytes.length > KEPT_CAPACITY) this.bytes = Buffer.alloc(0);
    return text;
  }
}
