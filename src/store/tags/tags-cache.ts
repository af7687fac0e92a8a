/**
 * `cache/tags2-<filter>`: the global tags of a view of the repository.
 *
 *     <tip rev> SP <tip node> [SP <hash of hidden revisions>] LF
 *     then lines as in `.hgtags`
 */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import { type FileSystem, tryReadText } from '../../platform/index.js';
import { parseTagFile, type TagRecords } from './tag-file.js';

/** What the first line of a valid cache says. */
export interface TagsCacheKey {
  readonly tipRev: number;
  readonly tipNode: NodeId;
  /** See `filteredHash`. */
  readonly filteredHash: string | undefined;
}

/** The cached tags, or undefined when the file is missing, stale or damaged. */
export function readTagsCache(
  cache: FileSystem,
  filterName: string,
  key: TagsCacheKey,
): TagRecords | undefined {
  const file = filterName === '' ? 'tags2' : `tags2-${filterName}`;
  const text: ByteString | undefined = tryReadText(cache, file);
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  if (end < 0) return undefined;
  const expected = `${key.tipRev} ${key.tipNode}${key.filteredHash === undefined ? '' : ` ${key.filteredHash}`}`;
  if (text.slice(0, end) !== expected) return undefined;
  let damaged = false;
  const tags = parseTagFile(text.slice(end + 1), file, () => {
    damaged = true;
  });
  return damaged ? undefined : tags;
}

/** The content of a cache. */
export function encodeTagsCache(key: TagsCacheKey, tags: TagRecords): Uint8Array {
  let text = `${key.tipRev} ${key.tipNode}${key.filteredHash === undefined ? '' : ` ${key.filteredHash}`}\n`;
  for (const [name, { node, history }] of [...tags].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const one of [...history, node]) text += `${one} ${name}\n`;
  return bytesOf(text);
}
