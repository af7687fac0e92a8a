/** Taking and breaking one lock file, without waiting. */
import { type ByteString, bytesOf } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import type { FileSystem, Processes } from '../platform/index.js';
import { holderText, isStale, readHolder } from './lock-holder.js';
import { removeIfThere } from './places.js';

/** Locks on locks on locks: more than hg or we ever make. */
const DEEPEST_BREAK = 3;

/** True when the lock was made; false when something is there already. @throws FileSystemError otherwise */
function make(fs: FileSystem, path: ByteString, holder: ByteString): boolean {
  try {
    if (fs.features.symlinks) {
      try {
        fs.makeSymlink(holder, path);
        return true;
      } catch (error) {
        // File systems without links on systems that have them.
        if (!isErrno(error, 'EPERM', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP')) throw error;
      }
    }
    const handle = fs.open(path, 'exclusive');
    try {
      handle.writeAt(bytesOf(holder), 0);
    } catch (error) {
      handle.close();
      removeIfThere({ fs, path });
      throw error;
    } finally {
      handle.close();
    }
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

function isErrno(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof FileSystemError && names.includes(error.errno);
}

/**
 * Tries once; undefined when the lock is ours, otherwise what its holder wrote. A lock whose holder is dead is removed
 * first: under a second lock (`<path>.break`), looking again, so that of two who notice none removes the other's new lock.
 */
export function tryLock(
  fs: FileSystem,
  path: ByteString,
  processes: Processes,
  depth = 0,
): ByteString | undefined {
  const me = holderText(processes);
  // It may go between the failed attempt and the look at it: then try again, but not for ever.
  for (let attempt = 0; attempt < 5; attempt++) {
    if (make(fs, path, me)) return undefined;
    const holder = readHolder(fs, path);
    if (holder === undefined) continue;
    if (!isStale(holder, processes) || depth >= DEEPEST_BREAK) return holder;
    if (!breakStale(fs, path, processes, depth)) return holder;
  }
  return '';
}

function breakStale(fs: FileSystem, path: ByteString, processes: Processes, depth: number): boolean {
  const guard = `${path}.break`;
  if (tryLock(fs, guard, processes, depth + 1) !== undefined) return false;
  try {
    const holder = readHolder(fs, path);
    if (holder !== undefined && isStale(holder, processes)) removeIfThere({ fs, path });
    return true;
  } finally {
    removeIfThere({ fs, path: guard });
  }
}

/** Removes the lock if it is still ours. */
export function unlock(fs: FileSystem, path: ByteString, processes: Processes): void {
  if (readHolder(fs, path) === holderText(processes)) removeIfThere({ fs, path });
}
