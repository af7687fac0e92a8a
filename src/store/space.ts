/** White space of byte strings as hg's reading of small files understands it: ASCII only. */
import type { ByteString } from '../bytes/index.js';

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Without white space at both ends. (`trim()` would also take U+00A0, which is half of a UTF-8 character here.) */
export function stripSpace(text: ByteString): ByteString {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Non-empty words between white space. */
export function splitWords(text: ByteString): ByteString[] {
  return text.split(/[\t-\r ]+/).filter((word) => word !== '');
}
