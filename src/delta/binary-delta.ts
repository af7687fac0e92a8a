/** Computing the delta between two texts. */
import { firstDifference, lastDifference } from './common-ends.js';
import { HunkList } from './hunk-list.js';
import { LineComparison } from './line-comparison.js';
import { equalLines, LineCursor } from './line-cursor.js';

const NEWLINE = 10;
const EMPTY: Uint8Array = new Uint8Array(0);
const NOTHING: DataView = new DataView(new ArrayBuffer(0));
/** Edits after which the search near a difference gives up and all that is left is looked at as a whole. */
const MOST_EDITS = 48;
/** Behind a run of equal lines with this many bytes both texts are taken to be in step again. */
const RESYNC_BYTES = 160;
/** So many lines, replaced one for one, are tried before any search. */
const MOST_REPLACED = 4;

/**
 * Most texts differ in few places. So equal stretches are passed over by comparing words, without looking for
 * lines at all; a difference of a few lines replaced one for one is tried first, without hashing any; then the lines
 * behind it are searched by the fewest edits (Myers' forward search) until both texts run in step again. Only when that takes too many
 * edits are all lines that are left numbered and compared.
 */
class BinaryDiffer {
  readonly #oldLines = new LineCursor();
  readonly #newLines = new LineCursor();
  readonly #hunks = new HunkList();
  readonly #wholeComparison = new LineComparison();
  /** Farthest line of the old text per number of edits and diagonal: row `d` has `2 * d + 1` of them from `d * d` on. */
  readonly #reached = new Int32Array((MOST_EDITS + 1) * (MOST_EDITS + 1));
  /** Lines replaced one for one, as hunks: start and end in the old text, start and end in the new one. */
  readonly #replaced = new Int32Array(MOST_REPLACED * 4);
  #oldText = EMPTY;
  #newText = EMPTY;
  #old = NOTHING;
  #new = NOTHING;
  /** Line numbers in the cursors where the last search ended. */
  #x = 0;
  #y = 0;
  /** Where the old text differs from the new one in the line that begins at `x`. */
  #differs = 0;
  readonly #runs: number[] = [];

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
    this.#differs = x;
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
      if (!this.#replaceLines(x, oldEnd, y, newEnd)) {
        this.#oldLines.begin(this.#old, x, oldEnd);
        this.#newLines.begin(this.#new, y, newEnd);
        if (!this.#resync()) {
          this.#wholeComparison.compare(this.#oldLines, this.#newLines, this.#hunks);
          return;
        }
        this.#x = this.#oldLines.starts[this.#x] as number;
        this.#y = this.#newLines.starts[this.#y] as number;
        this.#skipEqual(oldEnd, newEnd);
      }
      x = this.#x;
      y = this.#y;
    }
    this.#hunks.add(x, oldEnd, y, newEnd);
  }

  /** Moves `#x`, `#y`, starts of lines, over the lines that are equal from there on. */
  #skipEqual(oldEnd: number, newEnd: number): void {
    const x = this.#x;
    const shift = this.#y - x;
    const next = firstDifference(this.#old, this.#new, x, Math.min(oldEnd, newEnd - shift), shift);
    this.#differs = next;
    // The end is the start of a line on both sides, or of nothing.
    this.#x = next === oldEnd && next + shift === newEnd ? next : this.#lineStart(next, x);
    this.#y = this.#x + shift;
  }

  /**
   * The commonest change: lines became other lines, one for one, and behind them both texts are in step. Then their hunks
   * are added, and `#x`, `#y` are the next lines that differ; otherwise nothing is added.
   */
  #replaceLines(x: number, oldEnd: number, y: number, newEnd: number): boolean {
    const lines = this.#replaced;
    this.#x = x;
    this.#y = y;
    for (let used = 0; used < lines.length; used += 4) {
      const end = lineEnd(this.#oldText, this.#differs, oldEnd);
      const otherEnd = lineEnd(this.#newText, this.#differs + this.#y - this.#x, newEnd);
      lines[used] = this.#x;
      lines[used + 1] = end;
      lines[used + 2] = this.#y;
      lines[used + 3] = otherEnd;
      this.#x = end;
      this.#y = otherEnd;
      this.#skipEqual(oldEnd, newEnd);
      if (this.#x - end < RESYNC_BYTES && (this.#x < oldEnd || this.#y < newEnd)) continue;
      for (let i = 0; i <= used; i += 4)
        this.#hunks.add(
          lines[i] as number,
          lines[i + 1] as number,
          lines[i + 2] as number,
          lines[i + 3] as number,
        );
      return true;
    }
    return false;
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
        while (a.ensure(x) && b.ensure(y) && equalLines(a, x, b, y)) {
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
}

/** The end of the line in which `at` is, behind its newline, or `end`. */
function lineEnd(text: Uint8Array, at: number, end: number): number {
  while (at < end) if (text[at++] === NEWLINE) break;
  return at;
}

// Shared: the work is synchronous and never re-entered, and its memory is worth keeping.
const differ = new BinaryDiffer();

/**
 * A delta that makes `to` of `from`; empty when they are equal. Hunks begin and end at line starts of both texts, or at
 * their ends. O(length) where the texts differ in few places. Small deltas share one buffer: what goes to another thread
 * must be copied, not transferred.
 */
export function binaryDelta(from: Uint8Array, to: Uint8Array): Uint8Array {
  return differ.delta(from, to);
}
