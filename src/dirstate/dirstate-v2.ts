/**
 * The data file of a dirstate in format 2: a tree of nodes and, anywhere between them, their paths. Siblings lie together,
 * sorted by name. Numbers are unsigned and big-endian, pointers count bytes from the start of the file.
 *
 *     node  0      4        6       8      12       14         18      22        26        30      32     36      40     44
 *           | path | length | slash | copy | length | children | count | entries | tracked | flags | size | mtime | nano |
 *           | u32  | u16    | u16   | u32  | u16    | u32      | u32   | u32     | u32     | u16   | u32  | u32   | u32  |
 *
 * Paths are full paths. Nodes of directories have none of the first three flags and no entry.
 */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import type { ParsedDirstate } from './dirstate-v1.js';
import type { DirstateDocket } from './docket-v2.js';
import {
  ALL_IGNORED_RECORDED,
  ALL_UNKNOWN_RECORDED,
  ANYWHERE,
  DIRECTORY,
  EXECUTABLE,
  EXPECTED_MODIFIED,
  HAS_MODE_AND_SIZE,
  HAS_MTIME,
  LOW_31_BITS,
  modeOf,
  P1_TRACKED,
  P2_INFO,
  SECOND_AMBIGUOUS,
  SYMLINK,
  WDIR_TRACKED,
} from './entry-flags.js';
import { EntryTable, entryColumns } from './entry-table.js';
import type { FileTime } from './file-time.js';
import { damagedDirstate } from './working-state.js';

export const V2_NODE = 44;

/** A directory whose listing is known, as long as its modification time stays what it was. */
export interface DirectoryTime extends FileTime {
  /** Ignored files are among the nodes, too. */
  readonly ignoredRecorded: boolean;
}

export interface ParsedDirstateV2 extends ParsedDirstate {
  /** The used part of the data file. */
  readonly data: Uint8Array;
  readonly directoryTimes: Map<ByteString, DirectoryTime>;
  /** Untracked paths that are recorded as being there: their directories have to be listed. */
  readonly hasUntrackedFiles: boolean;
}

/**
 * @param data the data file; may be longer than the docket says.
 * @throws CorruptionError for pointers out of range, and for trees that are none. O(nodes).
 */
export function parseDirstateV2(docket: DirstateDocket, data: Uint8Array): ParsedDirstateV2 {
  const name = `dirstate.${docket.id}`;
  if (data.length < docket.dataSize) throw damagedDirstate(name, data.length);
  return new TreeReader(docket, name, data.subarray(0, docket.dataSize)).read();
}

class TreeReader {
  readonly #docket: DirstateDocket;
  readonly #name: ByteString;
  readonly #data: Uint8Array;
  readonly #view: DataView;
  readonly #table: EntryTable;
  readonly #directoryTimes = new Map<ByteString, DirectoryTime>();
  #hasUntrackedFiles = false;
  /** What is left of what a sane file can hold: nodes, and bytes of paths. */
  #nodesLeft: number;
  #pathBytesLeft: number;

  constructor(docket: DirstateDocket, name: ByteString, data: Uint8Array) {
    this.#docket = docket;
    this.#name = name;
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.length);
    // Nodes do not overlap, and a path may share its bytes with those of its directories.
    this.#nodesLeft = Math.floor(data.length / V2_NODE);
    this.#pathBytesLeft = 16 * data.length;
    this.#table = new EntryTable(entryColumns(Math.min(docket.entries, this.#nodesLeft) + 1));
  }

  /** Reads without recursion: damaged files could be deep. */
  read(): ParsedDirstateV2 {
    const { rootStart, rootCount, parents } = this.#docket;
    const todo: { start: number; count: number; parent: ByteString }[] = [
      { start: rootStart, count: rootCount, parent: '' },
    ];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const { start, count, parent } = next;
      this.#nodesLeft -= count;
      if (this.#nodesLeft < 0 || start + count * V2_NODE > this.#data.length)
        throw damagedDirstate(this.#name, start);
      for (let at = start; at < start + count * V2_NODE; at += V2_NODE) {
        const path = this.#text(at, this.#view.getUint32(at), this.#view.getUint16(at + 4));
        if (path.length <= parent.length || !path.startsWith(parent)) throw damagedDirstate(this.#name, at);
        const children = this.#view.getUint32(at + 18);
        this.#node(at, path, children);
        if (children > 0)
          todo.push({ start: this.#view.getUint32(at + 14), count: children, parent: `${path}/` });
      }
    }
    return {
      parents,
      table: this.#table,
      data: this.#data,
      directoryTimes: this.#directoryTimes,
      hasUntrackedFiles: this.#hasUntrackedFiles,
    };
  }

  #node(at: number, path: ByteString, children: number): void {
    const view = this.#view;
    const flags = view.getUint16(at + 30);
    if ((flags & ANYWHERE) === 0) {
      if ((flags & DIRECTORY) !== 0) this.#directory(at, path, flags);
      else if (children === 0) this.#hasUntrackedFiles = true;
      return;
    }
    const table = this.#table;
    const slot = table.add(path);
    // What was seen of a modified file only saves looking again.
    const expected = (flags & EXPECTED_MODIFIED) === 0;
    let kept = flags & (WDIR_TRACKED | P1_TRACKED | P2_INFO);
    if (expected && (flags & HAS_MODE_AND_SIZE) !== 0) {
      kept |= HAS_MODE_AND_SIZE | (flags & (EXECUTABLE | SYMLINK));
      table.modes[slot] = modeOf(flags);
      table.sizes[slot] = view.getUint32(at + 32) & LOW_31_BITS;
      if ((flags & HAS_MTIME) !== 0) {
        kept |= HAS_MTIME | (flags & SECOND_AMBIGUOUS);
        table.seconds[slot] = view.getUint32(at + 36) & LOW_31_BITS;
        table.nanoseconds[slot] = view.getUint32(at + 40) & LOW_31_BITS;
      }
    }
    table.flags[slot] = kept;
    const copy = view.getUint32(at + 8);
    if (copy !== 0) table.copies.set(path, this.#text(at, copy, view.getUint16(at + 12)));
  }

  #directory(at: number, path: ByteString, flags: number): void {
    if ((flags & HAS_MTIME) === 0 || (flags & ALL_UNKNOWN_RECORDED) === 0) return;
    this.#directoryTimes.set(path, {
      seconds: this.#view.getUint32(at + 36) & LOW_31_BITS,
      nanoseconds: this.#view.getUint32(at + 40),
      secondAmbiguous: (flags & SECOND_AMBIGUOUS) !== 0,
      ignoredRecorded: (flags & ALL_IGNORED_RECORDED) !== 0,
    });
  }

  /** Text that the node at `node` points at. */
  #text(node: number, start: number, length: number): ByteString {
    this.#pathBytesLeft -= length;
    if (start + length > this.#data.length || this.#pathBytesLeft < 0)
      throw damagedDirstate(this.#name, node);
    return byteStringOf(this.#data, start, start + length);
  }
}
