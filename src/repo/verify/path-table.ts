/** Paths as small numbers, found by their bytes in place: no string per line of a manifest. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';

export class PathTable {
  #bytes = new Uint8Array(1 << 16);
  #end = 0;
  /** Path i is `#bytes[#starts[i], #starts[i + 1])`. */
  #starts = new Uint32Array(1 << 10);
  #hashes = new Int32Array(1 << 10);
  #count = 0;
  /** Path + 1, or 0. */
  #slots = new Uint32Array(1 << 11);

  /** Number of paths; they are numbered from 0 in order of arrival. */
  get size(): number {
    return this.#count;
  }

  name(path: number): ByteString {
    return byteStringOf(this.#bytes, this.#starts[path], this.#starts[path + 1]);
  }

  internName(name: ByteString): number {
    const bytes = bytesOf(name);
    return this.intern(bytes, 0, bytes.length);
  }

  /** The number of the path `source[start, end)`. */
  intern(source: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (source[i] as number)) | 0;
    const mask = this.#slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const path = (this.#slots[slot] as number) - 1;
      if (path < 0) return this.#add(source, start, end, hash, slot);
      if (this.#hashes[path] === hash && this.#equals(path, source, start, end)) return path;
    }
  }

  #equals(path: number, source: Uint8Array, start: number, end: number): boolean {
    const at = this.#starts[path] as number;
    if ((this.#starts[path + 1] as number) - at !== end - start) return false;
    const bytes = this.#bytes;
    for (let i = start, j = at; i < end; i++, j++) if (source[i] !== bytes[j]) return false;
    return true;
  }

  #add(source: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const path = this.#count++;
    if (this.#end + end - start > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + end - start));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(source.subarray(start, end), this.#end);
    this.#end += end - start;
    if (this.#count === this.#starts.length) {
      const starts = new Uint32Array(this.#count * 2);
      starts.set(this.#starts);
      this.#starts = starts;
      const hashes = new Int32Array(this.#count * 2);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
    }
    this.#starts[this.#count] = this.#end;
    this.#hashes[path] = hash;
    this.#slots[slot] = path + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return path;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let path = 0; path < this.#count; path++) {
      const hash = this.#hashes[path] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = path + 1;
    }
    this.#slots = slots;
  }
}
