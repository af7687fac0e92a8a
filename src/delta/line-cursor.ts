/** Finding lines one after the other, from some place of a text on, as far as somebody looks. */
import { firstDifference } from './common-ends.js';

const NEWLINE = 10;
const NEWLINES = 0x0a0a0a0a;
const NOTHING: DataView = new DataView(new ArrayBuffer(0));

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/**
 * Line `k` after {@link begin} is `text[starts[k], starts[k + 1])`, once {@link ensure}`(k)` has said that there is one.
 * A line ends after its `\n`; what is left at the end counts too. No line is looked at before it is asked for.
 */
export class LineCursor {
  starts = new Int32Array(256);
  hashes = new Int32Array(256);
  /** Lines found so far. */
  count = 0;
  /** The text. */
  view: DataView = NOTHING;
  #end = 0;

  begin(text: DataView, start: number, end: number): void {
    this.view = text;
    this.#end = end;
    this.count = 0;
    this.starts[0] = start;
  }

  /** Finds lines up to number `line`; false when the text ends before. */
  ensure(line: number): boolean {
    while (this.count <= line) if (!this.#next()) return false;
    return true;
  }

  /** Finds all lines that are left. */
  all(): void {
    while (this.#next());
  }

  #next(): boolean {
    let at = this.starts[this.count] as number;
    const end = this.#end;
    if (at >= end) return false;
    const view = this.view;
    let hash = 0;
    for (;;) {
      if (at + 4 > end) {
        // The last bytes of the text; what is left of this line is shorter than a word.
        while (at < end) {
          const byte = view.getUint8(at++);
          hash = Math.imul(hash ^ byte, 0x2c1b3c6d);
          if (byte === NEWLINE) break;
        }
        break;
      }
      const word = view.getInt32(at, true);
      const difference = word ^ NEWLINES;
      // The lowest bit set here marks the first newline of the word.
      const marks = (difference - 0x01010101) & ~difference & 0x80808080;
      if (marks === 0) {
        hash = Math.imul(hash ^ word, 0x2c1b3c6d);
        hash ^= hash >>> 15;
        at += 4;
        continue;
      }
      const byte = (31 - Math.clz32(marks & -marks)) >> 3;
      // Byte by byte, as near the end of the text, so that equal lines have equal hashes wherever they lie.
      for (let i = 0; i <= byte; i++) hash = Math.imul(hash ^ ((word >>> (8 * i)) & 0xff), 0x2c1b3c6d);
      at += byte + 1;
      break;
    }
    if (this.count + 2 > this.starts.length) {
      this.starts = grown(this.starts);
      this.hashes = grown(this.hashes);
    }
    this.hashes[this.count++] = hash ^ (hash >>> 15);
    this.starts[this.count] = at;
    return true;
  }

  /** Lets go of the text, and of memory that only very long texts need. */
  release(): void {
    this.view = NOTHING;
    if (this.starts.length <= 1 << 18) return;
    this.starts = new Int32Array(256);
    this.hashes = new Int32Array(256);
  }
}

/** Whether line `x` of one cursor equals line `y` of the other; both have been found. */
export function equalLines(a: LineCursor, x: number, b: LineCursor, y: number): boolean {
  if (a.hashes[x] !== b.hashes[y]) return false;
  const start = a.starts[x] as number;
  const end = a.starts[x + 1] as number;
  const other = b.starts[y] as number;
  if (end - start !== (b.starts[y + 1] as number) - other) return false;
  return firstDifference(a.view, b.view, start, end, other - start) === end;
}
