/** Manifests on revlogs: `00manifest.i` and, for tree manifests, `meta/DIR/00manifest.i`. */
import { type ByteString, type NodeId, NULL_NODE, NULL_REV } from '../bytes/index.js';

import {
  FlatManifest,
  type Manifest,
  type ManifestDelta,
  type ManifestDifference,
  type ManifestStorage,
  TreeManifest,
  type TreeSource,
} from '../manifest/index.js';
import type { Revlog } from '../revlog/index.js';
import { ByteBoundedCache } from './byte-bounded-cache.js';
import { insertedBytes, isFlatText, manifestDelta } from './manifest-delta.js';
import type { ManifestTexts } from './manifest-texts.js';
import { RevlogRevisions } from './revlog-revisions.js';
import type { ManifestLog } from './storage.js';

/** Bytes of manifest texts that are kept. */
const CACHE_BYTES = 16 << 20;

/** Opens the revlog of a directory's manifests (`''` is the root). */
export type ManifestRevlogOpener = (directory: ByteString) => Revlog;

class RevlogManifestStorage implements ManifestStorage {
  readonly directory: ByteString;
  readonly revlog: Revlog;
  readonly index: RevlogRevisions;
  readonly #log: RevlogManifestLog;

  constructor(log: RevlogManifestLog, directory: ByteString, revlog: Revlog) {
    this.#log = log;
    this.directory = directory;
    this.revlog = revlog;
    this.index = new RevlogRevisions(revlog);
  }

  text(rev: number): Uint8Array {
    return this.revlog.text(rev);
  }

  manifest(rev: number): Manifest {
    return this.#log.manifestOf(this.directory, this.revlog.node(rev));
  }

  readDelta(rev: number): ManifestDelta {
    const { revlog, directory } = this;
    const { isTree } = this.#log;
    const base = revlog.deltaParent(rev);
    if (base !== NULL_REV && (base === revlog.parent1(rev) || base === revlog.parent2(rev))) {
      const text = insertedBytes(revlog.chunk(rev), revlog.dataPath, rev);
      return manifestDelta(text, base, directory, isTree, revlog.indexPath);
    }
    return manifestDelta(revlog.text(rev), NULL_REV, directory, isTree, revlog.indexPath);
  }

  find(rev: number, path: ByteString): NodeId | undefined {
    return this.manifest(rev).find(path);
  }

  diff(left: number, right: number): ManifestDifference[] {
    return this.manifest(left).diff(this.manifest(right));
  }
}

/**
 * Flat or tree manifests behind the one interface. Recent ones are kept, up to a limit in bytes. The texts of a tree's
 * directories are kept on their own, so that manifests share those they have in common.
 */
export class RevlogManifestLog implements ManifestLog, TreeSource {
  readonly isTree: boolean;
  readonly root: RevlogManifestStorage;
  readonly #open: ManifestRevlogOpener;
  readonly #directories = new Map<ByteString, RevlogManifestStorage>();
  readonly #manifests: ByteBoundedCache<Manifest>;
  readonly #texts: ByteBoundedCache<Uint8Array>;
  readonly #shared: ManifestTexts | undefined;

  /** @param shared texts of flat manifests that other views of the repository may have read, or earlier commands. */
  constructor(
    open: ManifestRevlogOpener,
    isTree: boolean,
    cacheBytes = CACHE_BYTES,
    shared?: ManifestTexts | undefined,
  ) {
    this.#open = open;
    this.#shared = shared;
    this.isTree = isTree;
    // Iterating over a flat manifest makes a string of its text as well, hence the half.
    this.#manifests = new ByteBoundedCache(isTree ? TREES_KEPT : cacheBytes / 2);
    this.#texts = new ByteBoundedCache(cacheBytes);
    this.root = new RevlogManifestStorage(this, '', open(''));
  }

  directory(directory: ByteString): RevlogManifestStorage {
    if (directory === '') return this.root;
    let storage = this.#directories.get(directory);
    if (storage === undefined) {
      storage = new RevlogManifestStorage(this, directory, this.#open(directory));
      this.#directories.set(directory, storage);
    }
    return storage;
  }

  manifest(node: NodeId): Manifest {
    return this.manifestOf('', node);
  }

  /** The manifest, or the part of it below a directory. */
  manifestOf(directory: ByteString, node: NodeId): Manifest {
    if (node === NULL_NODE) return new FlatManifest(new Uint8Array(0), NULL_NODE);
    const key = node + directory;
    const kept = this.#manifests.get(key);
    if (kept !== undefined) return kept;
    // A store that was cloned from flat manifests keeps them as they are.
    if (this.isTree && !isFlatText(this.read(directory, node))) {
      const manifest = new TreeManifest(this, node, directory);
      this.#manifests.set(key, manifest, 1);
      return manifest;
    }
    const text = this.isTree ? this.read(directory, node) : this.#textOf(directory, node);
    const manifest = new FlatManifest(text, node);
    this.#manifests.set(key, manifest, this.isTree ? 1 : text.length);
    return manifest;
  }

  /** Text of one directory of a tree. @throws LookupError, CorruptionError. */
  read(directory: ByteString, node: NodeId): Uint8Array {
    if (node === NULL_NODE) return new Uint8Array(0);
    const key = node + directory;
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = this.#textOf(directory, node);
      this.#texts.set(key, text, text.length);
    }
    return text;
  }

  #textOf(directory: ByteString, node: NodeId): Uint8Array {
    const { revlog } = this.directory(directory);
    const rev = revlog.rev(node);
    const shared = this.isTree ? undefined : this.#shared;
    if (shared === undefined || revlog.flags(rev) !== 0) return revlog.text(rev);
    const known = shared.get(node, (text) => revlog.isText(rev, text));
    if (known !== undefined) return known;
    const text = revlog.text(rev);
    shared.keep(node, text);
    return text;
  }
}

/** Trees read what they need; how much that is, is not known when they are kept, so they are counted. */
const TREES_KEPT = 4;
