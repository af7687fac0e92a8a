/**
 * The matching blocks of two texts given as line classes, exactly those that Mercurial finds: which of several possible
 * matches is taken decides the output of diff, annotate and merge, so the rules are part of the format. They were found
 * by experiment:
 *
 * - The longest run of equal lines is taken first, then the regions before and after it, in that order.
 * - A run is found by its *last* line: for each line of `a` all equal lines of `b` in the region, last to first, are
 *   followed backwards. Lines that are too frequent in `b` find no runs, but are walked over and, after the search,
 *   appended at the end of the chosen run (also when none was found: then the run starts at the region's corner).
 * - Lengths of runs are remembered per line of `b` together with the line of `a`; a line never visited counts as seen at
 *   line 0 with length 0. This memory is not cleared between regions, which shows when frequent lines are around.
 * - Of equally long runs the later one in `a` wins as long as it ends in the first half of the region; for the same line
 *   of `a` an earlier line of `b` wins while the present one is in the second half.
 * - In a region of more than 30,000 lines of `a` only the last 30,000 are searched.
 * - At last, where two neighbouring blocks touch, the earlier one takes as many lines from the later one as it can.
 */

/** Lines of `a` that are searched in one region. */
const WINDOW = 30_000;

/** How many times a line may occur in `b`, of `lines` lines, and still find runs. */
function popularity(lines: number): number {
  return lines >= 31_000 ? Math.floor(lines / 1000) : Math.floor(1_000_000 / (lines + 1));
}

/** Quadruples `a1, a2, b1, b2` in one array: lines `[a1, a2)` of `a` equal lines `[b1, b2)` of `b`. */
export type LineBlocks = Int32Array;

/** Finds blocks; keeps its working memory between calls. */
export class LineMatcher {
  /** Per class: last line of `b` (or -1) and number of occurrences in `b`. All -1 and 0 between calls. */
  #head = new Int32Array(0);
  #occurrences = new Int32Array(0);
  /** Per line of `b`: previous equal line or -1; line of `a` at which it was last visited; length of the run there. */
  #previous = new Int32Array(0);
  #seenAt = new Int32Array(0);
  #length = new Int32Array(0);
  #blocks = new Int32Array(64);
  #stack = new Int32Array(64);
  // The run that the last search found.
  #foundA = 0;
  #foundB = 0;
  #foundLength = 0;

