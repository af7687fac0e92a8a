/** Writes the tree of a dirstate in format 2, as a whole or as what has to be appended to an older one. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import { type DirectoryTime, V2_NODE } from './dirstate-v2.js';
import {
  ALL_IGNORED_RECORDED,
  ALL_UNKNOWN_RECORDED,
  ANYWHERE,
  DIRECTORY,
  HAS_MODE_AND_SIZE,
  HAS_MTIME,
  SECOND_AMBIGUOUS,
  WDIR_TRACKED,
} from './entry-flags.js';
import type { EntryTable } from './entry-table.js';

/** The tree that is on disk; nothing when there is none. */
export interface V2Base {
  /** The used part of its data file. */
  readonly data: Uint8Array;
  readonly rootStart: number;
  readonly rootCount: number;
  readonly unusedBytes: number;
}

export const NO_BASE: V2Base = { data: new Uint8Array(0), rootStart: 0, rootCount: 0, unusedBytes: 0 };

export interface EncodedTree {
  /** Belongs behind the base's data. */
  readonly bytes: Uint8Array;
  readonly rootStart: number;
  readonly rootCount: number;
  readonly unusedBytes: number;
}

/** What happens to the children of one directory: changed paths `[from, to)` and old nodes. */
interface Child {
  readonly name: ByteString;
  /** From the root. */
  readonly path: ByteString;
  /** The old node; -1: none. */
  old: number;
  /** Its own data is new. */
  changed: boolean;
  from: number;
  to: number;
}

interface Siblings {
  readonly start: number;
  readonly count: number;
  readonly entries: number;
  readonly tracked: number;
}

const NOBODY: Siblings = { start: 0, count: 0, entries: 0, tracked: 0 };
const LONGEST_PATH = 0xffff;

class TreeWriter {
  readonly #table: EntryTable;
  readonly #times: ReadonlyMap<ByteString, DirectoryTime>;
  readonly #changed: readonly ByteString[];
  readonly #base: V2Base;
  readonly #old: DataView;
  #bytes = new Uint8Array(4096);
  #length = 0;
  #unused: number;

  constructor(
    table: EntryTable,
    times: ReadonlyMap<ByteString, DirectoryTime>,
    changed: readonly ByteString[],
    base: V2Base,
  ) {
    this.#table = table;
    this.#times = times;
    this.#changed = changed;
    this.#base = base;
    this.#old = new DataView(base.data.buffer, base.data.byteOffset, base.data.length);
    this.#unused = base.unusedBytes;
    // Offset 0 means "no copy source", so nothing useful may be there.
    if (base.data.length === 0) this.#text('\n');
  }

