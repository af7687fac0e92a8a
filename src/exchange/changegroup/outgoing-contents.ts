/** Which manifests and file versions belong to changesets that are sent. */
import { type ByteString, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import type { Revlog } from '../../revlog/index.js';
import type { RevlogStore } from '../../store/index.js';
import type { OutgoingGroup } from './group-encoder.js';
import type { Outgoing } from './outgoing.js';

export interface NamedGroup {
  readonly name: ByteString;
  readonly group: OutgoingGroup;
}

/** To be read in this order. Groups without revisions are left out. */
export interface OutgoingContents {
  readonly rootManifests: OutgoingGroup;
  /** Directories of tree manifests below the root, those above first; names end with a slash. */
  directories(): Iterable<NamedGroup>;
  /** In byte order of the path. */
  files(): Iterable<NamedGroup>;
  /** Files that may have something to send. */
  readonly fileCount: number;
}

/** Above this part of all changesets, every file is looked at instead of reading which ones the changesets touched. */
const MOST_OF_HISTORY = 0.5;

export function outgoingContents(store: RevlogStore, outgoing: Outgoing): OutgoingContents {
  return outgoing.isComplete ? contentsByLinkrevs(store, outgoing) : contentsByManifests(store, outgoing);
}

/** The changesets that are sent, for membership. */
function marksOf(length: number, revs: Int32Array): Uint8Array {
  const marks = new Uint8Array(length);
  for (const rev of revs) marks[rev] = 1;
  return marks;
}

/**
 * What was introduced by a changeset that is sent: right when every other changeset is known to the receiver, because then so is what it
 * introduced. Takes no look into manifests.
 */
function contentsByLinkrevs(store: RevlogStore, { missing }: Outgoing): OutgoingContents {
  const { changelog } = store;
  const isSent = marksOf(changelog.length, missing);
  const groupOf = (revlog: Revlog): OutgoingGroup => {
    const { index } = revlog;
    index.loadAll();
    const revs: number[] = [];
    for (let rev = 0; rev < index.length; rev++) if (isSent[index.linkrev(rev)] === 1) revs.push(rev);
    return { revlog, revs, linkrev: (rev) => index.linkrev(rev) };
  };
  const isMost = missing.length > changelog.length * MOST_OF_HISTORY;
  const paths = isMost ? [...store.trackedPaths()] : touchedPaths(store, missing);
  return {
    get rootManifests() {
      return groupOf(store.manifests.root.revlog);
    },
    *directories() {
      if (!store.manifests.isTree) return;
      for (const name of isMost ? manifestDirectories(store) : directoriesOf(paths)) {
        const group = groupOf(store.openManifestRevlog(name));
        if (group.revs.length > 0) yield { name, group };
      }
    },
    *files() {
      // One file at a time; most are shorter, and reading into fresh memory costs more than reading.
      const scratch = new Uint8Array(1 << 17);
      for (const name of paths) {
        const group = groupOf(store.openFile(name, scratch).revlog);
        if (group.revs.length > 0) yield { name, group };
      }
    },
    fileCount: paths.length,
  };
}

/** Paths that changesets say they touched, sorted. */
function touchedPaths({ changelog }: RevlogStore, revs: Int32Array): ByteString[] {
  const paths = new Set<ByteString>();
  changelog.reading(() => {
    for (const rev of revs) for (const path of changelog.changeset(rev).files) paths.add(path);
  });
  return [...paths].sort();
}

/** Every directory above a path, with its slash, those above first. */
function directoriesOf(paths: readonly ByteString[]): ByteString[] {
  const found = new Set<ByteString>();
  for (const path of paths)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at + 1);
      if (found.has(directory)) break;
      found.add(directory);
    }
  return [...found].sort();
}

const MANIFEST_INDEX = '00manifest.i';

function manifestDirectories(store: RevlogStore): ByteString[] {
  const found: ByteString[] = [];
  for (const { path } of store.dataFiles())
    if (path?.startsWith('meta/') && path.endsWith(`/${MANIFEST_INDEX}`))
      found.push(path.slice('meta/'.length, -MANIFEST_INDEX.length));
  return found.sort();
}

