/** Orders revisions branch by branch, heads first: `sort(x, topo)` and the graph log. */

interface Group {
  readonly revs: number[];
  /** Parents of the group's revisions that are not in it. */
  readonly blocked: Set<number>;
}

/** A binary heap of revisions, the largest on top. */
class MaxHeap {
  readonly #items: number[] = [];
  push(rev: number): void {
    const items = this.#items;
    let i = items.length;
    items.push(rev);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((items[up] as number) >= rev) break;
      items[i] = items[up] as number;
      i = up;
    }
    items[i] = rev;
  }
  pop(): number {
    const items = this.#items;
    const top = items[0] as number;
    const last = items.pop() as number;
    let i = 0;
    while (items.length > 0) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) > (items[child] as number)) child++;
      if ((items[child] as number) <= last) break;
      items[i] = items[child] as number;
      i = child;
    }
    if (items.length > 0) items[i] = last;
    return top;
  }
}

/**
 * Holds back every branch until a parent of it is about to be shown, so that few branches run side by side. The first
 * group stands for what was already emitted: it holds no revisions, only the parents that are awaited.
 * @param revs in descending order
 * @param firstBranch revisions whose branch is to come first
 */
export function topologicalOrder(
  revs: Iterable<number>,
  parentsOf: (rev: number) => readonly [number, number],
  firstBranch: Iterable<number> = [],
): number[] {
  const out: number[] = [];
  const unblocked = new Set(firstBranch);
  const groups: Group[] = [{ revs: [], blocked: unblocked }];
  const heap = new MaxHeap();
  const pending = new Set<number>();
  const enqueue = (rev: number) => {
    if (pending.has(rev)) return;
    pending.add(rev);
    heap.push(rev);
  };
  for (const current of revs) {
    enqueue(current);
    for (let rev: number | undefined; rev !== current; ) {
      rev = heap.pop();
      pending.delete(rev);
      const matching: number[] = [];
      for (let i = 0; i < groups.length; i++) if ((groups[i] as Group).blocked.has(rev)) matching.push(i);
      let target: number;
      if (matching.length > 0) {
        target = matching[0] as number;
        const into = groups[target] as Group;
        for (const i of matching.slice(1)) {
          for (const one of (groups[i] as Group).revs) into.revs.push(one);
          for (const one of (groups[i] as Group).blocked) into.blocked.add(one);
        }
        for (const i of matching.slice(1).reverse()) groups.splice(i, 1);
      } else {
        target = groups.length;
        groups.push({ revs: [], blocked: new Set([rev]) });
      }
      let group: Group | undefined = groups[target] as Group;
      // Revisions that were not asked for only connect.
      if (rev === current) group.revs.push(rev);
      group.blocked.delete(rev);
      for (const parent of parentsOf(rev)) {
        if (parent < 0) continue;
        group.blocked.add(parent);
        enqueue(parent);
      }
      if (unblocked.size === 0) {
        if (groups.length > 1) {
          target = 1;
          group = groups[1] as Group;
        }
      } else if (!intersects(group.blocked, unblocked)) group = undefined;
      if (group !== undefined) {
        for (const one of group.blocked) unblocked.add(one);
        for (const one of group.revs) out.push(one);
        if (target > 0) groups.splice(target, 1);
        else group.revs.length = 0;
      }
    }
  }
  for (const group of groups) for (const one of group.revs) out.push(one);
  return out;
}

function intersects(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  if (a === b) return a.size > 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const one of small) if (large.has(one)) return true;
  return false;
}
