/** Big-endian 32-bit numbers in a buffer that grows; what was loaded is copied only when it is first changed. */
export class GrowingBuffer {
  #bytes: Uint8Array;
  #view: DataView;
  #length: number;
  #owned: boolean;

  /** @param bytes used in place until the first change. */
  constructor(bytes: Uint8Array, owned: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#length = bytes.length;
    this.#owned = owned;
  }

  get length(): number {
    return this.#length;
  }
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
  /** Callers make sure that four bytes are there. */
  number(at: number): number {
    return this.#view.getUint32(at);
  }
  byte(at: number): number {
    return this.#bytes[at] as number;
  }

  setNumber(at: number, value: number): void {
    if (!this.#owned) this.#reserve(this.#length);
    this.#view.setUint32(at, value);
  }
  setByte(at: number, value: number): void {
    if (!this.#owned) this.#reserve(this.#length);
    this.#bytes[at] = value;
  }
  fill(start: number, end: number): void {
    if (!this.#owned) this.#reserve(this.#length);
    this.#bytes.fill(0, start, end);
  }

  /** Adds zeros at the end and returns where they start. Amortised O(count). */
  extend(count: number): number {
    const at = this.#length;
    if (!this.#owned || at + count > this.#bytes.length) this.#reserve(at + count);
    this.#length = at + count;
    return at;
  }

  #reserve(least: number): void {
    const grown = new Uint8Array(Math.max(least, this.#length * 2, 1024));
    grown.set(this.bytes());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
    this.#owned = true;
  }
}
