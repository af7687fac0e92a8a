/** The tags of a repository: `.hgtags` of all heads, then local tags, then `tip`. */
import { type ByteString, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { type FileSystem, tryReadText } from '../../platform/index.js';
import type { History } from '../history.js';
import type { TagInfo } from '../view.js';
import { TagFileNodesCache } from './fnodes-cache.js';
import { mergeTags } from './merge-tags.js';
import { parseTagFile, type TagRecord, type TagRecords } from './tag-file.js';
import { readTagsCache, type TagsCacheKey } from './tags-cache.js';

/** The history of the file `.hgtags`. */
export interface TagFileLog {
  /** Whether this version exists. */
  has(node: NodeId): boolean;
  /** Content of a version, its hash checked. */
  text(node: NodeId): ByteString;
}

export interface TagsInput {
  readonly history: History;
  /** Visible heads, ascending. */
  readonly heads: readonly number[];
  isVisible(rev: number): boolean;
  /** The filelog of `.hgtags`; undefined when no changeset ever had the file. */
  readonly fileLog: TagFileLog | undefined;
  /** Node of `.hgtags` in a changeset's manifest: asked only where the cache does not know. */
  fileNode(rev: number): NodeId | undefined;
  /** The working directory's own `.hg`, for `localtags`. */
  readonly hg: FileSystem;
  /** The cache directory beside the store; undefined: use no cache. */
  readonly cache: FileSystem | undefined;
  /** hg's name of the view (`visible`, or `''` for the unfiltered one) and its key, for `tags2-<filter>`. */
  readonly view: { readonly filterName: string; readonly key: TagsCacheKey };
  /** Messages about damaged lines; hg shows them with `--debug`. */
  debug(message: ByteString): void;
}

/** What `.hgtags` of all heads say together. */
export function globalTags(input: Omit<TagsInput, 'hg'>, log: TagFileLog): TagRecords {
  const cached =
    input.cache === undefined ? undefined : readTagsCache(input.cache, input.view.filterName, input.view.key);
  if (cached !== undefined) return cached;
  const nodes = input.cache === undefined ? undefined : TagFileNodesCache.read(input.cache, input.history);
  const all: TagRecords = new Map();
  const seen = new Set<NodeId>();
  for (const head of input.heads) {
    if (head === NULL_REV) continue;
    let node = nodes?.fileNode(head);
    if (node === undefined || (node !== NULL_NODE && !log.has(node))) node = input.fileNode(head);
    if (node === undefined || node === NULL_NODE || seen.has(node)) continue;
    seen.add(node);
    const origin = `.hgtags@${input.history.node(head).slice(0, 12)}`;
    mergeTags(
      all,
      parseTagFile(log.text(node), origin, (message) => input.debug(message)),
      new Map(),
      'global',
    );
  }
  return all;
}

/** What the tag files say before anything is left out. */
export interface TagFiles {
  /** Tags that were removed have the null node. */
  readonly records: ReadonlyMap<ByteString, TagRecord>;
  readonly kinds: ReadonlyMap<ByteString, 'global' | 'local'>;
}

/** Cheap when there is neither `.hgtags` nor `localtags`. */
export function readTagFiles(input: TagsInput): TagFiles {
  const { history } = input;
  const kinds = new Map<ByteString, 'global' | 'local'>();
  const all: TagRecords = new Map();
  if (input.fileLog !== undefined) mergeTags(all, globalTags(input, input.fileLog), kinds, 'global');
  const local = tryReadText(input.hg, 'localtags');
  if (local !== undefined) {
    const records = parseTagFile(local, 'localtags', (message) => input.debug(message));
    // Local tags of changesets that are not here do not even hide global ones.
    for (const [name, { node }] of records)
      if (node !== NULL_NODE && history.revOf(node) === undefined) records.delete(name);
    mergeTags(all, records, kinds, 'local');
  }
  return { records: all, kinds };
}

/**
 * All tags by name, `tip` included, sorted by name. A tag whose node is null was removed; one whose node is unknown or
 * hidden is left out.
 */
export function readTags(input: TagsInput): Map<ByteString, TagInfo> {
  const { history } = input;
  const { records, kinds } = readTagFiles(input);
  const found: TagInfo[] = [];
  for (const [name, { node }] of records) {
    if (node === NULL_NODE || node.length !== NULL_NODE.length || name === 'tip') continue;
    const rev = history.revOf(node);
    if (rev !== undefined && input.isVisible(rev))
      found.push({ name, node, kind: kinds.get(name) ?? 'global' });
  }
  found.push({ name: 'tip', node: input.view.key.tipNode, kind: 'tip' });
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return new Map(found.map((tag) => [tag.name, tag]));
}
