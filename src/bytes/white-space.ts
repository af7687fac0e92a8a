/**
 * White space of byte strings: ASCII only, as Python's bytes methods see it. JavaScript's own `trim()` and `\s` also take
 * 0xA0, which here is a part of many UTF-8 characters.
 */
import type { ByteString } from './byte-string.js';

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

export function stripSpaceEnd(text: ByteString): ByteString {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** Without white space at both ends. */
export function stripSpace(text: ByteString): ByteString {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  const rest = start === 0 ? text : text.slice(start);
  return stripSpaceEnd(rest);
}

/** True when there is nothing but white space. */
export function isBlank(text: ByteString): boolean {
  for (let i = 0; i < text.length; i++) if (!isSpace(text.charCodeAt(i))) return false;
  return true;
}

/** Non-empty words between white space. */
export function splitWords(text: ByteString): ByteString[] {
  return text.split(/[\t-\r ]+/).filter((word) => word !== '');
}
