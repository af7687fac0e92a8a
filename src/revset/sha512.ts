/** SHA-512 of short inputs (seeds); the platform's hasher knows SHA-1 only. */

const MASK = (1n << 64n) - 1n;

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** First 64 bits of the fractional part of the `degree`-th root. */
function fractionOfRoot(n: number, degree: bigint): bigint {
  const target = BigInt(n) << (64n * degree);
  let low = 0n;
  let high = 1n << 72n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle - 1n;
  }
  return low & MASK;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (isPrime(n)) found.push(n);
  return found;
}

/** 64 bytes. */
export function sha512(input: Uint8Array): Uint8Array {
  const constants = primes(80).map((prime) => fractionOfRoot(prime, 3n));
  const state = primes(8).map((prime) => fractionOfRoot(prime, 2n));
  const blocks = Math.ceil((input.length + 17) / 128);
  const padded = new Uint8Array(blocks * 128);
  padded.set(input);
  padded[input.length] = 0x80;
  const data = new DataView(padded.buffer);
  data.setBigUint64(padded.length - 8, BigInt(input.length) * 8n);
  const rotate = (x: bigint, n: bigint) => ((x >> n) | (x << (64n - n))) & MASK;
  for (let block = 0; block < blocks; block++) {
    const w: bigint[] = [];
    for (let t = 0; t < 16; t++) w.push(data.getBigUint64(block * 128 + t * 8));
    for (let t = 16; t < 80; t++) {
      const x = w[t - 15] as bigint;
      const y = w[t - 2] as bigint;
      const small0 = rotate(x, 1n) ^ rotate(x, 8n) ^ (x >> 7n);
      const small1 = rotate(y, 19n) ^ rotate(y, 61n) ^ (y >> 6n);
      w.push(((w[t - 16] as bigint) + small0 + (w[t - 7] as bigint) + small1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let t = 0; t < 80; t++) {
      const big1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
      const choice = (e & f) ^ (~e & MASK & g);
      const first = (h + big1 + choice + (constants[t] as bigint) + (w[t] as bigint)) & MASK;
      const big0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & MASK, c, b, a, (first + big0 + majority) & MASK];
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries())
      state[i] = ((state[i] as bigint) + value) & MASK;
  }
  const out = new Uint8Array(64);
  const view = new DataView(out.buffer);
  for (const [i, value] of state.entries()) view.setBigUint64(i * 8, value);
  return out;
}
