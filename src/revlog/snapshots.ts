/** Which chunks are snapshots: those that others are meant to be deltas against. */
import { NULL_REV } from '../bytes/index.js';
import { HgError } from '../errors/index.js';

/** What is asked of a revlog. */
export interface SnapshotSource {
  deltaParent(rev: number): number;
  parent1(rev: number): number;
  parent2(rev: number): number;
  chunkLength(rev: number): number;
}

/** A full text, or (`sparse`) a delta against a snapshot that is not a parent. */
export function isSnapshot(revlog: SnapshotSource, sparse: boolean, rev: number): boolean {
  for (let at = rev; ; ) {
    const base = revlog.deltaParent(at);
    if (base === NULL_REV) return true;
    const p1 = revlog.parent1(at);
    const p2 = revlog.parent2(at);
    if (!sparse || base === p1 || base === p2) return false;
    if (isBehindEmptyDeltas(revlog, p1, base) || isBehindEmptyDeltas(revlog, p2, base)) return false;
    at = base;
  }
}

/** Whether only empty deltas lie between a parent and a base: hg counts such a delta as one against the parent. */
function isBehindEmptyDeltas(revlog: SnapshotSource, parent: number, base: number): boolean {
  let at = parent;
  while (at > base && revlog.chunkLength(at) === 0) at = revlog.deltaParent(at);
  return at === base;
}

/** How many snapshots the snapshot `rev` is built upon. @throws HgError when it is none. */
export function snapshotDepth(revlog: SnapshotSource, sparse: boolean, rev: number): number {
  if (!isSnapshot(revlog, sparse, rev)) throw new HgError('state', `revision ${rev} not a snapshot`);
  let depth = 0;
  for (let at = revlog.deltaParent(rev); at !== NULL_REV; at = revlog.deltaParent(at)) depth++;
  return depth;
}
