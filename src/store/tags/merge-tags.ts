/** Which of two tag files wins, tag by tag. */
import type { ByteString } from '../../bytes/index.js';
import type { TagRecord, TagRecords } from './tag-file.js';

/**
 * Whether `older` (from a head read before) still beats `newer`: it has moved on from newer's node, and newer has not
 * moved on from its node in turn, or has the shorter past.
 */
function supersedes(older: TagRecord, newer: TagRecord): boolean {
  return (
    older.node !== newer.node &&
    older.history.includes(newer.node) &&
    (!newer.history.includes(older.node) || older.history.length > newer.history.length)
  );
}

/** Adds a file's tags to those of files read before; `kind` goes to each name whose node the file decided. */
export function mergeTags(
  all: TagRecords,
  file: ReadonlyMap<ByteString, TagRecord>,
  kinds: Map<ByteString, 'global' | 'local'>,
  kind: 'global' | 'local',
): void {
  for (const [name, newer] of file) {
    const older = all.get(name);
    if (older === undefined) {
      all.set(name, newer);
      kinds.set(name, kind);
      continue;
    }
    const keeps = supersedes(older, newer);
    if (!keeps) kinds.set(name, kind);
    const seen = new Set(newer.history);
    all.set(name, {
      node: keeps ? older.node : newer.node,
      history: [...newer.history, ...older.history.filter((node) => !seen.has(node))],
    });
  }
}
