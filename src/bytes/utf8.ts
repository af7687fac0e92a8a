/** Conversions between byte strings that hold UTF-8 and ordinary JavaScript text (UTF-16). */
import type { ByteString } from './byte-string.js';

/** Encodes text as UTF-8, one char per byte. Lone surrogates become U+FFFD. O(n). */
export function utf8Of(text: string): ByteString {
  let ascii = true;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) {
      ascii = false;
      break;
    }
  }
  if (ascii) return text;
  let out = '';
  for (const char of text) {
    const raw = char.codePointAt(0) as number;
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw;
    if (code < 0x80) out += String.fromCharCode(code);
    else if (code < 0x800) out += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000)
      out += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      out += String.fromCharCode(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return out;
}

/** Length of the valid UTF-8 sequence at `at` (1-4), or 0 when the bytes there are not valid UTF-8. */
export function utf8SequenceLength(bytes: ByteString, at: number): 0 | 1 | 2 | 3 | 4 {
  const a = bytes.charCodeAt(at);
  if (a < 0x80) return 1;
  if (a < 0xc2 || a > 0xf4) return 0;
  const b = bytes.charCodeAt(at + 1);
  if (a < 0xe0) return (b & 0xc0) === 0x80 ? 2 : 0;
  const c = bytes.charCodeAt(at + 2);
  if (a < 0xf0) {
    if ((b & 0xc0) !== 0x80 || (c & 0xc0) !== 0x80) return 0;
    if ((a === 0xe0 && b < 0xa0) || (a === 0xed && b > 0x9f)) return 0;
    return 3;
  }
  const d = bytes.charCodeAt(at + 3);
  if ((b & 0xc0) !== 0x80 || (c & 0xc0) !== 0x80 || (d & 0xc0) !== 0x80) return 0;
  if ((a === 0xf0 && b < 0x90) || (a === 0xf4 && b > 0x8f)) return 0;
  return 4;
}

/** True when the whole byte string is valid UTF-8. O(n). */
export function isValidUtf8(bytes: ByteString): boolean {
  for (let at = 0; at < bytes.length; ) {
    const length = utf8SequenceLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** Decodes UTF-8 to text; each byte that is not part of a valid sequence becomes U+FFFD. O(n). */
export function textOfUtf8(bytes: ByteString): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const length = utf8SequenceLength(bytes, at);
    const a = bytes.charCodeAt(at);
    if (length === 1) out += bytes[at];
    else if (length === 0) {
      out += '\ufffd';
      at++;
      continue;
    } else {
      let code = a & (0xff >> (length + 1));
      for (let i = 1; i < length; i++) code = (code << 6) | (bytes.charCodeAt(at + i) & 63);
      out += String.fromCodePoint(code);
    }
    at += length;
  }
  return out;
}
