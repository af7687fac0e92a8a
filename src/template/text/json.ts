/** JSON with hg's escapes and spacing. */
import { type ByteString, utf8SequenceLength } from '../../bytes/index.js';
import type { PlainValue } from '../values/value.js';

const SHORT: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '"': '\\"',
  '\\': '\\\\',
};

/** What {@link jsonEscape} has to look at. */
const SPECIAL = /[^ !#-[\]-~]/;
const SPECIAL_OR_ANGLE = /[^ !#-;=?-[\]-~]/;

const unicode = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;

function codePoint(text: ByteString, at: number, length: number): number {
  let code = text.charCodeAt(at) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | (text.charCodeAt(at + i) & 63);
  return code;
}

/**
 * The inside of a JSON string. With `paranoid` the result is ASCII without angle brackets, fit for HTML. Bytes that are not
 * UTF-8 become lone surrogates U+DC80 to U+DCFF (in UTF-8 form unless paranoid); other lone surrogates pass as characters,
 * as with hg. O(n).
 */
export function jsonEscape(text: ByteString, paranoid = false): ByteString {
  if (!(paranoid ? SPECIAL_OR_ANGLE : SPECIAL).test(text)) return text;
  let out = '';
  // Runs without escapes are copied whole.
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x20 && code < 0x7f) {
      if (code !== 0x22 && code !== 0x5c && !(paranoid && (code === 0x3c || code === 0x3e))) continue;
    }
    let escaped: string;
    let length = 1;
    if (code < 0x80) escaped = SHORT[text[at] as string] ?? unicode(code);
    else {
      length = utf8SequenceLength(text, at) || surrogateLength(text, at);
      if (length > 0 && !paranoid) {
        at += length - 1;
        continue;
      }
      if (length === 0) {
        length = 1;
        escaped = paranoid ? unicode(0xdc00 + code) : surrogateBytes(code);
      } else escaped = unicodePoint(codePoint(text, at, length));
    }
    out += text.slice(from, at) + escaped;
    at += length - 1;
    from = at + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** 3 where the bytes have the form of a surrogate that {@link surrogateBytes} does not make, else 0. */
function surrogateLength(text: ByteString, at: number): 0 | 3 {
  const b = text.charCodeAt(at + 1);
  const c = text.charCodeAt(at + 2);
  if (text.charCodeAt(at) !== 0xed || (b & 0xe0) !== 0xa0 || (c & 0xc0) !== 0x80) return 0;
  return b >= 0xb0 && b <= 0xb3 ? 0 : 3;
}

/** A byte that is no UTF-8, as the surrogate U+DC00 + byte in the form of UTF-8. */
function surrogateBytes(code: number): ByteString {
  return `\xed${String.fromCharCode(0xb0 | (code >> 6), 0x80 | (code & 63))}`;
}

function unicodePoint(point: number): string {
  if (point < 0x10000) return unicode(point);
  return unicode(0xd800 + ((point - 0x10000) >> 10)) + unicode(0xdc00 + ((point - 0x10000) & 0x3ff));
}

/** Order of the members of an object: by name, as bytes. */
function sortedEntries(value: ReadonlyMap<ByteString, PlainValue>): (readonly [ByteString, PlainValue])[] {
  return [...value].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

const unchanged = (text: ByteString): ByteString => text;

/** A value on one line. @param utf8 gives the UTF-8 of a local text. */
export function jsonOf(
  value: PlainValue,
  paranoid = true,
  utf8: (text: ByteString) => ByteString = unchanged,
): ByteString {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `"${jsonEscape(utf8(value), paranoid)}"`;
  if (value instanceof Map)
    return `{${sortedEntries(value)
      .map(([key, item]) => `"${jsonEscape(utf8(key), paranoid)}": ${jsonOf(item, paranoid, utf8)}`)
      .join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item, paranoid, utf8)).join(', ')}]`;
  const date = value as { seconds: number; offset: number; fractional?: boolean };
  const seconds =
    date.fractional === true && Number.isInteger(date.seconds) ? `${date.seconds}.0` : date.seconds;
  return `[${seconds}, ${date.offset}]`;
}
