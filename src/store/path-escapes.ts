/** What the encodings of store paths share: which bytes and names need an escape. */
import type { ByteString } from '../bytes/index.js';

/** Encoded paths longer than this (bytes) take the hashed form. */
export const MAX_ENCODED_PATH = 120;

export const SLASH = 0x2f;
export const DOT = 0x2e;
export const SPACE = 0x20;

/** What each byte becomes; undefined for the bytes that stay. `/` stays. */
export const ESCAPES: readonly (ByteString | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (byte >= 0x41 && byte <= 0x5a) return `_${char.toLowerCase()}`;
  if (char === '_') return '__';
  if (byte < 32 || byte >= 126 || '\\:*?"<>|'.includes(char)) return `~${byte.toString(16).padStart(2, '0')}`;
  return undefined;
});

/** 1 for bytes with an escape: the loop looks here first, most bytes have none. */
export const SPECIAL = Uint8Array.from(ESCAPES, (escaped) => (escaped === undefined ? 0 : 1));

/** `~` and two hex digits. */
export function tildeEscape(charCode: number): ByteString {
  return `~${charCode.toString(16).padStart(2, '0')}`;
}

/**
 * True when a part of a path (from `start` to the next `/`) is a device name on Windows: `aux con nul prn com1-9 lpt1-9`, alone
 * or followed by a dot.
 */
export function isReservedAt(path: ByteString, start: number): boolean {
  const a = path.charCodeAt(start);
  // Only names starting with a, c, l, n, p can be reserved.
  if (a !== 0x61 && a !== 0x63 && a !== 0x6c && a !== 0x6e && a !== 0x70) return false;
  const next = path.charCodeAt(start + 3);
  const ends = Number.isNaN(next) || next === DOT || next === SLASH;
  if (ends) {
    const name = path.slice(start, start + 3);
    return name === 'aux' || name === 'con' || name === 'nul' || name === 'prn';
  }
  if (next < 0x31 || next > 0x39) return false;
  const after = path.charCodeAt(start + 4);
  if (!(Number.isNaN(after) || after === DOT || after === SLASH)) return false;
  const name = path.slice(start, start + 3);
  return name === 'com' || name === 'lpt';
}
