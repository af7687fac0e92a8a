/**
 * Bookmarks, and which of them is active.
 *
 *     bookmarks           <node in hex> SP <name> LF ...     in `.hg`, or in the store with requirement `bookmarksinstore`
 *     bookmarks.current   <name>                             always in the working directory's own `.hg`
 *
 * Where bookmarks live for a shared repository is decided by whoever opens it: with the word `bookmarks` in
 * `.hg/shared` they are the source repository's.
 */
import { type ByteString, isHex, type NodeId, quoted, stripSpace } from '../../bytes/index.js';
import { type FileSystem, tryReadText } from '../../platform/index.js';

export interface BookmarksInput {
  /** Directory that holds `bookmarks`. */
  readonly fs: FileSystem;
  /** How messages name the file: relative to the working directory when it is below it, otherwise absolute. */
  readonly displayPath?: ByteString;
  readonly isKnown: (node: NodeId) => boolean;
  /** Receives one line, without a line feed, per line that cannot be read. */
  readonly warn: (message: ByteString) => void;
}

/** Bookmarks in byte order of the name. Lines that are damaged are reported, unknown nodes skipped. */
export function readBookmarks(input: BookmarksInput): Map<ByteString, NodeId> {
  const text = tryReadText(input.fs, 'bookmarks');
  const found: [ByteString, NodeId][] = [];
  for (const raw of text?.split('\n') ?? []) {
    const line = stripSpace(raw);
    if (line === '') continue;
    const space = line.indexOf(' ');
    const node = line.slice(0, Math.max(space, 0)).toLowerCase();
    if (space < 0 || !isHex(node) || node.length !== 40) {
      input.warn(`malformed line in ${input.displayPath ?? '.hg/bookmarks'}: ${quoted(line)}`);
      continue;
    }
    if (input.isKnown(node)) found.push([line.slice(space + 1), node]);
  }
  // A name that comes twice has the node of its last line.
  const last = new Map(found);
  return new Map([...last].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The active bookmark of a working directory (`fs` is its own `.hg`), if it still exists. */
export function readActiveBookmark(
  fs: FileSystem,
  bookmarks: ReadonlyMap<ByteString, NodeId>,
): ByteString | undefined {
  const name = tryReadText(fs, 'bookmarks.current')?.split('\n')[0];
  return name !== undefined && bookmarks.has(name) ? name : undefined;
}
