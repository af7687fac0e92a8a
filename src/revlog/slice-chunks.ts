/** Splitting a delta chain into groups that are dense enough to be read at once. */

/** Where the chunks lie. */
export interface ChunkPlaces {
  /** Position of the chunk's first byte. */
  offset(rev: number): number;
  chunkLength(rev: number): number;
}

/**
 * Splits `revs` (ascending positions) into groups, each `revs[from, to)` given as two numbers in the result: the largest
 * gaps are cut first, until payload / span of the whole reaches `targetDensity`; gaps of at most `minGapSize` bytes are
 * never cut. Empty chunks at the end of a group are dropped from it. O(n log n).
 */
export function sliceChunkToDensity(
  places: ChunkPlaces,
  revs: readonly number[],
  targetDensity = 0.5,
  minGapSize = 0,
): number[] {
  const count = revs.length;
  if (count <= 1) return [0, count];
  const first = revs[0] as number;
  const last = revs[count - 1] as number;
  const span = places.offset(last) + places.chunkLength(last) - places.offset(first);
  if (span <= minGapSize) return [0, count];
  let payload = 0;
  for (const rev of revs) payload += places.chunkLength(rev);
  if (payload / span >= targetDensity) return [0, count];

  // Gap before each non-empty chunk, largest first.
  const gaps: { readonly size: number; readonly before: number }[] = [];
  let previousEnd = -1;
  for (let i = 0; i < count; i++) {
    const rev = revs[i] as number;
    const length = places.chunkLength(rev);
    if (length <= 0) continue;
    const start = places.offset(rev);
    if (previousEnd >= 0 && start - previousEnd > minGapSize)
      gaps.push({ size: start - previousEnd, before: i });
    previousEnd = start + length;
  }
  gaps.sort((a, b) => b.size - a.size || b.before - a.before);
  const cuts: number[] = [];
  let read = span;
  for (const gap of gaps) {
    if (payload / read >= targetDensity) break;
    cuts.push(gap.before);
    read -= gap.size;
  }
  cuts.sort((a, b) => a - b);
  const groups: number[] = [];
  let from = 0;
  for (const cut of [...cuts, count]) {
    let to = cut;
    while (to > from && places.chunkLength(revs[to - 1] as number) <= 0) to--;
    if (to > from) groups.push(from, to);
    from = cut;
  }
  return groups;
}
