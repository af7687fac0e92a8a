/** Gives the working directory other parents, and keeps those copies that still make sense. */
import { type ByteString, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import type { Repository } from '../repository.js';

/** @param parent2 -1 for none. O(copies), and O(entries) when a merge ends. */
export function setWorkingParents(
  repo: Repository,
  dirstate: Dirstate,
  parent1: number,
  parent2: number = NULL_REV,
): void {
  const node = (rev: number): string => (rev < 0 ? NULL_NODE : repo.node(rev));
  const forgotten = dirstate.setParents(node(parent1), node(parent2));
  if (forgotten.size === 0 && (parent2 !== NULL_REV || dirstate.copies.size === 0)) return;
  const manifest = parent1 < 0 ? undefined : repo.manifest(parent1);
  const has = (path: ByteString): boolean => manifest?.has(path) === true;
  // Files that the merge has added are copies of what the first parent has.
  for (const [path, source] of forgotten) if (!has(path) && has(source)) dirstate.setCopy(path, source);
  if (parent2 !== NULL_REV) return;
  for (const [path, source] of [...dirstate.copies])
    if (!has(path) && !has(source)) dirstate.setCopy(path, undefined);
}
