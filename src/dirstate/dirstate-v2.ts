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
import { type ByteString, byteStringOf, type NodeId } from '../bytes/index.js';
import type { DirstateDocket } from './docket-v2.js';
import { type DirstateEntry, damagedDirstate, type WorkingState } from './working-state.js';

const NODE = 44;

const WDIR_TRACKED = 1 << 0;
const P1_TRACKED = 1 << 1;
const P2_INFO = 1 << 2;
const EXECUTABLE = 1 << 3;
const SYMLINK = 1 << 4;
const EXPECTED_MODIFIED = 1 << 9;
const HAS_MODE_AND_SIZE = 1 << 10;
const HAS_MTIME = 1 << 11;
const SECOND_AMBIGUOUS = 1 << 12;
const ANYWHERE = WDIR_TRACKED | P1_TRACKED | P2_INFO;

/** `st_mode` of what the flags describe. */
function modeOf(flags: number): number {
  if ((flags & SYMLINK) !== 0) return 0o120777;
  return (flags & EXECUTABLE) !== 0 ? 0o100755 : 0o100644;
}

/** A parsed data file: one Map from path to node; entries are decoded when asked for. The bytes must not change. */
export class DirstateV2 implements WorkingState {
  readonly parents: readonly [NodeId, NodeId];
  readonly #name: ByteString;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #nodes = new Map<ByteString, number>();
  #paths: readonly ByteString[] | undefined;
  /** What is left of what a sane file can hold: nodes, and bytes of paths. */
  #nodesLeft: number;
  #pathBytesLeft: number;

  /**
   * @param data the data file; may be longer than the docket says.
   * @throws CorruptionError for pointers out of range, and for trees that are none. O(nodes).
   */
  constructor(docket: DirstateDocket, data: Uint8Array) {
    this.#name = `dirstate.${docket.id}`;
    this.parents = docket.parents;
    if (data.length < docket.dataSize) throw damagedDirstate(this.#name, data.length);
    this.#bytes = data.subarray(0, docket.dataSize);
    this.#view = new DataView(data.buffer, data.byteOffset, docket.dataSize);
    // Nodes do not overlap, and a path may share its bytes with those of its directories.
    this.#nodesLeft = Math.floor(docket.dataSize / NODE);
    this.#pathBytesLeft = 16 * docket.dataSize;
    this.#readSiblings(docket.rootStart, docket.rootCount);
  }

  /** Reads a tree without recursion: damaged files could be deep. */
  #readSiblings(rootStart: number, rootCount: number): void {
    const todo: { start: number; count: number; parent: ByteString }[] = [
      { start: rootStart, count: rootCount, parent: '' },
    ];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const { start, count, parent } = next;
      this.#nodesLeft -= count;
      if (this.#nodesLeft < 0 || start + count * NODE > this.#bytes.length)
        throw damagedDirstate(this.#name, start);
      for (let at = start; at < start + count * NODE; at += NODE) {
        const view = this.#view;
        const path = this.#text(at, view.getUint32(at), view.getUint16(at + 4));
        if (path.length <= parent.length || !path.startsWith(parent)) throw damagedDirstate(this.#name, at);
        if ((view.getUint16(at + 30) & ANYWHERE) !== 0) this.#nodes.set(path, at);
        const children = view.getUint32(at + 18);
        if (children > 0) todo.push({ start: view.getUint32(at + 14), count: children, parent: `${path}/` });
      }
    }
  }

  /** Text that the node at `node` points at. */
  #text(node: number, start: number, length: number): ByteString {
    this.#pathBytesLeft -= length;
    if (start + length > this.#bytes.length || this.#pathBytesLeft < 0)
      throw damagedDirstate(this.#name, node);
    return byteStringOf(this.#bytes, start, start + length);
  }

  get size(): number {
    return this.#nodes.size;
  }

  paths(): readonly ByteString[] {
    this.#paths ??= [...this.#nodes.keys()].sort();
    return this.#paths;
  }

  has(path: ByteString): boolean {
    return this.#nodes.has(path);
  }

  isTracked(path: ByteString): boolean {
    const at = this.#nodes.get(path);
    return at !== undefined && (this.#view.getUint16(at + 30) & WDIR_TRACKED) !== 0;
  }

  /** @throws CorruptionError for a copy source out of range. */
  entry(path: ByteString): DirstateEntry | undefined {
    const at = this.#nodes.get(path);
    if (at === undefined) return undefined;
    const view = this.#view;
    const flags = view.getUint16(at + 30);
    const copy = view.getUint32(at + 8);
    const copyEnd = copy + view.getUint16(at + 12);
    if (copyEnd > this.#bytes.length) throw damagedDirstate(this.#name, at);
    const copiedFrom = copy === 0 ? undefined : byteStringOf(this.#bytes, copy, copyEnd);
    const inP1 = (flags & P1_TRACKED) !== 0;
    const merged = (flags & P2_INFO) !== 0;
    // What was seen of a modified file only saves looking again; hg drops it, and times that need more than it knows.
    const expected = (flags & EXPECTED_MODIFIED) === 0;
    const known = expected && (flags & HAS_MODE_AND_SIZE) !== 0;
    const timed = expected && (flags & (HAS_MTIME | SECOND_AMBIGUOUS)) === HAS_MTIME;
    const mode = known ? modeOf(flags) : 0;
    const unseen = { mode, mtimeNanoseconds: 0, copiedFrom };
    if ((flags & WDIR_TRACKED) === 0)
      return { state: 'r', size: merged ? (inP1 ? -1 : -2) : 0, mtime: 0, ...unseen };
    if (merged) return { state: inP1 ? 'm' : 'n', size: -2, mtime: -1, ...unseen };
    if (!inP1) return { state: 'a', size: -1, mtime: -1, ...unseen };
    return {
      state: 'n',
      mode,
      size: known ? view.getUint32(at + 32) : -1,
      mtime: timed ? view.getUint32(at + 36) : -1,
      mtimeNanoseconds: timed ? view.getUint32(at + 40) : 0,
      copiedFrom,
    };
  }
}
