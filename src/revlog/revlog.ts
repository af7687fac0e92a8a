/** One opened revlog: everything that reads it. */
import { type ByteString, byteStringOf, isHex, type NodeId, NULL_REV } from '../bytes/index.js';
import type { Graph, RawParents } from '../dag/index.js';
import { CorruptionError, InputError, LookupError } from '../errors/index.js';
import type { FileSystem, Hasher } from '../platform/index.js';
import { ChunkCache } from './chunk-cache.js';
import { ChunkDecoder } from './chunk-decoder.js';
import { DataFile } from './data-file.js';
import { type DeltaChain, DeltaParents } from './delta-chain.js';
import { KeptTexts } from './kept-texts.js';
import { ENTRY_BYTES } from './layout.js';
import { nodeOf } from './node-hash.js';
import { NodeMap } from './node-map.js';
import { AMBIGUOUS, NOT_FOUND } from './node-tree.js';
import { type OpenedIndex, openIndex } from './open-index.js';
import type { RevlogKind, RevlogOptions, RevlogPlace } from './options.js';
import { PersistentNodemap } from './persistent-nodemap.js';
import { RadixNodemapSource } from './radix-nodemap.js';
import type { RevlogIndex } from './revlog-index.js';
import { type ChunkPlaces, sliceChunkToDensity } from './slice-chunks.js';
import { isSnapshot, snapshotDepth } from './snapshots.js';
import type { NodemapSource } from './stored-nodemap.js';
import {
  buildText,
  loadChunk,
  mostDeltaBytes,
  mostTextBytes,
  TextRoom,
  type TextSource,
} from './text-builder.js';
import { TextChecks } from './text-checks.js';
import { type TextVisitor, visitTexts } from './visit-texts.js';

/** What the objects of an open revlog take. */
const OBJECT_BYTES = 2048;
// Shared by all revlogs: nothing re-enters while it is in use.
const room = new TextRoom();
/**
 * A revlog opened for reading. -1 is the null revision everywhere: empty text, null node, no parents. Revision numbers
 * that are neither that nor in `[0, length)` throw LookupError; damage throws CorruptionError.
 */
export class Revlog implements Graph {
  /** In messages, as hg's: `00changelog`, `data/README`. */
  readonly name: ByteString;
  readonly indexPath: ByteString;
  readonly kind: RevlogKind;
  readonly version: number;
  readonly generalDelta: boolean;
  readonly index: RevlogIndex;

  readonly #hasher: Hasher;
  #source: TextSource;
  readonly #options: RevlogOptions;
  #inline: boolean;
  readonly #fs: FileSystem;
  readonly #splitDataPath: ByteString;
  readonly #deltaParents: DeltaParents;
  readonly #nodeMap: NodeMap;
  readonly #sparse: boolean;
  readonly #chain: number[] = [];
  readonly #chunks: ChunkCache | undefined;
  readonly #kept: KeptTexts;
  readonly #checks: TextChecks;

  private constructor(
    fs: FileSystem,
    indexPath: ByteString,
    options: RevlogOptions,
    place: RevlogPlace,
    name: ByteString,
    opened: OpenedIndex,
  ) {
    const { index, inline } = opened;
    this.name = name;
    this.indexPath = indexPath;
    this.kind = options.kind;
    this.version = opened.version;
    this.#inline = inline;
    this.#fs = fs;
    this.#splitDataPath = place.dataPath ?? `${radixOf(indexPath)}.d`;
    this.generalDelta = opened.generalDelta;
    this.index = index;
    this.#hasher = options.hasher;
    this.#checks = new TextChecks(this, options.hasher);
    this.#kept = new KeptTexts(options.kind === 'filelog');
    this.#sparse = options.sparseRevlog ?? true;
    this.#deltaParents = new DeltaParents(index, opened.generalDelta, name);
    this.#options = options;
    const factor = options.uncompressedCacheFactor ?? (options.kind === 'manifest' ? 32 : 0);
    if (factor > 0) this.#chunks = new ChunkCache(index.length, factor);
    this.#source = this.#sourceOf(new ChunkDecoder(options.codecs), opened.inlineBytes);
    const persistent =
      options.persistentNodemap ?? (options.kind === 'changelog' || options.kind === 'manifest');
    this.#nodeMap = new NodeMap(index, inline ? undefined : this.#nodemapSource(persistent));
  }

