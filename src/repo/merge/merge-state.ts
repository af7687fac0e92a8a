/** An unfinished merge: its sides, its files, and which of them are resolved. */
import { type ByteString, bytesOf, isHex, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { isNotFound } from '../../errors/index.js';
import { type FileSystem, type Hasher, readFile, replaceFile, tryReadFile } from '../../platform/index.js';
import type { CommitInfo } from './file-action.js';
import {
  agrees,
  checkRecordTypes,
  encodeRecords,
  encodeVersion1,
  type MergeRecord,
  parseRecords,
  parseVersion1,
} from './merge-records.js';

/** A file whose texts are merged. */
export interface MergedFile {
  readonly kind: 'file';
  readonly resolved: boolean;
  /** Name of the local version in `.hg/merge`; the null node when there is no local file. */
  readonly hash: ByteString;
  readonly localPath: ByteString;
  readonly basePath: ByteString;
  readonly baseNode: NodeId;
  readonly otherPath: ByteString;
  /** Null when the other side has deleted it. */
  readonly otherNode: NodeId;
  /** Of the local file. */
  readonly flags: ByteString;
}

/** A file that had to be renamed, because a directory has its name on the other side. */
export interface PathConflict {
  readonly kind: 'path';
  readonly resolved: boolean;
  readonly renamedTo: ByteString;
  /** `l` or `r`: whose file it was. */
  readonly side: ByteString;
}

export type MergeEntry = MergedFile | PathConflict;

export interface MergeStatePlace {
  /** `.hg` of the working directory. */
  readonly hg: FileSystem;
  readonly hasher: Hasher;
}

const STATE1 = 'merge/state';
const STATE2 = 'merge/state2';

/** Changes stay in memory until {@link write}. */
export class MergeState {
  readonly #place: MergeStatePlace;
  #local: NodeId | undefined;
  #other: NodeId | undefined;
  #labels: readonly ByteString[] | undefined;
  readonly #entries = new Map<ByteString, MergeEntry>();
  readonly #extras = new Map<ByteString, Map<ByteString, ByteString>>();
  #changed = false;
  #version: 1 | 2 = 2;

  private constructor(place: MergeStatePlace) {
    this.#place = place;
  }

  /**
   * What is on disk; empty when no merge is going on.
   * @param secondParent the other side, for format 1 which does not name it.
   * @throws RequirementError for records that must be understood
   */
  static read(place: MergeStatePlace, secondParent: NodeId = NULL_NODE): MergeState {
    const state = new MergeState(place);
    const one = tryReadFile(place.hg, STATE1);
    const two = tryReadFile(place.hg, STATE2);
    const version1 = one === undefined ? [] : parseVersion1(one);
    const version2 = two === undefined ? [] : parseRecords(two);
    const useTwo = agrees(version1, version2);
    state.#version = useTwo ? 2 : 1;
    const records = useTwo
      ? version2
      : version1.map(({ type, data }) =>
          type === 'F' ? { type, data: withUnknownNode(data) } : { type, data },
        );
    checkRecordTypes(records);
    for (const record of records) state.#take(record);
    if (!useTwo) state.#other = secondParent;
    return state;
  }

  /** Removes what is left of an earlier one, and begins with nothing. */
  static clean(place: MergeStatePlace): MergeState {
    const state = new MergeState(place);
    state.reset();
    return state;
  }

  #take({ type, data }: MergeRecord): void {
    const parts = data.split('\0');
    if (type === 'L') this.#local = nodeIn(data);
    else if (type === 'O') this.#other = nodeIn(data);
    else if (type === 'F' || type === 'C') {
      const [path, state, hash, localPath, basePath, baseNode, otherPath, otherNode, flags] = parts;
      if (path === undefined || flags === undefined) return;
      this.#entries.set(path, {
        kind: 'file',
        resolved: state === 'r' || state === 'd',
        hash: hash as string,
        localPath: localPath as string,
        basePath: basePath as string,
        baseNode: baseNode as string,
        otherPath: otherPath as string,
        otherNode: otherNode as string,
        flags,
      });
    } else if (type === 'P') {
      const [path, state, renamedTo, side] = parts;
      if (path === undefined || side === undefined) return;
      this.#entries.set(path, {
        kind: 'path',
        resolved: state === 'pr',
        renamedTo: renamedTo as string,
        side,
      });
    } else if (type === 'f') {
      const [path, ...rest] = parts;
      const extras = new Map<ByteString, ByteString>();
      for (let at = 0; at + 1 < rest.length; at += 2) extras.set(rest[at] as string, rest[at + 1] as string);
      this.#extras.set(path as string, extras);
    } else if (type === 'l') this.#labels = parts.filter((part) => part !== '');
  }

  /** A merge is going on. */
  get active(): boolean {
    return this.#local !== undefined || this.#entries.size > 0;
  }
  get local(): NodeId | undefined {
    return this.#local;
  }
  get other(): NodeId | undefined {
    return this.#other;
  }
  get labels(): readonly ByteString[] | undefined {
    return this.#labels;
  }
  /** Which format counted when it was read. */
  get version(): 1 | 2 {
    return this.#version;
  }
  /** In the order in which they were added. */
  get entries(): ReadonlyMap<ByteString, MergeEntry> {
    return this.#entries;
  }
  /** In byte order of the paths. */
  get sorted(): readonly (readonly [ByteString, MergeEntry])[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }
  /** By path: what a commit has to know of a file, and where its ancestor is from. */
  get extras(): CommitInfo {
    return this.#extras;
  }
  extra(path: ByteString, key: ByteString): ByteString | undefined {
    return this.#extras.get(path)?.get(key);
  }

  unresolved(): ByteString[] {
    return [...this.#entries].filter(([, { resolved }]) => !resolved).map(([path]) => path);
  }
  get unresolvedCount(): number {
    let count = 0;
    for (const { resolved } of this.#entries.values()) if (!resolved) count++;
    return count;
  }

  start(local: NodeId, other: NodeId, labels: readonly ByteString[] | undefined): void {
    this.#local = local;
    this.#other = other;
    this.#labels = labels;
  }

  addExtra(path: ByteString, key: ByteString, value: ByteString): void {
    let extras = this.#extras.get(path);
    if (extras === undefined) this.#extras.set(path, (extras = new Map()));
    extras.set(key, value);
    this.#changed = true;
  }

  /** @param content of the local file, which is kept; undefined when there is none. */
  addFile(
    path: ByteString,
    file: Omit<MergedFile, 'kind' | 'resolved' | 'hash'>,
    content: Uint8Array | undefined,
  ): void {
    const hash = content === undefined ? NULL_NODE : this.localKey(file.localPath);
    if (content !== undefined) {
      this.#place.hg.makeDirectory('merge', true);
      replaceFile(this.#place.hg, `merge/${hash}`, content);
    }
    this.#entries.set(path, { kind: 'file', resolved: false, hash, ...file });
    this.#changed = true;
  }

  addPathConflict(path: ByteString, renamedTo: ByteString, side: ByteString): void {
    this.#entries.set(path, { kind: 'path', resolved: false, renamedTo, side });
    this.#changed = true;
  }

  localKey(path: ByteString): ByteString {
    return this.#place.hasher.sha1Hex(bytesOf(path));
  }

  /** The local version that was kept. @throws FileSystemError */
  keptLocal(hash: ByteString): Uint8Array {
    return readFile(this.#place.hg, `merge/${hash}`);
  }

  mark(path: ByteString, resolved: boolean): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) return;
    this.#entries.set(path, { ...entry, resolved });
    this.#changed = true;
  }

  /** It was no conflict at all. */
  drop(path: ByteString): void {
    if (this.#entries.delete(path)) this.#changed = true;
  }

  /** Whether anything has changed since it was read or written. */
  get isChanged(): boolean {
    return this.#changed;
  }

  /** Writes both formats, if anything has changed. @throws FileSystemError */
  write(): void {
    if (!this.#changed) return;
    const records = this.#records();
    const { hg } = this.#place;
    hg.makeDirectory('merge', true);
    // Format 1 first: as long as it says more than format 2, it is what counts.
    replaceFile(hg, STATE1, encodeVersion1(records));
    replaceFile(hg, STATE2, encodeRecords(records));
    this.#changed = false;
  }

  #records(): MergeRecord[] {
    const records: MergeRecord[] = [
      { type: 'L', data: this.#local ?? NULL_NODE },
      { type: 'O', data: this.#other ?? NULL_NODE },
    ];
    for (const [path, entry] of this.#entries) {
      if (entry.kind === 'path') {
        const { resolved, renamedTo, side } = entry;
        records.push({ type: 'P', data: [path, resolved ? 'pr' : 'pu', renamedTo, side].join('\0') });
        continue;
      }
      const { resolved, hash, localPath, basePath, baseNode, otherPath, otherNode, flags } = entry;
      const state = resolved ? 'r' : 'u';
      records.push({
        type: hash === NULL_NODE || otherNode === NULL_NODE ? 'C' : 'F',
        data: [path, state, hash, localPath, basePath, baseNode, otherPath, otherNode, flags].join('\0'),
      });
    }
    for (const path of [...this.#extras.keys()].sort()) {
      const pairs = [...(this.#extras.get(path) ?? [])].flat();
      records.push({ type: 'f', data: [path, ...pairs].join('\0') });
    }
    if (this.#labels !== undefined) records.push({ type: 'l', data: this.#labels.join('\0') });
    return records;
  }

  /** Ends the merge: removes everything that was kept of it. @throws FileSystemError */
  reset(): void {
    this.#local = undefined;
    this.#other = undefined;
    this.#labels = undefined;
    this.#entries.clear();
    this.#extras.clear();
    this.#changed = false;
    const { hg } = this.#place;
    try {
      for (const name of hg.list('merge')) hg.remove(`merge/${name}`);
      hg.removeDirectory('merge');
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

function nodeIn(data: ByteString): NodeId | undefined {
  return data.length === 40 && isHex(data) ? data : undefined;
}

function withUnknownNode(data: ByteString): ByteString {
  const parts = data.split('\0');
  parts.splice(-1, 0, '');
  return parts.join('\0');
}
