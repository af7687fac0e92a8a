/** Decompressed chunks kept for the next text: the chains of two revisions often have most of them in common. */

const HEADER_BYTES = 4;
const FIRST_BYTES = 1 << 16;
const LEAST_BUDGET = 1 << 20;
const MOST_BUDGET = 32 << 20;
/** Positions count in units of four bytes and must stay 32-bit numbers. */
const MOST_UNITS = 0x7fff_0000;

/**
 * One ring of memory without an object per chunk: records of a length and the chunk's bytes, each aligned to four bytes;
 * new ones overwrite the oldest. A record's position counts on from lap to lap, so whether it is still there is one
 * comparison. The ring grows up to `factor` times the longest text seen (at least 1 MiB, at most 32).
 */
export class ChunkCache {
  /** After {@link find}: the chunk is `bytes[start, end)`, until the next {@link add}. */
  bytes = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly #factor: number;
  #words = new Int32Array(0);
  /** By revision: position + 1 in units of four bytes; 0 for none. */
  #places: Int32Array;
  /** Where the next record goes, in units, all laps counted. */
  #next = 0;
  #units = 0;
  #budget = LEAST_BUDGET;
  #isUsed = false;

  /** @param length how many revisions there are; later ones are not kept. */
  constructor(length: number, factor: number) {
    this.#factor = factor;
    this.#places = new Int32Array(length);
  }

  /** A text of this many bytes will be built. False for the first one: who reads only one gains nothing here. */
  expectText(length: number): boolean {
    const wanted = Math.min(MOST_BUDGET, length * this.#factor);
    if (wanted > this.#budget) this.#budget = wanted;
    const first = !this.#isUsed;
    this.#isUsed = true;
    return !first;
  }

  find(rev: number): boolean {
    const place = this.#places[rev];
    if (place === undefined || place === 0 || place - 1 < this.#next - this.#units) return false;
    const at = (place - 1) % this.#units;
    this.start = at * 4 + HEADER_BYTES;
    this.end = this.start + (this.#words[at] as number);
    return true;
  }

  add(rev: number, bytes: Uint8Array, start: number, end: number): void {
    const units = (HEADER_BYTES + end - start + 3) >> 2;
    if (rev >= this.#places.length || units * 4 > this.#budget >> 2) return;
    if (!this.#makeRoom(units)) return;
    const at = this.#next % this.#units;
    this.#words[at] = end - start;
    this.bytes.set(
      start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end),
      at * 4 + HEADER_BYTES,
    );
    this.#places[rev] = this.#next + 1;
    this.#next += units;
  }

  /** Makes the ring long enough and puts `#next` where a record of that many units does not run over its end. */
  #makeRoom(units: number): boolean {
    // Texts have become much longer: start again, with more room.
    if (this.#next > this.#units && this.#budget >= this.#units * 8) this.#restart();
    // Still the first lap: positions are offsets, so a longer ring may take over as it is.
    while (this.#next <= this.#units && this.#next + units > this.#units) {
      const bytes = Math.min(this.#budget, Math.max(FIRST_BYTES, this.#units * 8)) & ~3;
      if (bytes <= this.#units * 4) break;
      const grown = new Uint8Array(bytes);
      grown.set(this.bytes);
      this.bytes = grown;
      this.#words = new Int32Array(grown.buffer);
      this.#units = bytes >> 2;
    }
    if (units > this.#units) return false;
    const left = this.#units - (this.#next % this.#units);
    if (units > left) this.#next += left;
    if (this.#next + units <= MOST_UNITS) return true;
    this.#restart();
    return true;
  }

  clear(): void {
    if (this.#next > 0) this.#restart();
    this.#isUsed = false;
  }

  #restart(): void {
    this.#places.fill(0);
    this.#next = 0;
  }
}
