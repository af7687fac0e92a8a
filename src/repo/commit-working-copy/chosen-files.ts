/** A commit of contents that were chosen, rather than of what the working directory holds. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import type { NewFile } from '../commit/index.js';
import type { Repository } from '../repository.js';
import type { WorkingStatus } from '../working-copy/index.js';

/** Null for files that are gone. */
export type ChosenFiles = ReadonlyMap<ByteString, NewFile | null>;

/** How the chosen files differ from the first parent. */
export function chosenStatus(repo: Repository, chosen: ChosenFiles): WorkingStatus {
  const [parent] = repo.workingParents();
  const before = parent === NULL_REV ? undefined : repo.manifest(parent);
  const modified: ByteString[] = [];
  const added: ByteString[] = [];
  const removed: ByteString[] = [];
  for (const path of [...chosen.keys()].sort())
    (chosen.get(path) === null ? removed : before?.has(path) === true ? modified : added).push(path);
  return { modified, added, removed, deleted: [], unknown: [], ignored: [], clean: [] };
}
