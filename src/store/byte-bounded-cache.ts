/** A least-recently-used cache whose limit is the bytes that its values hold. */
export class ByteBoundedCache<V> {
  readonly #limit: number;
  readonly #values = new Map<string, { readonly value: V; readonly bytes: number }>();
  #bytes = 0;

  /** @param limit bytes; one value that is larger is not kept at all. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const found = this.#values.get(key);
    if (found === undefined) return undefined;
    // A Map iterates in order of insertion: the front is what was not used for longest.
    this.#values.delete(key);
    this.#values.set(key, found);
    return found.value;
  }

  set(key: string, value: V, bytes: number): void {
    const old = this.#values.get(key);
    if (old !== undefined) {
      this.#bytes -= old.bytes;
      this.#values.delete(key);
    }
    if (bytes > this.#limit) return;
    this.#values.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#values) {
      if (this.#bytes <= this.#limit) break;
      this.#values.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
  }
}
