/** The generator behind Python's `random`, so that a seeded shuffle gives hg's order. */
import { type ByteString, bytesOf, concatBytes } from '../bytes/index.js';
import { sha512 } from './sha512.js';

const N = 624;

/** Mersenne Twister (MT19937), seeded with a byte string as Python does. */
export class PythonRandom {
  readonly #state = new Uint32Array(N);
  #index = N;

  constructor(seed: ByteString) {
    const bytes = bytesOf(seed);
    this.#seedWith(concatBytes([bytes, sha512(bytes)]));
  }

  /** `bytes` is one big-endian number; its 32-bit words, lowest first, are the key. */
  #seedWith(bytes: Uint8Array): void {
    const key: number[] = [];
    for (let end = bytes.length; end > 0; end -= 4) {
      let word = 0;
      for (let i = Math.max(end - 4, 0); i < end; i++) word = ((word << 8) | (bytes[i] as number)) >>> 0;
      key.push(word);
    }
    while (key.length > 1 && key[key.length - 1] === 0) key.pop();
    const mt = this.#state;
    mt[0] = 19650218;
    for (let i = 1; i < N; i++)
      mt[i] = Math.imul(1812433253, (mt[i - 1] as number) ^ ((mt[i - 1] as number) >>> 30)) + i;
    let i = 1;
    let j = 0;
    const mix = (factor: number) =>
      (mt[i] as number) ^ Math.imul((mt[i - 1] as number) ^ ((mt[i - 1] as number) >>> 30), factor);
    const step = () => {
      if (++i >= N) {
        mt[0] = mt[N - 1] as number;
        i = 1;
      }
    };
    for (let k = Math.max(N, key.length); k > 0; k--) {
      mt[i] = mix(1664525) + (key[j] as number) + j;
      step();
      if (++j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      mt[i] = mix(1566083941) - i;
      step();
    }
    mt[0] = 0x80000000;
  }

  #next(): number {
    const mt = this.#state;
    if (this.#index >= N) {
      for (let k = 0; k < N; k++) {
        const y = ((mt[k] as number) & 0x80000000) | ((mt[(k + 1) % N] as number) & 0x7fffffff);
        mt[k] = (mt[(k + 397) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.#index = 0;
    }
    let y = mt[this.#index++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** As `randint(0, 2**32)`, both ends included. */
  upToTwoToThe32(): number {
    for (;;) {
      // 33 bits: a whole word, and the highest bit of the next one above it.
      const low = this.#next();
      const value = low + (this.#next() >>> 31) * 0x100000000;
      if (value <= 0x100000000) return value;
    }
  }
}
