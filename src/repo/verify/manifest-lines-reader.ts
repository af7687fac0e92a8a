/** Reads manifest lines out of texts and deltas in place, into the tables. */
import { byteStringOf } from '../../bytes/index.js';
import { FLAG_DIRECTORY, FLAG_EXECUTABLE, FLAG_LINK, nodeAfter, walkLines } from '../../manifest/index.js';
import type { FileNodes } from './file-nodes.js';
import type { PathTable } from './path-table.js';

const LF = 0x0a;
const HUNK_HEADER = 12;

/** What hg writes instead of a name in some very old manifests; not a file. */
const NO_FILE = '/dev/null';

export interface LineTarget {
  readonly paths: PathTable;
  readonly nodes: FileNodes;
  /** Put in front of every name; `''` for flat manifests and the root. */
  readonly directory: string;
  /** Number of the path {@link NO_FILE}. */
  readonly noFile: number;
  /** A directory of a tree manifest, without slash at its end. */
  subdirectory(name: string, node: string, rev: number): void;
  /** A line without a name. */
  nameless(rev: number): void;
}

export function noFileOf(paths: PathTable): number {
  return paths.internName(NO_FILE);
}

/** True when the path at `first` is less than the one at `second`; a NUL ends each. */
function inOrder(bytes: Uint8Array, first: number, second: number): boolean {
  for (let i = 0; ; i++) {
    const a = bytes[first + i] as number;
    const b = bytes[second + i] as number;
    if (a !== b) return a < b;
    if (a === 0) return false;
  }
}

/**
 * Takes the lines `bytes[start, end)` of revision `rev` of a flat manifest. Ordinary ones cost no allocation.
 * @returns false at the first line that is not ordinary; what came before it has been taken.
 */
export function takeLines(
  target: LineTarget,
  bytes: Uint8Array,
  start: number,
  end: number,
  rev: number,
): boolean {
  for (let at = start, previous = -1; at < end; ) {
    const nul = bytes.indexOf(0, at);
    if (nul <= at || nul + 42 > end) return false;
    let stop = nul + 41;
    const flag = bytes[stop];
    if (flag !== LF) {
      if ((flag !== FLAG_EXECUTABLE && flag !== FLAG_LINK) || stop + 1 >= end) return false;
      stop++;
      if (bytes[stop] !== LF) return false;
    }
    if (previous >= 0 && !inOrder(bytes, previous, at)) return false;
    previous = at;
    const path = target.paths.intern(bytes, at, nul);
    if (path === target.noFile) return false;
    if (!target.nodes.addHex(path, bytes, nul + 1, rev)) return false;
    at = stop + 1;
  }
  return true;
}

/** As {@link takeLines} for the new content of a delta's hunks (checked to be whole). */
export function takeDelta(
  target: LineTarget,
  bytes: Uint8Array,
  start: number,
  end: number,
  rev: number,
): boolean {
  for (let at = start; at < end; ) {
    const count =
      ((bytes[at + 8] as number) << 24) |
      ((bytes[at + 9] as number) << 16) |
      ((bytes[at + 10] as number) << 8) |
      (bytes[at + 11] as number);
    at += HUNK_HEADER;
    if (count > 0 && !takeLines(target, bytes, at, at + count, rev)) return false;
    at += count;
  }
  return true;
}

/** The careful way, for every kind of line. @throws CorruptionError in hg's words. */
export function takeAnyLines(target: LineTarget, text: Uint8Array, rev: number, name: string): void {
  walkLines(text, name, (start, nul, _end, flag) => {
    const path = byteStringOf(text, start, nul);
    const node = nodeAfter(text, nul, name);
    if (path === '') target.nameless(rev);
    else if (path === NO_FILE) return;
    else if (flag === FLAG_DIRECTORY) target.subdirectory(path, node, rev);
    else target.nodes.addHex(target.paths.internName(target.directory + path), text, nul + 1, rev);
  });
}
