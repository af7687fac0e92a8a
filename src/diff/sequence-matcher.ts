/** Compares lists the way Python's `difflib` does: the longest common run, then what lies on both sides of it. */

/** Items of the first list that go, and of the second that come instead. */
export interface ReplacedItems {
  readonly start1: number;
  readonly end1: number;
  readonly start2: number;
  readonly end2: number;
}

/** From this length on, items that are more than a hundredth of the second list do not begin runs. */
const POPULAR_FROM = 200;

interface Run {
  readonly start1: number;
  readonly start2: number;
  readonly length: number;
}

/** What is different, in order. Quadratic in the worst case. */
export function replacedItems<T>(first: readonly T[], second: readonly T[]): ReplacedItems[] {
  const places = placesOf(second);
  const runs: Run[] = [];
  const open: ReplacedItems[] = [{ start1: 0, end1: first.length, start2: 0, end2: second.length }];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const run = longestRun(first, second, places, range);
    if (run.length === 0) continue;
    runs.push(run);
    open.push(
      { ...range, end1: run.start1, end2: run.start2 },
      { ...range, start1: run.start1 + run.length, start2: run.start2 + run.length },
    );
  }
  runs.sort((a, b) => a.start1 - b.start1);
  const found: ReplacedItems[] = [];
  let start1 = 0;
  let start2 = 0;
  for (const run of [...runs, { start1: first.length, start2: second.length, length: 0 }]) {
    if (start1 < run.start1 || start2 < run.start2)
      found.push({ start1, end1: run.start1, start2, end2: run.start2 });
    start1 = run.start1 + run.length;
    start2 = run.start2 + run.length;
  }
  return found;
}

function placesOf<T>(items: readonly T[]): ReadonlyMap<T, readonly number[]> {
  const places = new Map<T, number[]>();
  for (const [at, item] of items.entries()) {
    const known = places.get(item);
    if (known === undefined) places.set(item, [at]);
    else known.push(at);
  }
  if (items.length >= POPULAR_FROM) {
    const most = Math.floor(items.length / 100) + 1;
    for (const [item, known] of places) if (known.length > most) places.delete(item);
  }
  return places;
}

/** The first of the longest, made longer by popular items on both sides. */
function longestRun<T>(
  first: readonly T[],
  second: readonly T[],
  places: ReadonlyMap<T, readonly number[]>,
  { start1: low1, end1: high1, start2: low2, end2: high2 }: ReplacedItems,
): Run {
  let [start1, start2, length] = [low1, low2, 0];
  let before = new Map<number, number>();
  for (let at1 = low1; at1 < high1; at1++) {
    const lengths = new Map<number, number>();
    for (const at2 of places.get(first[at1] as T) ?? []) {
      if (at2 < low2) continue;
      if (at2 >= high2) break;
      const run = (before.get(at2 - 1) ?? 0) + 1;
      lengths.set(at2, run);
      if (run > length) [start1, start2, length] = [at1 - run + 1, at2 - run + 1, run];
    }
    before = lengths;
  }
  while (start1 > low1 && start2 > low2 && first[start1 - 1] === second[start2 - 1]) {
    start1--;
    start2--;
    length++;
  }
  while (
    start1 + length < high1 &&
    start2 + length < high2 &&
    first[start1 + length] === second[start2 + length]
  )
    length++;
  return { start1, start2, length };
}