/** By node, the lowest changeset that is sent and has it. */
type Introductions = Map<NodeId, number>;

/**
 * What the manifests of the changesets have that the receiver does not: needed where revisions may have been introduced, in this store, by a
 * changeset that is neither sent nor known to the receiver (a secret one, another branch).
 */
function contentsByManifests(store: RevlogStore, { missing, commonHeads }: Outgoing): OutgoingContents {
  const { changelog, manifests } = store;
  const known = new LazyAncestors(changelog, commonHeads, { inclusive: true });
  const touched = new Set<ByteString>();
  const roots: Introductions = new Map();
  changelog.reading(() => {
    for (const rev of missing) {
      const { manifestNode, files } = changelog.changeset(rev);
      for (const path of files) touched.add(path);
      if (manifestNode !== NULL_NODE && !roots.has(manifestNode)) roots.set(manifestNode, rev);
    }
  });
  const fileNodes = new Map<ByteString, Introductions>();
  const rootRevlog = manifests.root.revlog;
  const rootManifests = groupOf(rootRevlog, roots, known);
  const directories = new Map<ByteString, Introductions>();
  const reader: ManifestReader = { store, touched, fileNodes, directories };
  function* below(parents: Iterable<ByteString>): Generator<NamedGroup> {
    for (const name of parents) {
      const group = groupOf(manifests.directory(name).revlog, directories.get(name) as Introductions, known);
      const inside = readManifests(reader, name, group);
      if (group.revs.length > 0) yield { name, group };
      yield* below(inside);
    }
  }
  const topDirectories = readManifests(reader, '', rootManifests);
  return {
    rootManifests,
    directories: () => below(topDirectories),
    *files() {
      for (const name of [...touched].sort()) {
        const nodes = fileNodes.get(name);
        if (nodes === undefined) continue;
        const group = groupOf(store.openFile(name).revlog, nodes, known);
        if (group.revs.length > 0) yield { name, group };
      }
    },
    fileCount: touched.size,
  };
}

/** Those of the nodes that the receiver does not know. */
function groupOf(revlog: Revlog, nodes: Introductions, known: LazyAncestors): OutgoingGroup {
  const links = new Map<number, number>();
  for (const [node, changeset] of nodes) {
    const rev = revlog.rev(node);
    if (!known.has(revlog.linkrev(rev))) links.set(rev, changeset);
  }
  const revs = [...links.keys()].sort((a, b) => a - b);
  return { revlog, revs, linkrev: (rev) => links.get(rev) ?? NULL_REV };
}

interface ManifestReader {
  readonly store: RevlogStore;
  readonly touched: ReadonlySet<ByteString>;
  readonly fileNodes: Map<ByteString, Introductions>;
  readonly directories: Map<ByteString, Introductions>;
}

/**
 * Notes what the manifests of one directory name that is new in them.
 * @returns the directories right below it that are, sorted.
 */
function readManifests(reader: ManifestReader, directory: ByteString, group: OutgoingGroup): ByteString[] {
  const inside = new Set<ByteString>();
  const storage = reader.store.manifests.directory(directory);
  for (const rev of group.revs) {
    const changeset = group.linkrev(rev);
    const delta = storage.readDelta(rev);
    for (const { path, node } of delta.changed.entries())
      if (reader.touched.has(path)) note(reader.fileNodes, path, node, changeset);
    for (const below of delta.directories) {
      inside.add(below.directory);
      note(reader.directories, below.directory, below.node, changeset);
    }
  }
  return [...inside].sort();
}

function note(map: Map<ByteString, Introductions>, name: ByteString, node: NodeId, changeset: number): void {
  const nodes = map.get(name);
  if (nodes === undefined) {
    map.set(name, new Map([[node, changeset]]));
    return;
  }
  const before = nodes.get(node);
  if (before === undefined || changeset < before) nodes.set(node, changeset);
}
