/**
 * Byte strings: JavaScript strings that hold one byte (0-255) per char. Paths, messages, user names and all other
 * short data of the repository travel as byte strings, because V8 stores them in one byte per char, they are cheap
 * Map keys, and `<` compares them in byte order. They become text only at the terminal and the file system.
 */
export type ByteString = string;

/** Platform-specific faster versions of the conversions; both must behave exactly as the portable ones. */
export interface ByteStringAccelerator {
  decode(bytes: Uint8Array, start: number, end: number): ByteString;
  encode(text: ByteString): Uint8Array;
  /** Lower-case hex. */
  hex(bytes: Uint8Array, start: number, end: number): string;
}

function portableDecode(bytes: Uint8Array, start: number, end: number): ByteString {
  // `apply` takes a limited number of arguments; 8 KiB is safe on every engine and amortises the call.
  if (end - start <= 8192)
    return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
  let out = '';
  for (let at = start; at < end; at += 8192) {
    const part = bytes.subarray(at, Math.min(end, at + 8192));
    out += String.fromCharCode.apply(null, part as unknown as number[]);
  }
  return out;
}

function portableEncode(text: ByteString): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, b) => b.toString(16).padStart(2, '0'));

function portableHex(bytes: Uint8Array, start: number, end: number): string {
  let out = '';
  for (let i = start; i < end; i++) out += HEX_OF_BYTE[bytes[i] as number];
  return out;
}

let accelerator: ByteStringAccelerator = {
  decode: portableDecode,
  encode: portableEncode,
  hex: portableHex,
};

/** Called once by a platform adapter (`node/` installs Buffer's native conversions). */
export function installByteStringAccelerator(fast: ByteStringAccelerator): void {
  accelerator = fast;
}

/** The bytes `[start, end)` as a byte string. O(n). */
export function byteStringOf(bytes: Uint8Array, start = 0, end = bytes.length): ByteString {
  return accelerator.decode(bytes, start, end);
}

/** The bytes of a byte string; chars above 255 are a programming error and are truncated. O(n). */
export function bytesOf(text: ByteString): Uint8Array {
  return accelerator.encode(text);
}

/** `length` bytes at `start` in lower-case hex. */
export function hexOf(bytes: Uint8Array, start = 0, length = bytes.length - start): string {
  return accelerator.hex(bytes, start, start + length);
}

/** Byte order, as C's memcmp: what every sorted structure of Mercurial uses. */
export function compareByteStrings(a: ByteString, b: ByteString): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Concatenates byte arrays. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** True when both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
