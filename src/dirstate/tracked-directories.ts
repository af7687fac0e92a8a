/** The directories that paths lie in. */
import type { ByteString } from '../bytes/index.js';
import type { EntryTable } from './entry-table.js';

/** Directories with how many of some paths lie in and below them; the root is `''`. */
export class DirectoryCounts {
  readonly #counts = new Map<ByteString, number>();

  has(directory: ByteString): boolean {
    return this.#counts.has(directory);
  }

  /** One path more, or one less. O(depth). */
  count(path: ByteString, by: 1 | -1): void {
    const counts = this.#counts;
    for (let at = path.lastIndexOf('/'); ; at = path.lastIndexOf('/', at - 1)) {
      const directory = at < 0 ? '' : path.slice(0, at);
      const count = (counts.get(directory) ?? 0) + by;
      if (count > 0) counts.set(directory, count);
      else counts.delete(directory);
      if (at <= 0) break;
    }
  }
}

/** For every directory that has some, the names of those directly in it with an entry below. O(slots). */
export function childDirectories(table: EntryTable): ReadonlyMap<ByteString, readonly ByteString[]> {
  const children = new Map<ByteString, ByteString[]>();
  const known = new Set<ByteString>();
  let last = '/';
  for (let slot = 0; slot < table.slotCount; slot++) {
    if (table.flags[slot] === 0) continue;
    const path = table.path(slot);
    // Mostly the directory of the path before.
    if (path.startsWith(last) && !path.includes('/', last.length)) continue;
    let at = path.lastIndexOf('/');
    if (at > 0) last = path.slice(0, at + 1);
    for (; at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at);
      if (known.has(directory)) break;
      known.add(directory);
      const slash = directory.lastIndexOf('/');
      const above = slash < 0 ? '' : directory.slice(0, slash);
      const list = children.get(above);
      if (list === undefined) children.set(above, [directory.slice(slash + 1)]);
      else list.push(directory.slice(slash + 1));
    }
  }
  return children;
}
