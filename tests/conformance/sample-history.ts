/** A small history with everything that storages must cope with. */
import { bytesOf, NULL_REV } from '../../src/bytes/index.js';
import type { FileFlags, ManifestEntry } from '../../src/manifest/index.js';
import type { Hasher } from '../../src/platform/index.js';
import { MemoryStore } from '../../src/store/index.js';

interface FileChange {
  readonly path: string;
  /** Undefined removes the file. */
  readonly content: string | undefined;
  readonly flags?: FileFlags;
  /** Path of the copy's source, in the first parent. */
  readonly copyOf?: string;
}

interface Commit {
  readonly parents: readonly number[];
  readonly changes: readonly FileChange[];
  readonly extra?: Readonly<Record<string, string>>;
}

/** Nested directories, names that sort around the slash, flags, a copy, a merge, odd content, removal. */
const COMMITS: readonly Commit[] = [
  {
    parents: [],
    changes: [
      { path: 'README', content: 'hello\n' },
      { path: 'a/x', content: 'ax\n' },
      { path: 'a.txt', content: 'a text\n' },
      { path: 'a-b/y', content: 'y\n' },
      { path: 'a/deep/er/z', content: 'z\n' },
    ],
  },
  {
    parents: [0],
    changes: [
      { path: 'a/x', content: 'ax two\n' },
      { path: 'run', content: '#!/bin/sh\n', flags: 'x' },
      { path: 'link', content: 'README', flags: 'l' },
      { path: 'mark', content: '\x01\nlooks like metadata' },
      { path: 'binary', content: 'a\0b' },
      { path: 'empty', content: '' },
    ],
  },
  {
    parents: [0],
    changes: [
      { path: 'copy', content: 'hello\n', copyOf: 'README' },
      { path: 'a/x', content: 'ax three\n' },
    ],
    extra: { branch: 'stable', close: '1', odd: 'a\0b\n\\c' },
  },
  { parents: [1, 2], changes: [{ path: 'a/x', content: 'ax merged\n' }] },
  { parents: [3], changes: [{ path: 'a/deep/er/z', content: undefined }] },
  { parents: [4], changes: [{ path: 'run', content: '#!/bin/sh\n' }] },
];

/** The history in a store in memory, from which others are made. */
export function sampleHistory(hasher: Hasher, isTree: boolean): MemoryStore {
  const store = new MemoryStore(hasher, { isTree });
  COMMITS.forEach(({ parents, changes, extra }, rev) => {
    const manifests = parents.map((p) => store.manifests.manifest(store.changelog.changeset(p).manifestNode));
    const files = new Map<string, ManifestEntry>();
    for (const entry of manifests[0]?.entries() ?? []) files.set(entry.path, entry);
    for (const { path, content, flags = '', copyOf } of changes) {
      if (content === undefined) {
        files.delete(path);
        continue;
      }
      const file = store.file(path);
      const revs = manifests
        .map((m) => m.find(path))
        .map((node) => (node === undefined ? NULL_REV : file.index.rev(node)));
      const source = copyOf === undefined ? undefined : manifests[0]?.find(copyOf);
      const added = file.add({
        content: bytesOf(content),
        linkrev: rev,
        parent1: revs[0] ?? NULL_REV,
        parent2: revs[1] ?? NULL_REV,
        ...(source === undefined ? {} : { copySource: { path: copyOf as string, node: source } }),
      });
      files.set(path, { path, node: file.index.node(added), flags });
    }
    store.commit(
      files.values(),
      {
        user: `user ${rev} <u@example.org>`,
        date: { seconds: 1000 + rev, offset: rev % 2 === 0 ? 0 : -3600 },
        files: changes.map(({ path }) => path),
        description: `commit ${rev}\n\nwith more`,
        extra: new Map([['branch', 'default'], ...Object.entries(extra ?? {})]),
      },
      parents[0] ?? NULL_REV,
      parents[1] ?? NULL_REV,
    );
  });
  return store;
}
