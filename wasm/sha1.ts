// SHA-1 (RFC 3174), for the few hundred kilobytes that a small command hashes: Node's own takes 5 ms to load.
//
// Memory: DIGEST holds the result, SCHEDULE the words of a block; from INPUT on it belongs to the caller, who keeps 72
// bytes behind the text that may be written over.

export const DIGEST: u32 = 0; // 20 bytes
const SCHEDULE: usize = 64; // 80 of 4 bytes
export const INPUT: u32 = 1024;

let h0: u32 = 0;
let h1: u32 = 0;
let h2: u32 = 0;
let h3: u32 = 0;
let h4: u32 = 0;

function block(at: usize): void {
  for (let i: usize = 0; i < 64; i += 16) {
    const bytes = v128.load(at + i);
    v128.store(SCHEDULE + i, i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
  // Four words at a time, the last of which also needs the first. Kept in registers: what has just been stored in other pieces loads
  // slowly.
  let v0 = v128.load(SCHEDULE);
  let v1 = v128.load(SCHEDULE + 16);
  let v2 = v128.load(SCHEDULE + 32);
  let v3 = v128.load(SCHEDULE + 48);
  for (let w = SCHEDULE + 64; w < SCHEDULE + 320; w += 16) {
    const zero = i32x4.splat(0);
    const mixed = v128.xor(
      v128.xor(v0, i8x16.shuffle(v0, v1, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)),
      v128.xor(v2, i8x16.shuffle(v3, zero, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)),
    );
    const words = v128.or(i32x4.shl(mixed, 1), i32x4.shr_u(mixed, 31));
    const first = i8x16.shuffle(zero, words, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19);
    v0 = v1;
    v1 = v2;
    v2 = v3;
    v3 = v128.xor(words, v128.or(i32x4.shl(first, 1), i32x4.shr_u(first, 31)));
    v128.store(w, v3);
  }
  let a = h0;
  let b = h1;
  let c = h2;
  let d = h3;
  let e = h4;
  let w = SCHEDULE;
  for (; w < SCHEDULE + 80; w += 4) {
    const next = rotl(a, 5) + ((b & c) | (~b & d)) + e + 0x5a827999 + load<u32>(w);
    e = d;
    d = c;
    c = rotl(b, 30);
    b = a;
    a = next;
  }
  for (; w < SCHEDULE + 160; w += 4) {
    const next = rotl(a, 5) + (b ^ c ^ d) + e + 0x6ed9eba1 + load<u32>(w);
    e = d;
    d = c;
    c = rotl(b, 30);
    b = a;
    a = next;
  }
  for (; w < SCHEDULE + 240; w += 4) {
    const next = rotl(a, 5) + ((b & c) | (b & d) | (c & d)) + e + 0x8f1bbcdc + load<u32>(w);
    e = d;
    d = c;
    c = rotl(b, 30);
    b = a;
    a = next;
  }
  for (; w < SCHEDULE + 320; w += 4) {
    const next = rotl(a, 5) + (b ^ c ^ d) + e + 0xca62c1d6 + load<u32>(w);
    e = d;
    d = c;
    c = rotl(b, 30);
    b = a;
    a = next;
  }
  h0 += a;
  h1 += b;
  h2 += c;
  h3 += d;
  h4 += e;
}

/** Hashes `length` bytes at INPUT. */
export function sha1(length: u32): void {
  h0 = 0x67452301;
  h1 = 0xefcdab89;
  h2 = 0x98badcfe;
  h3 = 0x10325476;
  h4 = 0xc3d2e1f0;
  const padded = (length + 72) & ~63;
  memory.fill(INPUT + length, 0, padded - length);
  store<u8>(INPUT + length, 0x80);
  store<u64>(INPUT + padded - 8, bswap(<u64>length << 3));
  for (let at: usize = INPUT; at < INPUT + padded; at += 64) block(at);
  store<u32>(DIGEST, bswap(h0));
  store<u32>(DIGEST + 4, bswap(h1));
  store<u32>(DIGEST + 8, bswap(h2));
  store<u32>(DIGEST + 12, bswap(h3));
  store<u32>(DIGEST + 16, bswap(h4));
}
