/** Computing the delta between two texts. */
import { firstDifference, lastDifference } from './common-ends.js';
import { EditScript } from './edit-script.js';
import { HunkList } from './hunk-list.js';
import { LineCursor } from './line-cursor.js';

const NEWLINE = 10;
const EMPTY: Uint8Array = new Uint8Array(0);
const NOTHING: DataView = new DataView(new ArrayBuffer(0));
/** Edits after which the search near a difference gives up and all that is left is looked at as a whole. */
const MOST_EDITS = 48;
/** Behind a run of equal lines with this many bytes both texts are taken to be in step again. */
const RESYNC_BYTES = 160;

/**
 * Most texts differ in few places. So equal stretches are passed over by comparing words, without looking for
 * lines at all; at a difference the lines behind it are searched by the fewest edits (Myers' forward search) until both
 * texts run in step again. Only when that takes too many edits are all lines that are left numbered and compared.
 */
class BinaryDiffer {
  readonly #oldLines = new LineCursor();
  readonly #newLines = new LineCursor();
  readonly #hunks = new HunkList();
  readonly #script = new EditScript();
  /** Farthest line of the old text per number of edits and diagonal: row `d` has `2 * d + 1` of them from `d * d` on. */
  readonly #reached = new Int32Array((MOST_EDITS + 1) * (MOST_EDITS + 1));
  #oldText = EMPTY;
  #newText = EMPTY;
  #old = NOTHING;
  #new = NOTHING;
  /** Line numbers in the cursors where the last search ended. */
  #x = 0;
  #y = 0;
  readonly #runs: number[] = [];
  // For numbering lines.
  #table = new Int32Array(0);
  #chain = new Int32Array(0);
  #a = new Int32Array(0);
  #b = new Int32Array(0);
  #aLines = new Int32Array(0);
  #bLines = new Int32Array(0);

  delta(from: Uint8Array, to: Uint8Array): Uint8Array {
    this.#oldText = from;
    this.#newText = to;
    this.#old = new DataView(from.buffer, from.byteOffset, from.length);
    this.#new = new DataView(to.buffer, to.byteOffset, to.length);
    this.#hunks.clear();
    this.#run();
    const delta = this.#hunks.encode(to);
    this.#oldLines.release();
    this.#newLines.release();
    this.#oldText = this.#newText = EMPTY;
    this.#old = this.#new = NOTHING;
    return delta;
  }

