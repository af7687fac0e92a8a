/** Manifests in memory, flat or one per directory. */
import {
  type ByteString,
  byteStringOf,
  bytesOf,
  type NodeId,
  NULL_NODE,
  NULL_REV,
} from '../../bytes/index.js';
import {
  diffManifestTexts,
  encodeManifest,
  FlatManifest,
  lineEnd,
  type Manifest,
  type ManifestDelta,
  type ManifestDifference,
  type ManifestEntry,
  type ManifestLine,
  type ManifestStorage,
  TreeManifest,
  type TreeSource,
} from '../../manifest/index.js';
import type { Hasher } from '../../platform/index.js';
import { manifestDelta } from '../manifest-delta.js';
import type { ManifestLog } from '../storage.js';
import { MemoryRevisions } from './memory-revisions.js';

class MemoryManifestStorage implements ManifestStorage {
  readonly directory: ByteString;
  readonly index: MemoryRevisions;
  readonly #log: MemoryManifests;
  constructor(log: MemoryManifests, directory: ByteString, hasher: Hasher) {
    this.#log = log;
    this.directory = directory;
    this.index = new MemoryRevisions(directory === '' ? '00manifest' : `meta/${directory}00manifest`, hasher);
  }
  text(rev: number): Uint8Array {
    return this.index.text(rev);
  }
  manifest(rev: number): Manifest {
    return this.#log.manifestOf(this.directory, this.index.node(rev));
  }
  readDelta(rev: number): ManifestDelta {
    const name = `${this.directory}00manifest`;
    const base = this.index.parent1(rev);
    const text = this.index.text(rev);
    let changed = '';
    diffManifestTexts(this.index.text(base), text, [name, name], (_left, right) => {
      if (right >= 0) changed += byteStringOf(text, right, lineEnd(text, right));
    });
    return manifestDelta(bytesOf(changed), base, this.directory, this.#log.isTree, name);
  }
  find(rev: number, path: ByteString): NodeId | undefined {
    return this.manifest(rev).find(path);
  }
  diff(left: number, right: number): ManifestDifference[] {
    return this.manifest(left).diff(this.manifest(right));
  }
}

export class MemoryManifests implements ManifestLog, TreeSource {
  readonly isTree: boolean;
  readonly root: MemoryManifestStorage;
  readonly #hasher: Hasher;
  readonly #directories = new Map<ByteString, MemoryManifestStorage>();

  constructor(hasher: Hasher, isTree: boolean) {
    this.#hasher = hasher;
    this.isTree = isTree;
    this.root = this.directory('');
  }

  directory(directory: ByteString): MemoryManifestStorage {
    let storage = this.#directories.get(directory);
    if (storage === undefined) {
      storage = new MemoryManifestStorage(this, directory, this.#hasher);
      this.#directories.set(directory, storage);
    }
    return storage;
  }

  manifest(node: NodeId): Manifest {
    return this.manifestOf('', node);
  }

  manifestOf(directory: ByteString, node: NodeId): Manifest {
    const text = this.read(directory, node);
    return this.isTree && node !== NULL_NODE
      ? new TreeManifest(this, node, directory)
      : new FlatManifest(text, node);
  }

  read(directory: ByteString, node: NodeId): Uint8Array {
    const { index } = this.directory(directory);
    return index.text(index.rev(node));
  }

  /** Stores a manifest, with those of its directories. Returns the node of the root. */
  add(entries: Iterable<ManifestEntry>, linkrev: number, parent1 = NULL_NODE, parent2 = NULL_NODE): NodeId {
    const lines: ManifestLine[] = [...entries];
    return this.#add('', lines, linkrev, parent1, parent2);
  }

  #add(
    directory: ByteString,
    lines: readonly ManifestLine[],
    linkrev: number,
    parent1: NodeId,
    parent2: NodeId,
  ): NodeId {
    const { index } = this.directory(directory);
    const p1 = index.revOf(parent1) ?? NULL_REV;
    const p2 = index.revOf(parent2) ?? NULL_REV;
    const own: ManifestLine[] = [];
    const below = new Map<ByteString, ManifestLine[]>();
    for (const line of lines) {
      const slash = this.isTree ? line.path.indexOf('/') : -1;
      if (slash < 0) own.push(line);
      else {
        const name = line.path.slice(0, slash);
        const list = below.get(name) ?? [];
        list.push({ ...line, path: line.path.slice(slash + 1) });
        below.set(name, list);
      }
    }
    for (const [name, list] of below) {
      const parentOf = (rev: number) => this.#directoryNode(index.text(rev), name);
      const node = this.#add(`${directory}${name}/`, list, linkrev, parentOf(p1), parentOf(p2));
      own.push({ path: name, node, flags: 't' });
    }
    return index.node(index.add(encodeManifest(own), linkrev, p1, p2));
  }

  #directoryNode(text: Uint8Array, name: ByteString): NodeId {
    const line = byteStringOf(text)
      .split('\n')
      .find((candidate) => candidate.startsWith(`${name}\0`) && candidate.endsWith('t'));
    return line === undefined ? NULL_NODE : line.slice(name.length + 1, name.length + 41);
  }
}
