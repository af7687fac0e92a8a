/** Gives the working directory another parent, and leaves its files alone. */
import type { ByteString } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import type { Repository } from '../repository.js';

/** What differs between the parent that it has and the new one counts as changed. Files that are missing stay so. */
export function moveParent(repo: Repository, dirstate: Dirstate, from: number, to: number): void {
  const { modified, added, removed } = repo.status(to, from);
  const copies = repo.pathCopies(to, from);
  dirstate.setParents(repo.node(to));
  const update = (path: ByteString, inParent1: boolean): void => {
    const tracked = dirstate.isTracked(path);
    dirstate.updateFile(path, { tracked, inParent1 });
    const source = copies.get(path);
    if (tracked && source !== undefined) dirstate.setCopy(path, source);
  };
  for (const path of modified) update(path, true);
  for (const path of added) update(path, false);
  for (const path of removed) update(path, true);
}

/** Files that only the shelf has tracked are unknown again. */
export function forgetUnknown(
  dirstate: Dirstate,
  paths: readonly ByteString[],
  addedBefore: ReadonlySet<ByteString>,
): void {
  for (const path of paths) if (!addedBefore.has(path) && dirstate.isAdded(path)) dirstate.setUntracked(path);
}
