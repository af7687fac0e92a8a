/** The history of some files, followed through renames: changesets in descending order, with the paths they are about. */
import type { ByteString } from '../../bytes/index.js';
import type { Repository } from '../../repo/index.js';
import { parentVersions, type Version } from './introduction.js';

export interface FollowedRevision {
  readonly rev: number;
  readonly versions: readonly Version[];
}

/** A set of numbers that gives out the largest first. */
class DescendingQueue {
  readonly #heap: number[] = [];

  push(rev: number): void {
    const heap = this.#heap;
    let at = heap.push(rev) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((heap[up] as number) >= rev) break;
      heap[at] = heap[up] as number;
      at = up;
    }
    heap[at] = rev;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && (heap[down + 1] as number) > (heap[down] as number)) down++;
      if ((heap[down] as number) <= last) break;
      heap[at] = heap[down] as number;
      at = down;
    }
    heap[at] = last;
    return top;
  }
}

/** @param firstOnly only the first parent of each version. */
export function* fileAncestors(
  repo: Repository,
  starts: Iterable<Version>,
  firstOnly: boolean,
): Generator<FollowedRevision, void> {
  const waiting = new Map<number, Map<string, Version>>();
  const queue = new DescendingQueue();
  const add = (version: Version): void => {
    let versions = waiting.get(version.rev);
    if (versions === undefined) {
      versions = new Map();
      waiting.set(version.rev, versions);
      queue.push(version.rev);
    }
    versions.set(`${version.file.node}${version.file.path}`, version);
  };
  for (const start of starts) add(start);
  for (let rev = queue.pop(); rev !== undefined; rev = queue.pop()) {
    const versions = [...(waiting.get(rev) as Map<string, Version>).values()];
    waiting.delete(rev);
    yield { rev, versions };
    for (const version of versions) {
      const parents = parentVersions(repo, version);
      for (const parent of firstOnly ? parents.slice(0, 1) : parents) add(parent);
    }
  }
}

export function pathsOf({ versions }: FollowedRevision): ByteString[] {
  return [...new Set(versions.map(({ file }) => file.path))];
}
