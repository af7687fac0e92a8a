/** Follows a range of lines from a version of a file to its parent. */
import { HgError } from '../errors/index.js';
import { REGION_CHANGED, REGION_EQUAL, type Regions } from './line-diff.js';

/** Where a range of lines of `b` was in `a`. */
export interface TranslatedRange {
  /** Lines `[from, to)` of `a`, counted from 0. */
  readonly from: number;
  readonly to: number;
  /** A change touches the range. */
  readonly changed: boolean;
}

/**
 * Lines `[from, to)` of `b`, counted from 0, as lines of `a`. A range that starts or ends inside a changed region takes
 * in all of its old lines.
 * @throws HgError `abort` when the range is not within the file.
 */
export function translateRange(regions: Regions, from: number, to: number): TranslatedRange {
  let first = -1;
  let last = -1;
  let changed = false;
  for (let at = 0; at < regions.length; at += 5) {
    const equal = regions[at] === REGION_EQUAL;
    const a1 = regions[at + 1];
    const a2 = regions[at + 2];
    const b1 = regions[at + 3];
    const b2 = regions[at + 4];
    if (equal && from >= b1 && to <= b2) {
      first = from - b1 + a1;
      last = to - b1 + a1;
    } else {
      if (b1 <= from && from < b2) first = equal ? a2 - (b2 - from) : a1;
      if (b1 < to && to <= b2) last = equal ? a1 + (to - b1) : a2;
    }
    if (regions[at] === REGION_CHANGED && from < b2 && b1 < to) changed = true;
  }
  if (first < 0 || last < first) throw new HgError('abort', 'line range exceeds file size');
  return { from: first, to: last, changed };
}

/** True when the hunk of `length` lines from `start` on (0-based) overlaps lines `[from, to)`. */
export function hunkInRange(start: number, length: number, from: number, to: number): boolean {
  return start < to && from < start + length;
}
