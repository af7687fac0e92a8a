/**
 * How paths of tracked files become file names in the store: upper case, reserved names and odd bytes are escaped so that the
 * store can live on any file system.
 *
 *   layout      requirement          data/Foo/aux.c.i becomes       directories   long paths
 *   plain       (none)               data/Foo/aux.c.i               x.i/ -> x.i.hg/
 *   store       store                data/_foo/aux.c.i              same
 *   fncache     fncache              data/_foo/au~78.c.i            same          hashed, `dh/...`
 *   dotencode   fncache, dotencode   data/_foo/au~78.c.i            same          hashed; leading `.` and ` ` are escaped
 */
import type { ByteString } from '../bytes/index.js';
import type { Hasher } from '../platform/index.js';
import { hashedPath } from './path-encoding-hash.js';
import {
  DOT,
  ESCAPES,
  isReservedAt,
  MAX_ENCODED_PATH,
  SLASH,
  SPACE,
  SPECIAL,
  tildeEscape,
} from './path-escapes.js';

export type StoreLayout = 'plain' | 'store' | 'fncache' | 'dotencode';

/** Turns a path such as `data/Foo.i` into a file name relative to the store. */
export type PathEncoder = (path: ByteString) => ByteString;

/** True when the directory name that ends before `end` could be taken for a revlog: it gets `.hg` appended. */
function needsDirectorySuffix(path: ByteString, start: number, end: number): boolean {
  const last = path.charCodeAt(end - 1);
  if (last === 0x69 || last === 0x64) return end - start >= 2 && path.charCodeAt(end - 2) === DOT;
  return (
    last === 0x67 && end - start >= 3 && path.charCodeAt(end - 2) === 0x68 && path.charCodeAt(end - 3) === DOT
  );
}

/** Appends `.hg` to directory names ending in `.hg`, `.i` and `.d`. What lines of `fncache` hold. O(n). */
export function encodeDirectories(path: ByteString): ByteString {
  let out = '';
  let copied = 0;
  for (let start = 0, end: number; (end = path.indexOf('/', start)) >= 0; start = end + 1) {
    if (!needsDirectorySuffix(path, start, end)) continue;
    out += `${path.slice(copied, end)}.hg`;
    copied = end;
  }
  return copied === 0 ? path : out + path.slice(copied);
}

/** Undoes {@link encodeDirectories}. O(n). */
export function decodeDirectories(path: ByteString): ByteString {
  if (!path.includes('.hg/')) return path;
  let out = '';
  let copied = 0;
  for (let start = 0, end: number; (end = path.indexOf('/', start)) >= 0; start = end + 1) {
    if (!path.endsWith('.hg', end) || !needsDirectorySuffix(path, start, end - 3)) continue;
    out += path.slice(copied, end - 3);
    copied = end;
  }
  return out + path.slice(copied);
}

/** Escapes in one pass. `reserved`: device names and trailing dots and spaces too; `dots`: leading ones as well. */
function escapePath(path: ByteString, reserved: boolean, dots: boolean): ByteString {
  const length = path.length;
  let out = '';
  let copied = 0;
  for (let start = 0; start <= length; ) {
    let at = start;
    if (reserved) {
      const first = path.charCodeAt(start);
      if (dots && (first === DOT || first === SPACE)) {
        out += path.slice(copied, start) + tildeEscape(first);
        copied = at = start + 1;
      } else if (isReservedAt(path, start)) {
        out += path.slice(copied, start + 2) + tildeEscape(path.charCodeAt(start + 2));
        copied = at = start + 3;
      }
    }
    for (; at < length; at++) {
      const code = path.charCodeAt(at);
      if (code === SLASH) break;
      if (SPECIAL[code] === 0) continue;
      out += path.slice(copied, at) + ESCAPES[code];
      copied = at + 1;
    }
    if (at < length && needsDirectorySuffix(path, start, at)) {
      out += `${path.slice(copied, at)}.hg`;
      copied = at;
    } else if (reserved && at > copied && at > start) {
      const last = path.charCodeAt(at - 1);
      if (last === DOT || last === SPACE) {
        out += path.slice(copied, at - 1) + tildeEscape(last);
        copied = at;
      }
    }
    start = at + 1;
  }
  return copied === 0 ? path : out + path.slice(copied);
}

/** Escapes for the `store` layout; also the first half of what longer layouts do. Directory names are encoded as well. */
export function encodeFilename(path: ByteString): ByteString {
  return escapePath(path, false, false);
}

/** What each escape stands for. Upper-case hex digits and escapes of plain bytes are not valid. */
const UNESCAPED: ReadonlyMap<ByteString, ByteString> = new Map(
  ESCAPES.flatMap((escaped, byte) =>
    escaped === undefined ? [] : [[escaped, String.fromCharCode(byte)] as const],
  ),
);

/** Undoes {@link encodeFilename}; undefined when no path is encoded like this. O(n). */
export function decodeFilename(name: ByteString): ByteString | undefined {
  let out = '';
  let copied = 0;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (SPECIAL[code] === 0) continue;
    const width = code === 0x5f ? 2 : 3;
    const plain = UNESCAPED.get(name.slice(at, at + width));
    if (plain === undefined) return undefined;
    out += name.slice(copied, at) + plain;
    at += width - 1;
    copied = at + 1;
  }
  return decodeDirectories(out + name.slice(copied));
}

/**
 * The encoder of a layout. NUL cannot be part of a path; should it be, it is treated as hg does (escaped in all but the
 * `dotencode` layout).
 */
export function pathEncoder(layout: StoreLayout, hasher: Hasher): PathEncoder {
  if (layout === 'plain') return encodeDirectories;
  if (layout === 'store') return encodeFilename;
  const dots = layout === 'dotencode';
  return (path) => {
    let encoded = escapePath(path, true, dots);
    if (dots && path.includes('\0')) encoded = encoded.replaceAll('~00', '\0');
    return encoded.length <= MAX_ENCODED_PATH ? encoded : hashedPath(encodeDirectories(path), dots, hasher);
  };
}
