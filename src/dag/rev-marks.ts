/** A number of marks per revision, for walks that go down from the tip and mostly do not get far. */

const FIRST_WINDOW = 4096;

/** Covers `[low, top]`, where `low` sinks as the walk asks for it: memory follows the part that is visited. */
export class RevMarks {
  // Not `#private`, for speed: see ParentReader.
  private readonly top: number;
  private low: number;
  private marks: Int32Array;

  constructor(top: number) {
    this.top = top;
    this.low = Math.max(0, top + 1 - FIRST_WINDOW);
    this.marks = new Int32Array(top + 1 - this.low);
  }

  get(rev: number): number {
    return rev >= this.low ? this.marks[rev - this.low] : 0;
  }

  set(rev: number, mark: number): void {
    if (rev < this.low) this.sink(rev);
    this.marks[rev - this.low] = mark;
  }

  private sink(rev: number): void {
    const size = this.marks.length;
    const low = Math.max(0, Math.min(rev, this.top + 1 - 4 * size));
    const grown = new Int32Array(this.top + 1 - low);
    grown.set(this.marks, this.low - low);
    this.marks = grown;
    this.low = low;
  }
}
