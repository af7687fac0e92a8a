/** Sorting the rotations of a block, for its Burrows-Wheeler transform. */

/**
 * Rotations in order, by prefix doubling over groups of equal ones: O(n log n) whatever the input, which has no worst case to fear.
 * @param length at least 1.
 * @returns start of each rotation; reused by the next call with the same `space`.
 */
export function sortRotations(block: Uint8Array, length: number, space: SortSpace): Int32Array {
  const { order, rank, starts } = space;
  // By the first two bytes.
  starts.fill(0);
  for (let i = 0; i < length; i++) {
    const key = ((block[i] as number) << 8) | (block[i + 1 === length ? 0 : i + 1] as number);
    starts[key + 1] = (starts[key + 1] as number) + 1;
  }
  for (let key = 0; key < 65536; key++)
    starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  // A rank is the position of its group's last member: groups of one need no more work.
  for (let i = 0; i < length; i++) {
    const key = ((block[i] as number) << 8) | (block[i + 1 === length ? 0 : i + 1] as number);
    rank[i] = (starts[key + 1] as number) - 1;
  }
  const place = starts.slice(0, 65536);
  for (let i = 0; i < length; i++) {
    const key = ((block[i] as number) << 8) | (block[i + 1 === length ? 0 : i + 1] as number);
    const at = place[key] as number;
    place[key] = at + 1;
    order[at] = i;
  }
  for (let step = 2; step < length; step *= 2) if (!refine(length, step, space)) break;
  return order;
}

/** Arrays that all blocks share. */
export interface SortSpace {
  readonly order: Int32Array;
  readonly rank: Int32Array;
  readonly next: Int32Array;
  readonly starts: Int32Array;
}

export function sortSpace(most: number): SortSpace {
  return {
    order: new Int32Array(most),
    rank: new Int32Array(most),
    next: new Int32Array(Math.max(most, 65536)),
    starts: new Int32Array(65537),
  };
}

/** Sorts every group by the rank of what follows `step` bytes on. @returns false when all groups have one member. */
function refine(length: number, step: number, space: SortSpace): boolean {
  const { order, rank, next } = space;
  let open = false;
  for (let first = 0; first < length; ) {
    const last = rank[order[first] as number] as number;
    if (last === first) {
      first++;
      continue;
    }
    open = true;
    for (let i = first; i <= last; i++) {
      const after = (order[i] as number) + step;
      next[order[i] as number] = rank[after >= length ? after % length : after] as number;
    }
    sortBy(order, next, first, last);
    // New ranks after the whole group was sorted by old ones; from its end, as ranks name the last member.
    let end = last;
    for (let i = last; i >= first; i--) {
      if (i < last && next[order[i] as number] !== next[order[i + 1] as number]) end = i;
      rank[order[i] as number] = end;
    }
    first = last + 1;
  }
  return open;
}

/** Quicksort into three parts, so that equal keys cost nothing more. */
function sortBy(order: Int32Array, keys: Int32Array, from: number, to: number): void {
  let low = from;
  let high = to;
  while (high - low > 12) {
    const pivot = middle(
      keys[order[low] as number] as number,
      keys[order[(low + high) >>> 1] as number] as number,
      keys[order[high] as number] as number,
    );
    let less = low;
    let more = high;
    for (let i = low; i <= more; ) {
      const item = order[i] as number;
      const key = keys[item] as number;
      if (key < pivot) {
        order[i++] = order[less] as number;
        order[less++] = item;
      } else if (key > pivot) {
        order[i] = order[more] as number;
        order[more--] = item;
      } else i++;
    }
    // The shorter side first: the depth stays logarithmic.
    if (less - low < high - more) {
      sortBy(order, keys, low, less - 1);
      low = more + 1;
    } else {
      sortBy(order, keys, more + 1, high);
      high = less - 1;
    }
  }
  for (let i = low + 1; i <= high; i++) {
    const item = order[i] as number;
    const key = keys[item] as number;
    let at = i - 1;
    while (at >= low && (keys[order[at] as number] as number) > key) {
      order[at + 1] = order[at] as number;
      at--;
    }
    order[at + 1] = item;
  }
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
