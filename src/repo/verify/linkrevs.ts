/** Which changesets say that they changed which files. */

/** Collects (path, changeset) pairs in any order, then answers by path. */
export class Linkrevs {
  #paths = new Int32Array(1 << 12);
  #revs = new Int32Array(1 << 12);
  #count = 0;
  /** After {@link close}: the revisions of path i are `#revs[#starts[i], #starts[i + 1])`, ascending. */
  #starts = new Int32Array(1);

  add(path: number, rev: number): void {
    if (this.#count === this.#paths.length) {
      const paths = new Int32Array(this.#count * 2);
      paths.set(this.#paths);
      this.#paths = paths;
      const revs = new Int32Array(this.#count * 2);
      revs.set(this.#revs);
      this.#revs = revs;
    }
    this.#paths[this.#count] = path;
    this.#revs[this.#count++] = rev;
  }

  /** No more pairs will come. O(pairs log pairs). */
  close(pathCount: number): void {
    const starts = new Int32Array(pathCount + 1);
    for (let i = 0; i < this.#count; i++) {
      const path = (this.#paths[i] as number) + 1;
      starts[path] = (starts[path] as number) + 1;
    }
    for (let path = 0; path < pathCount; path++)
      starts[path + 1] = (starts[path + 1] as number) + (starts[path] as number);
    const next = starts.slice();
    const revs = new Int32Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      const path = this.#paths[i] as number;
      const at = next[path] as number;
      revs[at] = this.#revs[i] as number;
      next[path] = at + 1;
    }
    for (let path = 0; path < pathCount; path++) revs.subarray(starts[path], starts[path + 1]).sort();
    this.#starts = starts;
    this.#revs = revs;
    this.#paths = new Int32Array(0);
  }

  /** Ascending; empty for paths that no changeset names. */
  of(path: number): Int32Array {
    return path + 1 < this.#starts.length
      ? this.#revs.subarray(this.#starts[path], this.#starts[path + 1])
      : this.#revs.subarray(0, 0);
  }

  /** O(log). */
  has(path: number, rev: number): boolean {
    if (path + 1 >= this.#starts.length) return false;
    let low = this.#starts[path] as number;
    let high = this.#starts[path + 1] as number;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = this.#revs[middle] as number;
      if (found === rev) return true;
      if (found < rev) low = middle + 1;
      else high = middle;
    }
    return false;
  }
}
