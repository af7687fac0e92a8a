/** Texts that deltas are likely to build on. */
import type { Revlog } from '../revlog.js';
import { TextSlots } from '../text-slots.js';

const MOST_TEXTS = 12;
const MOST_BYTES = 16 << 20;

/** Memory for new texts, used again when they are dropped here; of all writers, as a repository has thousands. */
export const textSlots = new TextSlots();

/** The last few texts added or asked for, within a limit on memory; at least one. None of them may be kept elsewhere. */
export class RecentTexts {
  readonly #revlog: Revlog;
  /** Least recently used first. */
  readonly #revs: number[] = [];
  readonly #texts: Uint8Array[] = [];
  /** What a text lies in, when that may be used again. */
  readonly #slots: (Uint8Array | undefined)[] = [];
  #bytes = 0;

  constructor(revlog: Revlog) {
    this.#revlog = revlog;
  }

  /** The stored text. Its hash is not checked: a delta against it makes the same bytes again, whatever they are. */
  text(rev: number): Uint8Array {
    const at = this.#revs.lastIndexOf(rev);
    if (at >= 0) {
      const text = this.#texts[at] as Uint8Array;
      this.#revs.push(...this.#revs.splice(at, 1));
      this.#texts.push(...this.#texts.splice(at, 1));
      this.#slots.push(...this.#slots.splice(at, 1));
      return text;
    }
    const text = this.#revlog.rawText(rev);
    this.add(rev, text);
    return text;
  }

  /** @param slot from {@link textSlots}, given over with the text in it. */
  add(rev: number, text: Uint8Array, slot?: Uint8Array): void {
    this.#revs.push(rev);
    this.#texts.push(text);
    this.#slots.push(slot);
    this.#bytes += text.length;
    while (this.#revs.length > 1 && (this.#bytes > MOST_BYTES || this.#revs.length > MOST_TEXTS)) {
      this.#revs.shift();
      this.#bytes -= (this.#texts.shift() as Uint8Array).length;
      const slot = this.#slots.shift();
      if (slot !== undefined) textSlots.release(slot);
    }
  }

  clear(): void {
    this.#revs.length = 0;
    this.#texts.length = 0;
    for (const slot of this.#slots) if (slot !== undefined) textSlots.release(slot);
    this.#slots.length = 0;
    this.#bytes = 0;
  }
}
