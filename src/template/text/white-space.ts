/** White space as bytes: JavaScript's own notion includes 0xA0, which is part of many UTF-8 sequences. */
import type { ByteString } from '../../bytes/index.js';

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

export function stripEnd(text: ByteString): ByteString {
  let to = text.length;
  while (to > 0 && isSpace(text.charCodeAt(to - 1))) to--;
  return to === text.length ? text : text.slice(0, to);
}

export function stripSpace(text: ByteString): ByteString {
  let from = 0;
  while (from < text.length && isSpace(text.charCodeAt(from))) from++;
  const end = stripEnd(text);
  return from === 0 ? end : end.slice(from);
}

export function isBlank(text: ByteString): boolean {
  for (let i = 0; i < text.length; i++) if (!isSpace(text.charCodeAt(i))) return false;
  return true;
}
