/**
 * The text of a manifest, and how to find a line in it without decoding the rest.
 *
 *   path NUL node-in-40-hex-digits [flag] LF
 *   path NUL node-in-40-hex-digits [flag] LF
 *   ...
 *
 * Lines are sorted by path in byte order. The flag is `x` (executable), `l` (symbolic link) or, in the text of one directory
 * of a tree manifest, `t` (a directory, whose name is given without a slash). NUL is smaller than any byte of a path, so
 * comparing whole lines compares paths.
 */
import { type ByteString, byteStringOf, type NodeId, nibbleOf } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';

const LF = 0x0a;
/** One byte of path, NUL, 40 digits, LF. */
const SHORTEST_LINE = 43;
const HEX_DIGITS = 40;

/** What a flag byte can be; 0 for none. */
export type FlagByte = number;
export const FLAG_EXECUTABLE = 0x78;
export const FLAG_LINK = 0x6c;
export const FLAG_DIRECTORY = 0x74;

/** An error with hg's words for this damage. */
export function manifestError(name: ByteString, message: string, offset: number): CorruptionError {
  return new CorruptionError(name, message, { offset });
}

/** Refuses a text whose last line is cut. O(1). */
export function checkManifestEnd(text: Uint8Array, name: ByteString): void {
  if (text.length > 0 && text[text.length - 1] !== LF)
    throw manifestError(name, 'Manifest did not end in a newline.', text.length);
}

/** Offset behind the LF of the line that contains `at`; the text's length when it is cut. */
export function lineEnd(text: Uint8Array, at: number): number {
  const end = text.indexOf(LF, at);
  return end < 0 ? text.length : end + 1;
}

/** Start of the line that contains `at`, not before `from` (itself the start of a line). */
function lineStart(text: Uint8Array, at: number, from: number): number {
  let start = at;
  while (start > from && text[start - 1] !== LF) start--;
  return start;
}

/**
 * Compares `key` with the path of the line at `start`: negative when the line comes before, 0 when it is the key's own line,
 * positive when it comes after.
 */
function compareLine(text: Uint8Array, start: number, key: ByteString): number {
  for (let i = 0; i < key.length; i++) {
    // Behind the end of the text: treated as NUL.
    const difference = (text[start + i] ?? 0) - key.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return text[start + key.length] ?? 0;
}

/** Start of the first line whose path is not less than `key`; the length of the text when there is none. O(log n). */
export function lowerBound(text: Uint8Array, key: ByteString): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = lineStart(text, middle, low);
    if (compareLine(text, start, key) < 0) low = lineEnd(text, middle);
    else high = start;
  }
  return low;
}

/** Start of the line of a path, or -1. O(log n). */
export function findLine(text: Uint8Array, path: ByteString): number {
  if (path === '' || path.includes('\0')) return -1;
  const start = lowerBound(text, path);
  return start < text.length && compareLine(text, start, path) === 0 ? start : -1;
}

/** Offset of the NUL of the line at `start`, the rest of the line checked. @throws CorruptionError in hg's words. */
export function checkedNul(text: Uint8Array, start: number, end: number, name: ByteString): number {
  if (end - start < SHORTEST_LINE) throw manifestError(name, 'Manifest had implausibly-short line.', start);
  const nul = text.indexOf(0, start);
  if (nul <= start || nul >= end) throw manifestError(name, 'Manifest entry has no NUL byte.', start);
  const extra = end - nul - 2 - HEX_DIGITS;
  if (extra === 0) return nul;
  const flag = text[end - 2];
  if (extra !== 1 || (flag !== FLAG_EXECUTABLE && flag !== FLAG_LINK && flag !== FLAG_DIRECTORY))
    throw manifestError(name, 'invalid node length in manifest', nul + 1);
  return nul;
}

/** The flag of a line that {@link checkedNul} has accepted. */
export function flagAfter(text: Uint8Array, nul: number): FlagByte {
  const byte = text[nul + 1 + HEX_DIGITS] as number;
  return byte === LF ? 0 : byte;
}

const LOWER_CASE = /^[0-9a-f]{40}$/;

/** The node behind a NUL, in lower case. @throws CorruptionError for a digit that is none. */
export function nodeAfter(text: Uint8Array, nul: number, name: ByteString): NodeId {
  const node = byteStringOf(text, nul + 1, nul + 1 + HEX_DIGITS);
  if (LOWER_CASE.test(node)) return node;
  for (let at = nul + 1; at <= nul + HEX_DIGITS; at++) {
    const code = text[at] as number;
    if (nibbleOf(code) < 0) throw manifestError(name, 'input contains non-hex character', at);
  }
  return node.toLowerCase();
}

/** Gets one line; offsets are into the text. A result of `false` ends the walk. */
// biome-ignore lint/suspicious/noConfusingVoidType: callbacks that return nothing go on.
export type LineVisitor = (pathStart: number, nul: number, end: number, flag: FlagByte) => boolean | void;

/**
 * Visits every line of `text[start, end)`, checking its form and the order. Allocates nothing. O(n).
 * @throws CorruptionError in hg's words.
 */
export function walkLines(
  text: Uint8Array,
  name: ByteString,
  visit: LineVisitor,
  start = 0,
  end = text.length,
): void {
  if (end > start && text[end - 1] !== LF)
    throw manifestError(name, 'Manifest did not end in a newline.', end);
  let previous = -1;
  for (let at = start; at < end; ) {
    const next = lineEnd(text, at);
    const nul = checkedNul(text, at, next, name);
    if (previous >= 0 && !inOrder(text, previous, at))
      throw manifestError(name, 'Manifest lines not in sorted order.', at);
    if (visit(at, nul, next, flagAfter(text, nul)) === false) return;
    previous = at;
    at = next;
  }
}

/** True when the path at `first` is less than the path at `second`; both lines have a NUL. */
function inOrder(text: Uint8Array, first: number, second: number): boolean {
  for (let i = 0; ; i++) {
    const a = text[first + i] as number;
    const b = text[second + i] as number;
    if (a !== b) return a < b;
    if (a === 0) return false;
  }
}
