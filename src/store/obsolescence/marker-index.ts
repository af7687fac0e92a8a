/** Finds markers by a node that they name: an open-addressing hash table over node bytes in place. */
import { bytesOfHex, type NodeId } from '../../bytes/index.js';

const NODE = 20;

/** Immutable once built. Memory: about 16 bytes per entry. */
export class MarkerIndex {
  readonly #bytes: Uint8Array;
  /** Per entry: offset of its node, its marker, the next entry of the same node (+1; 0 ends the list). */
  readonly #offsets: Uint32Array;
  readonly #markers: Uint32Array;
  readonly #next: Uint32Array;
  /** Per slot: first entry of a node + 1; 0: free. */
  readonly #slots: Uint32Array;
  readonly #mask: number;

  /** Entry i says that the node at `offsets[i]` of `bytes` belongs to marker `markers[i]`. */
  constructor(bytes: Uint8Array, offsets: Uint32Array, markers: Uint32Array) {
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#markers = markers;
    this.#next = new Uint32Array(offsets.length);
    let size = 16;
    while (size < offsets.length * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
    // From the end, so that each list comes out in file order.
    for (let entry = offsets.length - 1; entry >= 0; entry--) {
      const slot = this.#slot(bytes, offsets[entry] as number);
      this.#next[entry] = this.#slots[slot] as number;
      this.#slots[slot] = entry + 1;
    }
  }

  /** The slot of the node at `at` of `source`: its own or a free one. */
  #slot(source: Uint8Array, at: number): number {
    const bytes = this.#bytes;
    // Nodes are hashes already; but test data and attackers repeat prefixes, so several parts are mixed.
    let hash = 0;
    for (let i = at; i < at + NODE; i += 4)
      hash = Math.imul(
        hash ^
          ((source[i] as number) |
            ((source[i + 1] as number) << 8) |
            ((source[i + 2] as number) << 16) |
            ((source[i + 3] as number) << 24)),
        0x9e3779b1,
      );
    for (let slot = (hash ^ (hash >>> 15)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const first = this.#slots[slot] as number;
      if (first === 0) return slot;
      const other = this.#offsets[first - 1] as number;
      let i = 0;
      while (i < NODE && bytes[other + i] === source[at + i]) i++;
      if (i === NODE) return slot;
    }
  }

  #first(node: NodeId): number {
    const key = node.length === 2 * NODE ? bytesOfHex(node) : undefined;
    return key === undefined ? 0 : (this.#slots[this.#slot(key, 0)] as number);
  }

  has(node: NodeId): boolean {
    return this.#first(node) !== 0;
  }

  /** Numbers of the markers, in file order. */
  markersOf(node: NodeId): number[] {
    const found: number[] = [];
    for (let entry = this.#first(node); entry !== 0; entry = this.#next[entry - 1] as number)
      found.push(this.#markers[entry - 1] as number);
    return found;
  }
}
