/**
 * An index of file versions that several changesets introduced: a radixlink whose keys are the 20 bytes of the file's node
 * followed by the path, and whose values are the changesets, other than the one that the filelog links to, that list the
 * file and hold this version. Almost all versions have one changeset only, so the index is small.
 */
import { type ByteString, bytesOf, bytesOfHex, concatBytes, type NodeId } from '../../bytes/index.js';
import type { Radixlink } from '../../radixlink/index.js';
import type { RevlogStore } from '../../store/index.js';

/** Pairs of changeset and file that are gathered before the filelogs are looked into, each of them once. */
const PAIRS_AT_ONCE = 200_000;

export function linkKey(path: ByteString, node: NodeId): Uint8Array {
  return concatBytes([bytesOfHex(node) ?? new Uint8Array(0), bytesOf(path)]);
}

interface Introduction {
  readonly rev: number;
  readonly path: ByteString;
  readonly node: NodeId;
}

/** The nodes of the files that a changeset lists; those it removed have none. */
function listedVersions(
  store: RevlogStore,
  rev: number,
  add: (path: ByteString, node: NodeId) => void,
): void {
  const { files, manifestNode } = store.changelog.changeset(rev);
  if (files.length === 0) return;
  const { manifests } = store;
  const manifestRev = manifests.isTree ? undefined : manifests.root.index.revOf(manifestNode);
  const delta = manifestRev === undefined ? undefined : manifests.root.readDelta(manifestRev);
  for (const path of files) {
    let node = delta?.changed.find(path);
    // A delta shows what differs from a parent: a file of a merge may be as that parent has it.
    if (node === undefined && delta?.base !== -1) node = manifests.manifest(manifestNode).find(path);
    if (node !== undefined) add(path, node);
  }
}

/** Of some introductions those that the filelogs do not link to. */
function* unlinked(
  store: RevlogStore,
  byPath: ReadonlyMap<ByteString, readonly Introduction[]>,
): Generator<Introduction> {
  for (const [path, introductions] of byPath) {
    const { index } = store.openFile(path);
    for (const introduction of introductions) {
      const filerev = index.revOf(introduction.node);
      if (filerev === undefined || index.linkrev(filerev) !== introduction.rev) yield introduction;
    }
  }
}

/**
 * Adds the changesets `[first, end)`. O(files listed by them), each filelog being opened once for every so many.
 * @throws CorruptionError, LookupError for damaged manifests
 */
export function indexLinkRevisions(index: Radixlink, store: RevlogStore, first: number, end: number): void {
  let byPath = new Map<ByteString, Introduction[]>();
  let pairs = 0;
  const flush = (): void => {
    const found = [...unlinked(store, byPath)].sort((a, b) => a.rev - b.rev);
    for (const { rev, path, node } of found) index.insert(linkKey(path, node), rev);
    byPath = new Map();
    pairs = 0;
  };
  store.changelog.reading(() => {
    for (let rev = first; rev < end; rev++) {
      listedVersions(store, rev, (path, node) => {
        const others = byPath.get(path);
        if (others === undefined) byPath.set(path, [{ rev, path, node }]);
        else others.push({ rev, path, node });
        pairs++;
      });
      if (pairs >= PAIRS_AT_ONCE) flush();
    }
  });
  flush();
}
