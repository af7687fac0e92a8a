/**
 * `.hg/dirstate` in format 1: all tracked files, in no particular order. All numbers are signed and big-endian.
 *
 *     0    20   40
 *     | p1 | p2 | entries...
 *
 *     entry   0       1        5        9        13       17
 *             | state | mode   | size   | mtime  | length | path [NUL copy source]
 *             | u8    | i32    | i32    | i32    | i32    | length bytes
 *
 *     state   n normal, m merged, a added, r removed
 *     size    -1: unknown, look at the content; -2: from the other parent of a merge
 *     mtime   -1: unknown, look at the content
 */
import { type ByteString, byteStringOf, hexOf, NODE_BYTES, type NodeId, NULL_NODE } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import {
  type DirstateEntry,
  type DirstateState,
  damagedDirstate,
  type WorkingState,
} from './working-state.js';

const HEADER = 17;
const PARENTS = 2 * NODE_BYTES;
const REMOVED = 0x72;

/** A parsed file: one Map from path to offset; entries are decoded when asked for. The bytes must not change. */
export class DirstateV1 implements WorkingState {
  readonly parents: readonly [NodeId, NodeId];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #offsets = new Map<ByteString, number>();
  #paths: readonly ByteString[] | undefined;

  /** @throws CorruptionError for lengths that do not fit and states that do not exist. O(entries). */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length === 0) {
      this.parents = [NULL_NODE, NULL_NODE];
      return;
    }
    if (bytes.length < PARENTS) throw damagedDirstate('dirstate', 0);
    this.parents = [hexOf(bytes, 0, NODE_BYTES), hexOf(bytes, NODE_BYTES, NODE_BYTES)];
    for (let at = PARENTS; at < bytes.length; ) {
      const length = at + HEADER > bytes.length ? -1 : this.#view.getInt32(at + 13);
      const end = at + HEADER + length;
      if (length < 0 || end > bytes.length)
        throw new CorruptionError('dirstate', `overflow in dirstate at offset ${at}`, { offset: at });
      const state = String.fromCharCode(bytes[at] as number);
      if (!'nmar'.includes(state))
        throw new CorruptionError('dirstate', `unknown state in dirstate at offset ${at}: '${state}'`, {
          offset: at,
        });
      const zero = bytes.subarray(at + HEADER, end).indexOf(0);
      this.#offsets.set(byteStringOf(bytes, at + HEADER, zero < 0 ? end : at + HEADER + zero), at);
      at = end;
    }
  }

  get size(): number {
    return this.#offsets.size;
  }

  paths(): readonly ByteString[] {
    this.#paths ??= [...this.#offsets.keys()].sort();
    return this.#paths;
  }

  has(path: ByteString): boolean {
    return this.#offsets.has(path);
  }

  isTracked(path: ByteString): boolean {
    const at = this.#offsets.get(path);
    return at !== undefined && this.#bytes[at] !== REMOVED;
  }

  entry(path: ByteString): DirstateEntry | undefined {
    const at = this.#offsets.get(path);
    if (at === undefined) return undefined;
    const view = this.#view;
    const source = at + HEADER + path.length + 1;
    const end = at + HEADER + view.getInt32(at + 13);
    return {
      state: String.fromCharCode(this.#bytes[at] as number) as DirstateState,
      mode: view.getInt32(at + 1),
      size: view.getInt32(at + 5),
      mtime: view.getInt32(at + 9),
      mtimeNanoseconds: 0,
      copiedFrom: source <= end ? byteStringOf(this.#bytes, source, end) : undefined,
    };
  }
}