  #run(): void {
    const from = this.#oldText;
    const to = this.#newText;
    let x = firstDifference(this.#old, this.#new, 0, Math.min(from.length, to.length), 0);
    if (x === from.length && x === to.length) return;
    x = this.#lineStart(x, 0);
    let y = x;
    const shift = to.length - from.length;
    let oldEnd = lastDifference(this.#old, this.#new, Math.max(x, y - shift), from.length, shift);
    if (!this.#startsLine(oldEnd, oldEnd + shift)) {
      const next = from.indexOf(NEWLINE, oldEnd);
      oldEnd = next < 0 ? from.length : next + 1;
    }
    const newEnd = oldEnd + shift;
    while (x < oldEnd && y < newEnd) {
      this.#oldLines.begin(this.#old, x, oldEnd);
      this.#newLines.begin(this.#new, y, newEnd);
      if (!this.#resync()) {
        this.#compareAll();
        return;
      }
      x = this.#oldLines.starts[this.#x] as number;
      y = this.#newLines.starts[this.#y] as number;
      const limit = Math.min(oldEnd, x + newEnd - y);
      const next = firstDifference(this.#old, this.#new, x, limit, y - x);
      // The end is the start of a line on both sides, or of nothing.
      const start = next === oldEnd && next + y - x === newEnd ? next : this.#lineStart(next, x);
      y += start - x;
      x = start;
    }
    this.#hunks.add(x, oldEnd, y, newEnd);
  }

  #startsLine(x: number, y: number): boolean {
    return (x === 0 || this.#oldText[x - 1] === NEWLINE) && (y === 0 || this.#newText[y - 1] === NEWLINE);
  }

  /** Start of the line of the old text in which position `at` is, not before `least`; both texts agree up to `at`. */
  #lineStart(at: number, least: number): number {
    const text = this.#oldText;
    while (at > least && text[at - 1] !== NEWLINE) at--;
    return at;
  }

  /** Whether line `x` of the old text equals line `y` of the new one. */
  #equal(x: number, y: number): boolean {
    const a = this.#oldLines;
    const b = this.#newLines;
    if (a.hashes[x] !== b.hashes[y]) return false;
    const start = a.starts[x] as number;
    const end = a.starts[x + 1] as number;
    const other = b.starts[y] as number;
    if (end - start !== (b.starts[y + 1] as number) - other) return false;
    return firstDifference(this.#old, this.#new, start, end, other - start) === end;
  }

  /**
   * Searches from the cursors' first lines, which differ, to where both run in step again, or end; adds the hunks before
   * that and leaves the line numbers there in `#x`, `#y`. False when there are too many edits; then nothing is added.
   */
  #resync(): boolean {
    const a = this.#oldLines;
    const b = this.#newLines;
    const reached = this.#reached;
    for (let edits = 0; edits <= MOST_EDITS; edits++) {
      const row = edits * edits + edits;
      const before = row - 2 * edits; // (edits - 1)^2 + (edits - 1)
      for (let k = -edits; k <= edits; k += 2) {
        let x = 0;
        if (edits > 0) {
          const down =
            k === -edits ||
            (k !== edits && (reached[before + k - 1] as number) < (reached[before + k + 1] as number));
          x = down ? (reached[before + k + 1] as number) : (reached[before + k - 1] as number) + 1;
        }
        let y = x - k;
        // Beyond an end: no path there.
        if (x < 0 || y < 0 || (x > 0 && !a.ensure(x - 1)) || (y > 0 && !b.ensure(y - 1))) {
          reached[row + k] = -0x3fffffff;
          continue;
        }
        const run = x;
        while (a.ensure(x) && b.ensure(y) && this.#equal(x, y)) {
          x++;
          y++;
          if ((a.starts[x] as number) - (a.starts[run] as number) >= RESYNC_BYTES) break;
        }
        reached[row + k] = x;
        const inStep = (a.starts[x] as number) - (a.starts[run] as number) >= RESYNC_BYTES;
        if (inStep || (!a.ensure(x) && !b.ensure(y))) {
          this.#x = x;
          this.#y = y;
          this.#trace(edits, k, x);
          return true;
        }
      }
    }
    return false;
  }

