/** Git's binary patches: deflated content in lines of base85. */
import { bytesOf, hexOf } from '../bytes/index.js';
import type { Hasher } from '../platform/index.js';
import type { ByteSink } from './byte-sink.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const LINE_BYTES = 52;

/**
 * A zlib stream of the data. To print the bytes that hg prints it must do exactly what the original zlib does at level 6;
 * variants of zlib (Chromium's, which Node has, or zlib-ng) find other matches, and their patches are valid but differ.
 */
export type Deflate = (data: Uint8Array) => Uint8Array;

/** The hash that git gives a file of this content, in hex. */
export function gitBlobHash(content: Uint8Array, hasher: Hasher): string {
  const header = bytesOf(`blob ${content.length}\0`);
  const blob = new Uint8Array(header.length + content.length);
  blob.set(header);
  blob.set(content, header.length);
  return hexOf(hasher.sha1(blob));
}

/** Appends a patch that replaces a file by `content`. hg writes no delta form. */
export function writeBinaryPatch(sink: ByteSink, content: Uint8Array, deflate: Deflate): void {
  sink.text(`GIT binary patch\nliteral ${content.length}\n`);
  const packed = deflate(content);
  for (let at = 0; at < packed.length; at += LINE_BYTES) {
    const size = Math.min(LINE_BYTES, packed.length - at);
    sink.byte(size <= 26 ? 64 + size : 70 + size);
    writeBase85(sink, packed, at, at + size);
    sink.byte(10);
  }
  sink.byte(10);
}

/** Five digits per four bytes, the last group padded with zero bytes. */
function writeBase85(sink: ByteSink, bytes: Uint8Array, start: number, end: number): void {
  const digits = new Uint8Array(5);
  for (let at = start; at < end; at += 4) {
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (at + i < end ? bytes[at + i] : 0);
    for (let i = 4; i >= 0; i--) {
      digits[i] = ALPHABET.charCodeAt(value % 85);
      value = Math.floor(value / 85);
    }
    sink.range(digits, 0, 5);
  }
}
