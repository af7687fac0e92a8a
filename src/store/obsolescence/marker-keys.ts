/** The nodes in the markers of a file as keys of a radixlink: a key is named by the offset of its 20 bytes. */
import { NODE_BYTES } from '../../bytes/index.js';
import type { LazyBytes } from '../../platform/index.js';
import type { KeyReader } from '../../radixlink/index.js';

export class MarkerKeys implements KeyReader {
  readonly #source: LazyBytes;
  readonly #bytes: Uint8Array;

  constructor(source: LazyBytes) {
    this.#source = source;
    this.#bytes = source.bytes;
  }

  nibbles(reference: number): number {
    if (reference + NODE_BYTES > this.#bytes.length) return -1;
    this.#source.ensure(reference, reference + NODE_BYTES);
    return NODE_BYTES * 2;
  }

  nibble(reference: number, index: number): number {
    const byte = this.#bytes[reference + (index >> 1)] as number;
    return (index & 1) === 0 ? byte >> 4 : byte & 15;
  }
}