  /** Adds the hunks of the path that ends at line `x` on diagonal `k` after `edits` edits. */
  #trace(edits: number, k: number, x: number): void {
    // Equal runs from the last to the first, as pairs start, end of old lines with their diagonal.
    const runs = this.#runs;
    runs.length = 0;
    const reached = this.#reached;
    let end = x;
    for (let d = edits; d > 0; d--) {
      const before = (d - 1) * (d - 1) + (d - 1);
      const down =
        k === -d || (k !== d && (reached[before + k - 1] as number) < (reached[before + k + 1] as number));
      const start = down ? (reached[before + k + 1] as number) : (reached[before + k - 1] as number) + 1;
      if (end > start) runs.push(start, end, k);
      k += down ? 1 : -1;
      end = reached[before + k] as number;
    }
    if (end > 0) runs.push(0, end, 0);
    const a = this.#oldLines.starts;
    const b = this.#newLines.starts;
    let oldAt = a[0] as number;
    let newAt = b[0] as number;
    for (let i = runs.length - 3; i >= 0; i -= 3) {
      const start = runs[i] as number;
      const stop = runs[i + 1] as number;
      const diagonal = runs[i + 2] as number;
      this.#hunks.add(oldAt, a[start] as number, newAt, b[start - diagonal] as number);
      oldAt = a[stop] as number;
      newAt = b[stop - diagonal] as number;
    }
    this.#hunks.add(oldAt, a[this.#x] as number, newAt, b[this.#y] as number);
  }

  /** Compares everything behind the cursors' first lines. */
  #compareAll(): void {
    const a = this.#oldLines;
    const b = this.#newLines;
    a.all();
    b.all();
    this.#number();
    this.#emitScript();
  }

  /** Numbers the lines that both texts have, into #a and #b, with their line numbers in #aLines and #bLines. */
  #number(): void {
    const a = this.#oldLines;
    const b = this.#newLines;
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, a.count * 2)));
    if (this.#table.length < size) this.#table = new Int32Array(size);
    if (this.#chain.length < a.count) this.#chain = new Int32Array(a.count * 2);
    const mask = size - 1;
    const table = this.#table.fill(0, 0, size);
    // Class of a line of the old text: the first line equal to it. Lines of the new text look theirs up.
    const classes = this.#chain;
    const isShared = new Uint8Array(a.count);
    for (let line = 0; line < a.count; line++) {
      const hash = a.hashes[line] as number;
      let slot = hash & mask;
      let found = line;
      for (;;) {
        const other = (table[slot] as number) - 1;
        if (other < 0) {
          table[slot] = line + 1;
          break;
        }
        if (a.hashes[other] === hash && this.#equalOld(other, line)) {
          found = other;
          break;
        }
        slot = (slot + 1) & mask;
      }
      classes[line] = found;
    }
    this.#b = new Int32Array(b.count);
    this.#bLines = new Int32Array(b.count);
    let bn = 0;
    for (let line = 0; line < b.count; line++) {
      const hash = b.hashes[line] as number;
      let slot = hash & mask;
      for (;;) {
        const other = (table[slot] as number) - 1;
        if (other < 0) break;
        if (this.#equal(other, line)) {
          isShared[other] = 1;
          this.#b[bn] = other;
          this.#bLines[bn++] = line;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    this.#a = new Int32Array(a.count);
    this.#aLines = new Int32Array(a.count);
    let an = 0;
    for (let line = 0; line < a.count; line++) {
      const found = classes[line] as number;
      if (isShared[found] === 0) continue;
      this.#a[an] = found;
      this.#aLines[an++] = line;
    }
    this.#script.compare(this.#a, an, this.#b, bn);
    this.#x = an;
    this.#y = bn;
  }

  #equalOld(x: number, y: number): boolean {
    const { starts } = this.#oldLines;
    const start = starts[x] as number;
    const end = starts[x + 1] as number;
    const other = starts[y] as number;
    if (end - start !== (starts[y + 1] as number) - other) return false;
    return firstDifference(this.#old, this.#old, start, end, other - start) === end;
  }

  /** Adds the hunks between the lines that stay. */
  #emitScript(): void {
    const { removed, added } = this.#script;
    const a = this.#oldLines;
    const b = this.#newLines;
    const an = this.#x;
    const bn = this.#y;
    let oldAt = a.starts[0] as number;
    let newAt = b.starts[0] as number;
    let i = 0;
    let j = 0;
    for (;;) {
      while (i < an && removed[i] === 1) i++;
      while (j < bn && added[j] === 1) j++;
      if (i >= an || j >= bn) break;
      const x = this.#aLines[i++] as number;
      const y = this.#bLines[j++] as number;
      this.#hunks.add(oldAt, a.starts[x] as number, newAt, b.starts[y] as number);
      oldAt = a.starts[x + 1] as number;
      newAt = b.starts[y + 1] as number;
    }
    this.#hunks.add(oldAt, a.starts[a.count] as number, newAt, b.starts[b.count] as number);
  }
}

// Shared: the work is synchronous and never re-entered, and its memory is worth keeping.
const differ = new BinaryDiffer();

/**
 * A delta that makes `to` of `from`; empty when they are equal. Hunks begin and end at line starts of both texts, or at
 * their ends. O(length) where the texts differ in few places.
 */
export function binaryDelta(from: Uint8Array, to: Uint8Array): Uint8Array {
  return differ.delta(from, to);
}
