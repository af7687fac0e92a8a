/** What a dirstate tells, whatever its format: the tracked files of a working directory and how they were last seen. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';

/** n: normal; m: merged; a: added; r: removed. */
export type DirstateState = 'n' | 'm' | 'a' | 'r';

export interface DirstateEntry {
  readonly state: DirstateState;
  /** As `st_mode`; 0: unknown. */
  readonly mode: number;
  /** Bytes, the lower 31 bits; -1: unknown; -2: changed by a merge whatever the disk says. */
  readonly size: number;
  /** Seconds since the epoch, the lower 31 bits; -1: unknown, look at the content. */
  readonly mtime: number;
  /** Nanoseconds within that second; 0: unknown. */
  readonly mtimeNanoseconds: number;
  readonly copiedFrom: ByteString | undefined;
}

export interface WorkingState {
  readonly parents: readonly [NodeId, NodeId];
  /** Number of entries, removed files included. */
  readonly size: number;
  has(path: ByteString): boolean;
  /** True for files that have an entry and are not removed. */
  isTracked(path: ByteString): boolean;
  entry(path: ByteString): DirstateEntry | undefined;
  /** All paths with an entry, in byte order. Computed once. */
  paths(): readonly ByteString[];
}

/**
 * hg's words for a dirstate that cannot be read.
 * @param offset in bytes from the start of `file`.
 * @param parents whether it still tells which revisions the working directory was made from.
 */
export function damagedDirstate(file: ByteString, offset: number, parents = true): CorruptionError {
  return new CorruptionError(file, 'working directory state appears damaged!', {
    offset,
    hint: parents
      ? "'hg debugrebuilddirstate' makes it anew from the parent"
      : "'hg debugrebuilddirstate -r REV' makes it anew; which revision the working directory is of, it no longer tells",
  });
}
