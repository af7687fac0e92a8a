/**
 * `cache/rbc-names-v1` and `cache/rbc-revs-v1`: the branch of every revision, so that nobody has to read changelog entries.
 *
 *     rbc-names-v1   branch names, NUL between them
 *     rbc-revs-v1    8 bytes per revision:
 *                    0          4                              8
 *                    | node[0:4] | index of the name (bit 31: closes) |    all zero: not known yet
 */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { CorruptionError } from '../../errors/index.js';
import { type FileSystem, tryReadFile } from '../../platform/index.js';
import type { History } from '../history.js';

const RECORD = 8;
const CLOSES = 0x80000000;

/** What a changelog entry says about branches. */
export interface BranchEntry {
  readonly branch: ByteString;
  readonly closesBranch: boolean;
}

/**
 * The branch of each revision. A record of the cache counts when it starts with its changeset's node and its name
 * exists; everything else is read from the changelog, once. No checksum covers the names, so each of them is compared with
 * a changelog entry before it is used.
 */
export class RevBranches {
  readonly #history: History;
  readonly #read: (rev: number) => BranchEntry;
  readonly #names: ByteString[];
  readonly #ids = new Map<ByteString, number>();
  /** Per revision: name index * 2 + closes, or -1 for not looked up yet. */
  readonly #known: Int32Array;
  readonly #records: DataView;
  readonly #cachedNames: number;
  /** Per cached name: 0 not compared yet, 1 right, 2 wrong. */
  readonly #compared: Uint8Array;

  /** @param cache the cache directory beside the store; undefined: use no cache. @param read reads a changelog entry. */
  constructor(history: History, cache: FileSystem | undefined, read: (rev: number) => BranchEntry) {
    this.#history = history;
    this.#read = read;
    const names = cache === undefined ? undefined : tryReadFile(cache, 'rbc-names-v1');
    const records =
      cache === undefined || names === undefined ? undefined : tryReadFile(cache, 'rbc-revs-v1');
    const usable = records ?? new Uint8Array(0);
    this.#records = new DataView(usable.buffer, usable.byteOffset, usable.length);
    this.#names = names === undefined || names.length === 0 ? [] : byteStringOf(names).split('\0');
    this.#cachedNames = this.#names.length;
    this.#compared = new Uint8Array(this.#cachedNames);
    this.#names.forEach((name, id) => {
      if (!this.#ids.has(name)) this.#ids.set(name, id);
    });
    this.#known = new Int32Array(history.length).fill(-1);
  }

  #lookUp(rev: number): number {
    const at = rev * RECORD;
    if (at + RECORD <= this.#records.byteLength) {
      const prefix = this.#records.getUint32(at);
      const value = this.#records.getUint32(at + 4);
      const id = (value & ~CLOSES) >>> 0;
      if (
        (prefix !== 0 || value !== 0) &&
        prefix === this.#history.nodePrefix(rev) &&
        id < this.#cachedNames &&
        this.#isRight(id, rev)
      )
        return this.#intern(this.#names[id] as ByteString) * 2 + (value >= CLOSES ? 1 : 0);
    }
    const entry = this.#read(rev);
    return this.#intern(entry.branch) * 2 + (entry.closesBranch ? 1 : 0);
  }

  /** Whether a cached name is that of `rev`, or was that of a revision before. */
  #isRight(id: number, rev: number): boolean {
    if (this.#compared[id] === 0) {
      try {
        this.#compared[id] = this.#read(rev).branch === this.#names[id] ? 1 : 2;
      } catch (error) {
        // Another revision will tell.
        if (!(error instanceof CorruptionError)) throw error;
        return true;
      }
    }
    return this.#compared[id] === 1;
  }

  #intern(name: ByteString): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.length;
      this.#names.push(name);
      this.#ids.set(name, id);
    }
    return id;
  }

  #value(rev: number): number {
    let value = this.#known[rev] as number;
    if (value < 0) {
      value = this.#lookUp(rev);
      this.#known[rev] = value;
    }
    return value;
  }

  /** A small number for the branch: the same for all revisions of one branch. */
  id(rev: number): number {
    return this.#value(rev) >> 1;
  }

  nameOf(id: number): ByteString {
    return this.#names[id] as ByteString;
  }

  idOf(name: ByteString): number {
    return this.#intern(name);
  }

  /** As stored (UTF-8); `default` for the null revision. */
  branch(rev: number): ByteString {
    return rev < 0 ? 'default' : (this.#names[this.id(rev)] as ByteString);
  }

  closesBranch(rev: number): boolean {
    return rev >= 0 && (this.#value(rev) & 1) === 1;
  }
}

/** The content of both files, for all revisions. */
export function encodeRevBranches(
  history: History,
  branches: Pick<RevBranches, 'branch' | 'closesBranch'>,
): { readonly names: Uint8Array; readonly records: Uint8Array } {
  const ids = new Map<ByteString, number>();
  const records = new Uint8Array(history.length * RECORD);
  const view = new DataView(records.buffer);
  for (let rev = 0; rev < history.length; rev++) {
    const name = branches.branch(rev);
    let id = ids.get(name);
    if (id === undefined) {
      id = ids.size;
      ids.set(name, id);
    }
    view.setUint32(rev * RECORD, history.nodePrefix(rev));
    view.setUint32(rev * RECORD + 4, (id | (branches.closesBranch(rev) ? CLOSES : 0)) >>> 0);
  }
  return { names: bytesOf([...ids.keys()].join('\0')), records };
}