  encode(): EncodedTree {
    const { rootStart, rootCount } = this.#base;
    const roots =
      this.#changed.length === 0
        ? { start: rootStart, count: rootCount }
        : this.#siblings(rootStart, rootCount, 0, this.#changed.length, 0);
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      rootStart: roots.start,
      rootCount: roots.count,
      unusedBytes: this.#unused,
    };
  }

  #reserve(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    return at;
  }

  /** @returns the pointer to it. */
  #text(text: ByteString): number {
    if (text.length > LONGEST_PATH)
      throw new InputError(`path is too long for this dirstate: ${text.slice(0, 80)}...`);
    const at = this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
    return this.#base.data.length + at;
  }

  /** Groups old nodes and changed paths by their name in a directory; sorted by that name. */
  #children(start: number, count: number, from: number, to: number, prefix: number): Child[] {
    const children: Child[] = [];
    const byName = new Map<ByteString, Child>();
    const add = (path: ByteString, old: number): Child => {
      const name = path.slice(prefix);
      const child = { name, path, old, changed: false, from: 0, to: 0 };
      children.push(child);
      byName.set(name, child);
      return child;
    };
    const view = this.#old;
    for (let at = start; at < start + count * V2_NODE; at += V2_NODE) {
      const path = view.getUint32(at);
      add(byteStringOf(this.#base.data, path, path + view.getUint16(at + 4)), at);
    }
    for (let i = from; i < to; ) {
      const path = this.#changed[i] as ByteString;
      const slash = path.indexOf('/', prefix);
      const own = slash < 0 ? path : path.slice(0, slash);
      const child = byName.get(own.slice(prefix)) ?? add(own, -1);
      if (slash < 0) {
        child.changed = true;
        i++;
        continue;
      }
      child.from = i;
      const below = path.slice(0, slash + 1);
      while (i < to && (this.#changed[i] as ByteString).startsWith(below)) i++;
      child.to = i;
    }
    for (let i = 1; i < children.length; i++)
      if ((children[i - 1] as Child).name > (children[i] as Child).name)
        return children.sort((a, b) => (a.name < b.name ? -1 : 1));
    return children;
  }

  /** Writes the children of a directory, after everything below them. `prefix`: length of its path with the slash. */
  #siblings(start: number, count: number, from: number, to: number, prefix: number): Siblings {
    const made: Uint8Array[] = [];
    let entries = 0;
    let tracked = 0;
    this.#unused += count * V2_NODE;
    for (const child of this.#children(start, count, from, to, prefix)) {
      const node = this.#node(child);
      if (node === undefined) continue;
      made.push(node);
      const view = new DataView(node.buffer, node.byteOffset, V2_NODE);
      const flags = view.getUint16(30);
      entries += view.getUint32(22) + ((flags & ANYWHERE) !== 0 ? 1 : 0);
      tracked += view.getUint32(26) + ((flags & WDIR_TRACKED) !== 0 ? 1 : 0);
    }
    if (made.length === 0) return NOBODY;
    const at = this.#reserve(made.length * V2_NODE);
    made.forEach((node, i) => {
      this.#bytes.set(node, at + i * V2_NODE);
    });
    return { start: this.#base.data.length + at, count: made.length, entries, tracked };
  }

  /** The new node; undefined when there is nothing left to say. */
  #node({ path, old, changed, from, to }: Child): Uint8Array | undefined {
    const { data } = this.#base;
    if (!changed && from === to) return data.subarray(old, old + V2_NODE);
    const view = this.#old;
    let below = NOBODY;
    if (old >= 0)
      below = {
        start: view.getUint32(old + 14),
        count: view.getUint32(old + 18),
        entries: view.getUint32(old + 22),
        tracked: view.getUint32(old + 26),
      };
    if (from < to) below = this.#siblings(below.start, below.count, from, to, path.length + 1);
    const node = new Uint8Array(V2_NODE);
    const out = new DataView(node.buffer);
    if (changed) this.#ownData(out, path, old);
    else if (old >= 0) {
      node.set(data.subarray(old + 8, old + 14), 8);
      node.set(data.subarray(old + 30, old + V2_NODE), 30);
    }
    if ((out.getUint16(30) & (ANYWHERE | DIRECTORY)) === 0 && below.count === 0) {
      if (old >= 0) this.#unused += path.length;
      return undefined;
    }
    out.setUint32(0, old >= 0 ? view.getUint32(old) : this.#text(path));
    out.setUint16(4, path.length);
    out.setUint16(6, Math.max(path.lastIndexOf('/'), 0));
    out.setUint32(14, below.count === 0 ? 0 : below.start);
    out.setUint32(18, below.count);
    out.setUint32(22, below.entries);
    out.setUint32(26, below.tracked);
    return node;
  }

  #ownData(out: DataView, path: ByteString, old: number): void {
    const table = this.#table;
    if (old >= 0) this.#unused += this.#old.getUint16(old + 12);
    const slot = table.slot(path);
    if (slot === undefined) {
      const time = this.#times.get(path);
      if (time === undefined) return;
      out.setUint16(
        30,
        DIRECTORY |
          HAS_MTIME |
          ALL_UNKNOWN_RECORDED |
          (time.ignoredRecorded ? ALL_IGNORED_RECORDED : 0) |
          (time.secondAmbiguous ? SECOND_AMBIGUOUS : 0),
      );
      out.setUint32(36, time.seconds);
      out.setUint32(40, time.nanoseconds);
      return;
    }
    const flags = table.flags[slot] as number;
    out.setUint16(30, flags);
    if ((flags & HAS_MODE_AND_SIZE) !== 0) out.setUint32(32, table.sizes[slot] as number);
    if ((flags & HAS_MTIME) !== 0) {
      out.setUint32(36, table.seconds[slot] as number);
      out.setUint32(40, table.nanoseconds[slot] as number);
    }
    const source = table.copies.get(path);
    if (source === undefined) return;
    out.setUint32(8, this.#text(source));
    out.setUint16(12, source.length);
  }
}

/**
 * @param changed paths whose own data differs from the base's, in byte order; of an empty base, all paths.
 * @throws InputError for paths longer than 65,535 bytes. O(changed paths and their siblings).
 */
export function encodeTree(
  table: EntryTable,
  times: ReadonlyMap<ByteString, DirectoryTime>,
  changed: readonly ByteString[],
  base: V2Base,
): EncodedTree {
  return new TreeWriter(table, times, changed, base).encode();
}
