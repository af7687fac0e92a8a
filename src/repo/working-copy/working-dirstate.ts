/** The dirstate of a repository's working directory: read, and changed under its lock. */
import { type Dirstate, readDirstate } from '../../dirstate/index.js';
import type { Repository } from '../repository.js';
import type { WritingState } from '../writing/writing-state.js';

interface Shared {
  readonly dirstate: Dirstate;
  /** Callers of {@link changeDirstate} that are running. */
  depth: number;
  /** A transaction will write it: it stays until that ends. */
  awaitsTransaction: boolean;
}

/** Dirstates that are being changed: all views of a repository see the changes. */
const changing = new WeakMap<WritingState, Shared>();

function read(repo: Repository): Dirstate {
  const { hgFs, requirements } = repo.store.places;
  return readDirstate(hgFs, requirements.has('dirstate-v2'));
}

/** True within {@link changeDirstate}, and until a transaction has written what it changed. */
export function isBeingChanged(repo: Repository): boolean {
  return changing.has(repo.place.writing);
}

/** To look at; while it is being changed, as it is then. @throws CorruptionError, FileSystemError. O(entries) */
export function workingState(repo: Repository): Dirstate {
  return changing.get(repo.place.writing)?.dirstate ?? read(repo);
}

/**
 * Runs `change` with the working directory's lock held, then writes what it has changed: with the running transaction when
 * there is one, else at once. Nested calls get the same object; outside of transactions the outermost one writes. Nothing is written when `change`
 * throws.
 * @throws LockError, CorruptionError, FileSystemError, and what `change` throws.
 */
export function changeDirstate<T>(repo: Repository, change: (dirstate: Dirstate) => T): T {
  const { writing } = repo.place;
  return writing.holding('wlock', () => {
    const running = changing.get(writing);
    const shared = running ?? { dirstate: read(repo), depth: 0, awaitsTransaction: false };
    changing.set(writing, shared);
    shared.depth++;
    let done = false;
    try {
      const result = change(shared.dirstate);
      if (shared.depth === 1 || writing.session !== undefined) write(repo, shared);
      done = true;
      return result;
    } finally {
      shared.depth--;
      if (shared.depth === 0 && !(done && shared.awaitsTransaction)) changing.delete(writing);
    }
  });
}

function write(repo: Repository, shared: Shared): void {
  const { writing, platform } = repo.place;
  const { hgFs } = repo.store.places;
  const { dirstate } = shared;
  const random = (bytes: number): Uint8Array => platform.random(bytes);
  const transaction = writing.session?.transaction;
  if (transaction === undefined) {
    dirstate.write(hgFs, random);
    return;
  }
  if (!dirstate.isChanged) return;
  const forget = (): void => {
    shared.awaitsTransaction = false;
    if (shared.depth === 0) changing.delete(writing);
  };
  if (!shared.awaitsTransaction) {
    shared.awaitsTransaction = true;
    dirstate.writeWith(transaction, hgFs, random);
    transaction.addAbort('dirstate', forget);
    transaction.addPostClose('dirstate-shared', forget);
  }
}
