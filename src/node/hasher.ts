/** SHA-1 on Node's crypto, and on WebAssembly as long as there is little to hash. */
import crypto from 'node:crypto';
import { byteStringOf, hexOf, NODE_BYTES } from '../bytes/index.js';
import type { Hasher } from '../platform/index.js';
import { loadSha1, type Sha1Module } from './sha1-module.js';

/** In Node since 20.12: one call, no hash object. */
type OneShot = (algorithm: 'sha1', data: Uint8Array, encoding: 'latin1' | 'hex') => string;
function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
}

class OneShotHasher implements Hasher {
  readonly #hash: OneShot;
  constructor(hash: OneShot) {
    this.#hash = hash;
  }
  sha1(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
    const digest = this.sha1Text(bytes, start, end);
    const out = new Uint8Array(NODE_BYTES);
    for (let i = 0; i < NODE_BYTES; i++) out[i] = digest.charCodeAt(i);
    return out;
  }
  // Cheaper to get than a Buffer.
  sha1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
    return this.#hash('sha1', part(bytes, start, end), 'latin1');
  }
  sha1Hex(bytes: Uint8Array, start = 0, end = bytes.length): string {
    return this.#hash('sha1', part(bytes, start, end), 'hex');
  }
}

class StreamHasher implements Hasher {
  sha1(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
    return new Uint8Array(
      crypto
        .createHash('sha1')
        .update(part(bytes, start, end))
        .digest(),
    );
  }
  sha1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
    return crypto
      .createHash('sha1')
      .update(part(bytes, start, end))
      .digest('binary');
  }
  sha1Hex(bytes: Uint8Array, start = 0, end = bytes.length): string {
    return crypto
      .createHash('sha1')
      .update(part(bytes, start, end))
      .digest('hex');
  }
}

/** Bytes that a process hashes without Node's crypto, which takes longer to load (5 to 7 ms) than it would save on them. */
const SMALL_WORK_BYTES = 3 << 20;
/** What the rest of a call costs, in bytes. */
const CALL_BYTES = 256;

/** SHA-1 on WebAssembly; for the first bytes only. */
class SmallHasher {
  #module: Sha1Module | undefined;
  /** Bytes it takes on. */
  left = SMALL_WORK_BYTES;

  /** @param end at most {@link left} behind `start`. */
  digest(bytes: Uint8Array, start: number, end: number): Uint8Array {
    this.left -= end - start + CALL_BYTES;
    this.#module ??= loadSha1(SMALL_WORK_BYTES);
    return this.#module.digest(bytes, start, end);
  }
}

/** Small commands hash little, and `node:crypto` takes a while to load. */
class NodeHasher implements Hasher {
  readonly #small = new SmallHasher();
  #hasher: Hasher | undefined;
  #choose(): Hasher {
    const oneShot = (crypto as unknown as { hash?: OneShot }).hash;
    return oneShot === undefined ? new StreamHasher() : new OneShotHasher(oneShot);
  }
  sha1(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
    if (end - start <= this.#small.left) return this.#small.digest(bytes, start, end).slice();
    this.#hasher ??= this.#choose();
    return this.#hasher.sha1(bytes, start, end);
  }
  sha1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
    if (end - start <= this.#small.left) return byteStringOf(this.#small.digest(bytes, start, end));
    this.#hasher ??= this.#choose();
    return this.#hasher.sha1Text(bytes, start, end);
  }
  sha1Hex(bytes: Uint8Array, start = 0, end = bytes.length): string {
    if (end - start <= this.#small.left) return hexOf(this.#small.digest(bytes, start, end));
    this.#hasher ??= this.#choose();
    return this.#hasher.sha1Hex(bytes, start, end);
  }
}

/** The fastest hasher that this Node has. */
export function createNodeHasher(): Hasher {
  return new NodeHasher();
}
