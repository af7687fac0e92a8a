/** Texts that deltas are likely to build on. */
import type { Revlog } from '../revlog.js';
import { TextSlots } from '../text-slots.js';

const MOST_TEXTS = 12;
const MOST_BYTES = 16 << 20;
/** Of short ones more are kept, so that snapshots that many deltas are tried against are among them. */
const MOST_SHORT_TEXTS = 96;
const MOST_SHORT_BYTES = 1 << 20;

/** Memory for new texts, used again when they are dropped here; of all writers, as a repository has thousands. */
export const textSlots = new TextSlots();

/** The last texts added or asked for, within limits on number and memory; at least one. None of them may be kept elsewhere. */
export class RecentTexts {
  readonly #revlog: Revlog;
  /** In no order. */
  readonly #revs: number[] = [];
  readonly #texts: Uint8Array[] = [];
  /** What a text lies in, when that may be used again. */
  readonly #slots: (Uint8Array | undefined)[] = [];
  /** When a text was used last, counted in uses. */
  readonly #used: number[] = [];
  #uses = 0;
  #bytes = 0;

  constructor(revlog: Revlog) {
    this.#revlog = revlog;
  }

  /** The stored text. Its hash is not checked: a delta against it makes the same bytes again, whatever they are. */
  text(rev: number): Uint8Array {
    const at = this.#revs.indexOf(rev);
    if (at >= 0) {
      this.#used[at] = ++this.#uses;
      return this.#texts[at] as Uint8Array;
    }
    const text = this.#revlog.rawText(rev);
    this.add(rev, text);
    return text;
  }

  /** @param slot from {@link textSlots}, given over with the text in it. */
  add(rev: number, text: Uint8Array, slot?: Uint8Array): void {
    this.#bytes += text.length;
    while (this.#isFull()) this.#drop();
    this.#revs.push(rev);
    this.#texts.push(text);
    this.#slots.push(slot);
    this.#used.push(++this.#uses);
  }

  #isFull(): boolean {
    const { length } = this.#revs;
    if (this.#bytes <= MOST_SHORT_BYTES) return length >= MOST_SHORT_TEXTS;
    return length >= MOST_TEXTS || (length > 0 && this.#bytes > MOST_BYTES);
  }

  /** Lets go of the one that was not used for the longest time; the last one takes its place. */
  #drop(): void {
    const used = this.#used;
    let at = 0;
    for (let i = 1; i < used.length; i++) if ((used[i] as number) < (used[at] as number)) at = i;
    this.#bytes -= (this.#texts[at] as Uint8Array).length;
    const slot = this.#slots[at];
    if (slot !== undefined) textSlots.release(slot);
    replaceByLast(this.#revs, at);
    replaceByLast(this.#texts, at);
    replaceByLast(this.#slots, at);
    replaceByLast(used, at);
  }

  clear(): void {
    this.#revs.length = 0;
    this.#texts.length = 0;
    for (const slot of this.#slots) if (slot !== undefined) textSlots.release(slot);
    this.#slots.length = 0;
    this.#used.length = 0;
    this.#bytes = 0;
  }
}

function replaceByLast<T>(list: T[], at: number): void {
  const last = list.pop() as T;
  if (at < list.length) list[at] = last;
}