  /**
   * All matching blocks in order, ended by the empty block `an, an, bn, bn` (others may be empty too).
   * @param a classes of the lines of `a`, @param b those of `b`; all less than `classes`.
   */
  match(a: Int32Array, b: Int32Array, classes: number): LineBlocks {
    const an = a.length;
    const bn = b.length;
    this.#prepare(b, classes);
    const popular = popularity(bn);
    const head = this.#head;
    const occurrences = this.#occurrences;
    if (bn > popular) {
      for (let j = 0; j < bn; j++) {
        if (occurrences[b[j]] > popular) head[b[j]] = -1;
      }
    }

    let count = 0;
    let depth = 0;
    let a1 = 0;
    let a2 = an;
    let b1 = 0;
    let b2 = bn;
    for (;;) {
      if (a1 < a2 && b1 < b2) {
        if (a2 - a1 > WINDOW || !this.#searchAnchored(a, b, a1, a2, b1, b2, popular))
          this.#search(a, b, a1, a2, b1, b2);
        if (this.#foundLength > 0) {
          if (depth + 5 > this.#stack.length) this.#stack = grown(this.#stack);
          const stack = this.#stack;
          stack[depth++] = this.#foundA;
          stack[depth++] = this.#foundB;
          stack[depth++] = this.#foundLength;
          stack[depth++] = a2;
          stack[depth++] = b2;
          a2 = this.#foundA;
          b2 = this.#foundB;
          continue;
        }
      }
      if (depth === 0) break;
      const stack = this.#stack;
      depth -= 5;
      if (count + 8 > this.#blocks.length) this.#blocks = grown(this.#blocks);
      const blocks = this.#blocks;
      blocks[count++] = stack[depth];
      a1 = blocks[count++] = stack[depth] + stack[depth + 2];
      blocks[count++] = stack[depth + 1];
      b1 = blocks[count++] = stack[depth + 1] + stack[depth + 2];
      a2 = stack[depth + 3];
      b2 = stack[depth + 4];
    }
    for (let j = 0; j < bn; j++) {
      head[b[j]] = -1;
      occurrences[b[j]] = 0;
    }
    const blocks = this.#blocks;
    blocks[count++] = an;
    blocks[count++] = an;
    blocks[count++] = bn;
    blocks[count++] = bn;
    settle(blocks, count, a, b);
    return blocks.slice(0, count);
  }

  #prepare(b: Int32Array, classes: number): void {
    if (this.#head.length < classes) {
      const size = Math.max(classes, this.#head.length * 2, 256);
      this.#head = new Int32Array(size).fill(-1);
      this.#occurrences = new Int32Array(size);
    }
    const bn = b.length;
    if (this.#previous.length < bn) {
      const size = Math.max(bn, this.#previous.length * 2, 256);
      this.#previous = new Int32Array(size);
      this.#seenAt = new Int32Array(size);
      this.#length = new Int32Array(size);
    }
    const head = this.#head;
    const occurrences = this.#occurrences;
    const previous = this.#previous;
    this.#seenAt.fill(0, 0, bn);
    this.#length.fill(0, 0, bn);
    for (let j = 0; j < bn; j++) {
      const line = b[j];
      previous[j] = head[line];
      head[line] = j;
      occurrences[line]++;
    }
  }

  /**
   * The same result as {@link #search} in linear time, for regions where it can be proved: when the longest run through
   * a line that occurs once in `b` (an anchor) is longer than any sequence of lines of `a` without an anchor and without
   * a line that `b` lacks. Returns false when that is not so. Not for regions beyond the window.
   */
  #searchAnchored(
    a: Int32Array,
    b: Int32Array,
    a1: number,
    a2: number,
    b1: number,
    b2: number,
    popular: number,
  ): boolean {
    const head = this.#head;
    const occurrences = this.#occurrences;
    // A frequent line 0 counts as seen with a run of no lines, so no run takes it in.
    const floor = a1 === 0 && occurrences[a[0]] > popular ? 1 : a1;
    const halfA = (a1 + a2 - 1) >> 1;
    let best = 0;
    let bestA = a1;
    let bestB = b1;
    let sequence = 0;
    let longestSequence = 0;
    for (let i = a1; i < a2; i++) {
      const line = a[i];
      const times = occurrences[line];
      if (times > 1) {
        sequence++;
        continue;
      }
      if (sequence > longestSequence) longestSequence = sequence;
      sequence = 0;
      const j = head[line];
      if (times === 0 || j < b1 || j >= b2) continue;
      let startA = i;
      let startB = j;
      while (startA > floor && startB > b1 && a[startA - 1] === b[startB - 1]) {
        startA--;
        startB--;
      }
      let endB = j + 1;
      let last = i;
      // A run ends at a line that is not too frequent.
      let end = i;
      for (i++; i < a2 && endB < b2 && a[i] === b[endB]; i++, endB++) {
        const times = occurrences[a[i]];
        if (times === 1) last = i;
        if (times <= popular) end = i;
      }
      const run = end + 1 - startA;
      if (run > best || (run === best && end <= halfA && end - startA + startB > b1)) {
        best = run;
        bestA = startA;
        bestB = startB;
      }
      // Lines after the run's last anchor may belong to another run.
      sequence = 0;
      i = last;
    }
    if (sequence > longestSequence) longestSequence = sequence;
    if (best <= longestSequence && longestSequence > 0) return false;
    while (bestA + best < a2 && bestB + best < b2 && a[bestA + best] === b[bestB + best]) best++;
    this.#foundA = bestA;
    this.#foundB = bestB;
    this.#foundLength = best;
    return true;
  }

  #search(a: Int32Array, b: Int32Array, from: number, a2: number, b1: number, b2: number): void {
    const head = this.#head;
    const previous = this.#previous;
    const seenAt = this.#seenAt;
    const length = this.#length;
    const a1 = a2 - from > WINDOW ? a2 - WINDOW : from;
    const halfA = (a1 + a2 - 1) >> 1;
    const halfB = (b1 + b2 - 1) >> 1;
    let bestA = from;
    let bestB = b1;
    let best = 0;
    for (let i = a1; i < a2; i++) {
      let j = head[a[i]];
      while (j >= b2) j = previous[j];
      for (; j >= b1; j = previous[j]) {
        let run = 1;
        let otherA = i - 1;
        let otherB = j - 1;
        while (otherA >= a1 && otherB >= b1) {
          if (seenAt[otherB] === otherA) {
            run += length[otherB];
            break;
          }
          if (a[otherA] !== b[otherB]) break;
          run++;
          otherA--;
          otherB--;
        }
        seenAt[j] = i;
        length[j] = run;
        if (run > best) {
          bestA = i;
          bestB = j;
          best = run;
        } else if (run === best) {
          if (i > bestA) {
            if (i <= halfA && j > b1) {
              bestA = i;
              bestB = j;
            }
          } else if (bestB > halfB || i === a1) bestB = j;
        }
      }
    }
    if (best > 0) {
      bestA -= best - 1;
      bestB -= best - 1;
    }
    while (bestA + best < a2 && bestB + best < b2 && a[bestA + best] === b[bestB + best]) best++;
    this.#foundA = bestA;
    this.#foundB = bestB;
    this.#foundLength = best;
  }
}

/** Where two neighbouring blocks touch in `a` or `b`, moves lines from the later to the earlier one. */
function settle(blocks: Int32Array, count: number, a: Int32Array, b: Int32Array): void {
  for (let at = 0; at + 4 < count; at += 4) {
    let endA = blocks[at + 1];
    let endB = blocks[at + 3];
    let nextA = blocks[at + 4];
    let nextB = blocks[at + 6];
    if (endA !== nextA && endB !== nextB) continue;
    while (
      endA < a.length &&
      endB < b.length &&
      nextA < blocks[at + 5] &&
      nextB < blocks[at + 7] &&
      a[endA] === b[endB]
    ) {
      endA++;
      endB++;
      nextA++;
      nextB++;
    }
    blocks[at + 1] = endA;
    blocks[at + 3] = endB;
    blocks[at + 4] = nextA;
    blocks[at + 6] = nextB;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
