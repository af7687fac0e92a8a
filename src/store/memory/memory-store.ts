/** A whole store in memory: for tests, and wherever there is no file system. */
import {
  type ByteString,
  byteStringOf,
  bytesOf,
  type NodeId,
  NULL_NODE,
  NULL_REV,
} from '../../bytes/index.js';
import type { ManifestEntry } from '../../manifest/index.js';
import type { Hasher } from '../../platform/index.js';
import { type ChangesetParts, ChangesetText, encodeChangeset, NULL_CHANGESET } from '../changelog-entry.js';
import type { Changeset } from '../changeset.js';
import type { ChangesetStorage, DataFile, Store } from '../storage.js';
import { MemoryFile } from './memory-file.js';
import { MemoryManifests } from './memory-manifests.js';
import { MemoryRevisions } from './memory-revisions.js';

class MemoryChangelog implements ChangesetStorage {
  readonly index: MemoryRevisions;
  constructor(hasher: Hasher) {
    this.index = new MemoryRevisions('00changelog', hasher);
  }
  get length(): number {
    return this.index.length;
  }
  parent1(rev: number): number {
    return this.index.parent1(rev);
  }
  parent2(rev: number): number {
    return this.index.parent2(rev);
  }
  node(rev: number): NodeId {
    return this.index.node(rev);
  }
  revOf(node: NodeId): number | undefined {
    return this.index.revOf(node);
  }
  nodePrefix(rev: number): number {
    return Number.parseInt(this.index.node(rev).slice(0, 8), 16);
  }
  text(rev: number): Uint8Array {
    return this.index.text(rev);
  }
  changeset(rev: number): Changeset {
    return rev === NULL_REV ? NULL_CHANGESET : new ChangesetText(byteStringOf(this.index.text(rev)), rev);
  }
  reading<T>(action: () => T): T {
    return action();
  }
}

/** Revisions are added in order: files, then their manifest, then the changeset. */
export class MemoryStore implements Store {
  readonly requirements: ReadonlySet<ByteString>;
  readonly changelog: MemoryChangelog;
  readonly manifests: MemoryManifests;
  readonly #hasher: Hasher;
  readonly #files = new Map<ByteString, MemoryFile>();

  constructor(hasher: Hasher, options: { readonly isTree?: boolean } = {}) {
    this.#hasher = hasher;
    const isTree = options.isTree ?? false;
    this.requirements = new Set(isTree ? ['treemanifest'] : []);
    this.changelog = new MemoryChangelog(hasher);
    this.manifests = new MemoryManifests(hasher, isTree);
  }

  file(path: ByteString): MemoryFile {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = new MemoryFile(path, this.#hasher);
      this.#files.set(path, file);
    }
    return file;
  }

  /** Adds a manifest and the changeset that it belongs to; returns the changeset's revision. */
  commit(
    entries: Iterable<ManifestEntry>,
    parts: Omit<ChangesetParts, 'manifestNode'>,
    parent1 = NULL_REV,
    parent2 = NULL_REV,
  ): number {
    const manifestOf = (rev: number) =>
      rev === NULL_REV ? NULL_NODE : this.changelog.changeset(rev).manifestNode;
    const linkrev = this.changelog.length;
    const manifestNode = this.manifests.add(entries, linkrev, manifestOf(parent1), manifestOf(parent2));
    const text = encodeChangeset({ ...parts, manifestNode });
    return this.changelog.index.add(bytesOf(text), linkrev, parent1, parent2);
  }

  trackedPaths(): Iterable<ByteString> {
    return [...this.#files].flatMap(([path, file]) => (file.index.length > 0 ? [path] : [])).sort();
  }

  /** There are none. */
  dataFiles(): Iterable<DataFile> {
    return [];
  }
}