  /** hg's persistent node map, or our cache where there is none. */
  #nodemapSource(persistent: boolean): NodemapSource | undefined {
    const { index } = this;
    const { nodeCache } = this.#options;
    if (persistent) return { open: () => PersistentNodemap.open(this.#fs, radixOf(this.indexPath), index) };
    return nodeCache === undefined || this.version !== 1
      ? undefined
      : new RadixNodemapSource(index, nodeCache);
  }

  /**
   * Opens the revlog at an index path relative to `fs`. Without an index file it is empty, unless `mustExist`.
   * @throws CorruptionError, RequirementError for formats that are known but not supported, FileSystemError.
   */
  static open(
    fs: FileSystem,
    indexPath: ByteString,
    options: RevlogOptions,
    place: RevlogPlace = {},
  ): Revlog {
    const name = place.name ?? radixOf(indexPath);
    const opened = openIndex(fs, indexPath, {
      name,
      lazyThreshold: options.lazyIndexThreshold ?? 131072,
      mustExist: options.mustExist ?? false,
      isShort: options.kind === 'filelog',
      scratch: place.scratch,
      isNew: place.isNew ?? false,
    });
    const made = opened.index.length > 0 ? opened : { ...opened, generalDelta: options.generalDelta ?? true };
    return new Revlog(fs, indexPath, options, place, name, made);
  }

  /** Chunks lie between the index entries. */
  get inline(): boolean {
    return this.#inline;
  }

  /** The file with the chunks: the index itself while inline. */
  get dataPath(): ByteString {
    return this.#inline ? this.indexPath : this.#splitDataPath;
  }

  /** What the writing half, `writing/`, works on; not for use outside this folder. */
  get internals(): RevlogInternals {
    return {
      fs: this.#fs,
      options: this.#options,
      splitDataPath: this.#splitDataPath,
      data: this.#source.data,
      hash: (p1, p2, bytes, start, end) => nodeOf(this.index, this.#hasher, p1, p2, bytes, start, end),
      moveToDataFile: () => this.#moveToDataFile(),
      removed: () => this.clearCache(),
    };
  }

  #moveToDataFile(): void {
    this.#inline = false;
    this.#source = this.#sourceOf(this.#source.decoder, undefined);
  }

  #sourceOf(decoder: ChunkDecoder, inlineBytes: Uint8Array | undefined): TextSource {
    const { chunkCacheSize, withSparseRead, srDensityThreshold, srMinGapSize } = this.#options;
    return {
      index: this.index,
      places: this.#inline ? inlinePlaces(this.index) : this.index,
      data: new DataFile(this.#fs, this.dataPath, chunkCacheSize ?? 65536, inlineBytes),
      decoder,
      cache: this.#chunks,
      sparse:
        (withSparseRead ?? true) && !this.#inline
          ? { density: srDensityThreshold ?? 0.5, minGap: srMinGapSize ?? 66560 }
          : undefined,
    };
  }

  /** Number of revisions. */
  get length(): number {
    return this.index.length;
  }

  /** For the graph algorithms: see {@link Graph}. */
  rawParents(low: number, high: number): RawParents {
    return this.index.rawParents(low, high);
  }

  parent1(rev: number): number {
    return this.index.parent1(rev);
  }

  parent2(rev: number): number {
    return this.index.parent2(rev);
  }

  parents(rev: number): readonly [number, number] {
    return [this.index.parent1(rev), this.index.parent2(rev)];
  }

  node(rev: number): NodeId {
    return this.index.node(rev);
  }

  linkrev(rev: number): number {
    return this.index.linkrev(rev);
  }

  /** @throws CorruptionError for flags that no known format has. */
  flags(rev: number): number {
    return this.index.flags(rev);
  }

  /** Bytes of the full text as stored, from the index, or by building it where the index does not know. */
  rawSize(rev: number): number {
    const length = this.index.textLength(rev);
    return length >= 0 ? length : this.rawText(rev).length;
  }

  /** Whether `text` is what is stored as `rev`, by its hash: no chunk is read. O(text). */
  isText(rev: number, text: Uint8Array): boolean {
    return this.#checks.isText(rev, text);
  }

  chunkLength(rev: number): number {
    return this.index.chunkLength(rev);
  }

  /** Position of the chunk as the index counts it: without the entries between inline chunks. */
  offset(rev: number): number {
    return this.index.offset(rev);
  }

  /** The base field: the delta's base with general delta, the start of the chain without. */
  base(rev: number): number {
    return this.index.base(rev);
  }

  /** The revision of a full node, or undefined. */
  tryRev(node: NodeId): number | undefined {
    return this.#nodeMap.revOf(node);
  }

  /**
   * As {@link tryRev} for a revision with these parents, quicker near the end of a long revlog: equal nodes mean equal parents, and those come
   * before it.
   */
  tryChild(node: NodeId, p1: number, p2: number): number | undefined {
    return this.#nodeMap.revFrom(node, Math.max(p1, p2) + 1);
  }

  /** @throws LookupError */
  rev(node: NodeId): number {
    const rev = this.#nodeMap.revOf(node);
    if (rev === undefined) throw new LookupError(node, `${this.name}@${node}: no node`);
    return rev;
  }

  contains(node: NodeId): boolean {
    return this.#nodeMap.revOf(node) !== undefined;
  }

  /**
   * The only node that starts with a hex prefix of any length, the null node being one candidate; undefined for none.
   * @throws LookupError (`ambiguous`), InputError when the prefix is not hex.
   */
  partialMatch(hexPrefix: string): NodeId | undefined {
    if (hexPrefix.length > 40 || !isHex(hexPrefix))
      throw new InputError(`${this.name}@${hexPrefix}: not a hex prefix`);
    const rev = this.#nodeMap.match(hexPrefix);
    if (rev === AMBIGUOUS)
      throw new LookupError(hexPrefix, `${this.name}@${hexPrefix}: ambiguous identifier`, {
        ambiguous: true,
      });
    return rev === NOT_FOUND ? undefined : this.index.node(rev);
  }

  /** Digits of the shortest prefix, at least `minLength`, that names the node. @throws LookupError when unknown. */
  shortest(node: NodeId, minLength = 1): number {
    this.rev(node);
    return Math.max(minLength, this.#nodeMap.shortest(node));
  }

  /** The revision the stored chunk is a delta against; -1 when it holds the full text. */
  deltaParent(rev: number): number {
    return this.#deltaParents.deltaParent(rev);
  }

  /** The revisions whose chunks make the text, base first; ends early, without it, at `stopRev`. O(length of chain). */
  deltaChain(rev: number, stopRev = -2): DeltaChain {
    const chain: number[] = [];
    if (rev === NULL_REV) return { chain, stopped: false };
    this.index.linkrev(rev); // throws for what is not a revision
    const stopped = this.#deltaParents.fill(chain, rev, stopRev);
    return { chain, stopped };
  }

  /** A full text, or (with sparse-revlog) a delta against a snapshot that is not a parent. */
  isSnapshot(rev: number): boolean {
    return isSnapshot(this, this.#sparse, rev);
  }

  /** How many snapshots the snapshot `rev` is built upon. @throws HgError when it is none. */
  snapshotDepth(rev: number): number {
    return snapshotDepth(this, this.#sparse, rev);
  }

  /** Adds, for every snapshot in `[start, end)`, that revision to the list of its base (-1 for full texts). */
  findSnapshots(cache: Map<number, number[]>, start: number, end: number): void {
    for (let rev = start; rev < end; rev++) {
      if (!this.isSnapshot(rev)) continue;
      const base = this.deltaParent(rev);
      const list = cache.get(base);
      if (list === undefined) cache.set(base, [rev]);
      else list.push(rev);
    }
  }

  /**
   * Groups `revs[from, to)`, as pairs of numbers, that are dense enough to be read in one piece each. Counts by
   * {@link offset}, as hg does, so the entries between inline chunks do not matter.
   */
  sliceChunkToDensity(revs: readonly number[], targetDensity = 0.5, minGapSize = 0): number[] {
    return sliceChunkToDensity(this.index, revs, targetDensity, minGapSize);
  }

  /** Keeps the data file open while `action` runs; scopes nest; closed at the end, however that comes. */
  reading<T>(action: () => T): T {
    return this.#source.data.keepOpen(action);
  }

  /** The stored bytes from the start of one chunk to the end of another, and their offset in the file; a copy. */
  segmentForRevs(startRev: number, endRev: number): { offset: number; bytes: Uint8Array } {
    const { data, places } = this.#source;
    const offset = places.offset(startRev);
    const length = places.offset(endRev) + places.chunkLength(endRev) - offset;
    if (length < 0)
      throw new CorruptionError(this.dataPath, `index ${this.name} is corrupted`, { rev: endRev });
    data.load(offset, length);
    return { offset, bytes: data.bytes.slice(data.at, data.at + length) };
  }

  /** One chunk, decompressed: a full text or a delta; a copy. */
  chunk(rev: number): Uint8Array {
    if (rev === NULL_REV) return new Uint8Array(0);
    const { bytes, start, end } = this.chunkInPlace(rev);
    return bytes.slice(start, end);
  }

  /** As {@link chunk} without a copy: `bytes[start, end)` of the result, valid until anything else is read. Not for -1. */
  chunkInPlace(rev: number): { readonly bytes: Uint8Array; readonly start: number; readonly end: number } {
    const { index, decoder } = this.#source;
    const base = this.deltaParent(rev);
    const length = index.textLength(rev);
    const maximum =
      base === NULL_REV ? mostTextBytes(length) : mostDeltaBytes(index.textLength(base), length);
    loadChunk(this.#source, rev, maximum);
    return decoder;
  }

  /**
   * The text as stored, its hash not checked: for tools that look at damage. Everything else reads {@link text}.
   * The bytes are shared with a cache: do not change them.
   */
  rawText(rev: number): Uint8Array {
    if (rev === NULL_REV) return new Uint8Array(0);
    const kept = this.#kept;
    if (rev === kept.rev && kept.text !== undefined) return kept.text;
    this.index.linkrev(rev); // throws for what is not a revision
    const chain = this.#chain;
    const base = this.#deltaParents.fillToAny(chain, rev, kept.recent, kept.rev, kept.text);
    // Nothing to apply: the text itself is at hand.
    const isAtHand = base !== undefined && chain.length === 0;
    const text = isAtHand ? base : this.#source.data.keepOpen(() => buildText(this.#source, chain, base));
    kept.keep(rev, text);
    return text;
  }

  /**
   * The content of a revision, its hash checked and its flags obeyed. The bytes are shared with a cache: do not
   * change them.
   * @throws CorruptionError, CensoredNodeError, HgError for content that is stored elsewhere.
   */
  text(rev: number): Uint8Array {
    if (rev === NULL_REV) return new Uint8Array(0);
    const kept = this.#kept;
    if (rev === kept.rev && kept.isVerified) return kept.text as Uint8Array;
    const flags = this.#checks.flags(rev);
    const text = this.rawText(rev);
    // Texts are built with room for the hash's prefix before them.
    const bytes = new Uint8Array(text.buffer);
    this.#checks.verify(rev, flags, bytes, text.byteOffset, text.byteOffset + text.length);
    kept.isVerified = true;
    return text;
  }

  /**
   * As {@link text}, as a byte string. For reading many revisions that are stored whole, as changelogs have them: only
   * the string is new memory, and nothing is cached.
   */
  textString(rev: number): ByteString {
    if (rev === NULL_REV) return '';
    if (rev === this.#kept.rev || this.deltaParent(rev) !== NULL_REV) return byteStringOf(this.text(rev));
    const flags = this.#checks.flags(rev);
    room.load(this.#source, rev);
    const { bytes, start, end } = room;
    this.#checks.verify(rev, flags, bytes, start, end);
    return byteStringOf(bytes, start, end);
  }

  /**
   * Visits the texts of all revisions, checked as {@link text} does, in an order in which each chunk is decompressed
   * once and each delta applied once. Nothing is cached; damage goes to `visitor.error` and the visit goes on.
   */
  visitTexts(visitor: TextVisitor): void {
    visitTexts(
      this.#source,
      this.#deltaParents,
      (rev, bytes, start, end) => {
        this.#checks.verify(rev, this.#checks.flags(rev), bytes, start, end);
      },
      visitor,
    );
  }

  /** Bytes of memory that an open revlog keeps, roughly: the index, the cached text and what was read of the data file. */
  get heldBytes(): number {
    const { data } = this.#source;
    return (
      OBJECT_BYTES + this.length * ENTRY_BYTES + data.bytes.length + (this.#kept.text?.buffer.byteLength ?? 0)
    );
  }

  /** Forgets cached texts and file content. */
  clearCache(): void {
    this.#kept.clear();
    this.#chunks?.clear();
    this.#source.data.clear();
  }
}

function inlinePlaces(index: RevlogIndex): ChunkPlaces {
  return {
    offset: (rev) => index.offset(rev) + (rev + 1) * ENTRY_BYTES,
    chunkLength: (rev) => index.chunkLength(rev),
  };
}

/** What {@link Revlog.internals} gives. */
export interface RevlogInternals {
  readonly fs: FileSystem;
  readonly options: RevlogOptions;
  /** The data file that an inline revlog will have when it is split. */
  readonly splitDataPath: ByteString;
  /** Another one after {@link moveToDataFile}. */
  readonly data: DataFile;
  /** As the function of {@link nodeOf}. */
  hash(p1: number, p2: number, bytes: Uint8Array, start: number, end: number): NodeId;
  /** From now on chunks are in the data file. */
  moveToDataFile(): void;
  /** Revisions have been removed or replaced. */
  removed(): void;
}

function radixOf(indexPath: ByteString): ByteString {
  return indexPath.endsWith('.i') ? indexPath.slice(0, -2) : indexPath;
}
