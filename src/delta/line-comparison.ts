/** Comparing all lines of two texts that have little in common: numbered first, then the fewest edits within a bound. */
import { EditScript } from './edit-script.js';
import type { HunkList } from './hunk-list.js';
import { equalLines, type LineCursor } from './line-cursor.js';

/** Keeps its working memory between calls. */
export class LineComparison {
  readonly #script = new EditScript();
  #table = new Int32Array(0);
  /** Class of a line of the old text: the first line equal to it. */
  #classes = new Int32Array(0);

  /** Adds the hunks between all lines that the cursors have from their first one on. */
  compare(a: LineCursor, b: LineCursor, hunks: HunkList): void {
    a.all();
    b.all();
    const table = this.#classify(a);
    const mask = table.length - 1;
    // Lines of the new text look theirs up; what only one side has takes no part in the search.
    const isShared = new Uint8Array(a.count);
    const newNumbers = new Int32Array(b.count);
    const newLines = new Int32Array(b.count);
    let newCount = 0;
    for (let line = 0; line < b.count; line++) {
      let slot = (b.hashes[line] as number) & mask;
      for (;;) {
        const other = (table[slot] as number) - 1;
        if (other < 0) break;
        if (equalLines(a, other, b, line)) {
          isShared[other] = 1;
          newNumbers[newCount] = other;
          newLines[newCount++] = line;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    const oldNumbers = new Int32Array(a.count);
    const oldLines = new Int32Array(a.count);
    let oldCount = 0;
    for (let line = 0; line < a.count; line++) {
      const found = this.#classes[line] as number;
      if (isShared[found] === 0) continue;
      oldNumbers[oldCount] = found;
      oldLines[oldCount++] = line;
    }
    this.#script.compare(oldNumbers, oldCount, newNumbers, newCount);
    const { removed, added } = this.#script;
    let oldAt = a.starts[0] as number;
    let newAt = b.starts[0] as number;
    for (let i = 0, j = 0; ; i++, j++) {
      while (i < oldCount && removed[i] === 1) i++;
      while (j < newCount && added[j] === 1) j++;
      if (i >= oldCount || j >= newCount) break;
      const x = oldLines[i] as number;
      const y = newLines[j] as number;
      hunks.add(oldAt, a.starts[x] as number, newAt, b.starts[y] as number);
      oldAt = a.starts[x + 1] as number;
      newAt = b.starts[y + 1] as number;
    }
    hunks.add(oldAt, a.starts[a.count] as number, newAt, b.starts[b.count] as number);
  }

  /** Fills `#classes`; an open hash table of the first line (plus one) of each class. */
  #classify(a: LineCursor): Int32Array {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, a.count * 2)));
    if (this.#table.length < size) this.#table = new Int32Array(size);
    if (this.#classes.length < a.count) this.#classes = new Int32Array(a.count * 2);
    const table = this.#table.subarray(0, size).fill(0);
    for (let line = 0; line < a.count; line++) {
      let slot = (a.hashes[line] as number) & (size - 1);
      let found = line;
      for (;;) {
        const other = (table[slot] as number) - 1;
        if (other < 0) {
          table[slot] = line + 1;
          break;
        }
        if (equalLines(a, other, a, line)) {
          found = other;
          break;
        }
        slot = (slot + 1) & (size - 1);
      }
      this.#classes[line] = found;
    }
    return table;
  }
}
