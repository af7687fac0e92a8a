/**
 * The form that paths take in the store when their encoded name would be too long for some file systems:
 *
 *   dh/DIRS/FILLER<sha1 of the path>.EXT
 *
 * DIRS: the first 8 bytes of each directory, as many directories as fit in 68 bytes; FILLER: as much of the file's name as
 * fits in a total of 120 bytes. It cannot be decoded, hence the file `fncache`.
 */
import { type ByteString, bytesOf } from '../bytes/index.js';
import type { Hasher } from '../platform/index.js';
import { isReservedAt, MAX_ENCODED_PATH, tildeEscape } from './path-escapes.js';

const DIRECTORY_PREFIX = 8;
const MAX_DIRECTORIES = 68;
/** `data/` or `meta/`: not part of what is shown of the path. */
const TOP_LENGTH = 5;

/** What each byte becomes in the readable parts: lower case and escapes. */
const LOWERED: readonly ByteString[] = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (byte >= 0x41 && byte <= 0x5a) return char.toLowerCase();
  return (byte < 32 && byte > 0) || byte >= 126 || '\\:*?"<>|'.includes(char) ? tildeEscape(byte) : char;
});

function encodePart(part: ByteString, dots: boolean): ByteString {
  let out = '';
  for (let i = 0; i < part.length; i++) out += LOWERED[part.charCodeAt(i)];
  const first = out.charCodeAt(0);
  if (dots && (first === 0x2e || first === 0x20)) out = tildeEscape(first) + out.slice(1);
  else if (isReservedAt(out, 0)) out = out.slice(0, 2) + tildeEscape(out.charCodeAt(2)) + out.slice(3);
  const last = out.charCodeAt(out.length - 1);
  return last === 0x2e || last === 0x20 ? out.slice(0, -1) + tildeEscape(last) : out;
}

/** The last dot and what follows, unless only dots come before it. */
function extensionOf(name: ByteString): ByteString {
  const dot = name.lastIndexOf('.');
  for (let i = 0; i < dot; i++) if (name.charCodeAt(i) !== 0x2e) return name.slice(dot);
  return '';
}

/** The hashed form of a path whose directories are encoded already. O(n). */
export function hashedPath(path: ByteString, dots: boolean, hasher: Hasher): ByteString {
  const digest = hasher.sha1Hex(bytesOf(path));
  const parts = path
    .slice(TOP_LENGTH)
    .split('/')
    .map((part) => encodePart(part, dots));
  const basename = parts.pop() as ByteString;
  let directories = '';
  for (const part of parts) {
    let short = part.slice(0, DIRECTORY_PREFIX);
    const last = short.charCodeAt(short.length - 1);
    // Names that end so are refused by Windows; cutting may have produced one.
    if (last === 0x2e || last === 0x20) short = `${short.slice(0, -1)}_`;
    const joined = directories === '' ? short : `${directories}/${short}`;
    if (joined.length > MAX_DIRECTORIES) break;
    directories = joined;
  }
  const start = directories === '' ? 'dh/' : `dh/${directories}/`;
  const end = digest + extensionOf(basename);
  const space = MAX_ENCODED_PATH - start.length - end.length;
  return start + (space > 0 ? basename.slice(0, space) : '') + end;
}
