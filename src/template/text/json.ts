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

const unicode = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function codePoint(text: ByteString, at: number, length: number): number {
  let code = text.charCodeAt(at) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | (text.charCodeAt(at + i) & 63);
  return code;
}

/**
 * The inside of a JSON string. With `paranoid` the result is ASCII without angle brackets, fit for HTML. Bytes that are not
 * UTF-8 become lone surrogates U+DC80 to U+DCFF (in UTF-8 form unless paranoid). O(n).
 */
export function jsonEscape(text: ByteString, paranoid = false): ByteString {
  if (PLAIN.test(text) && !(paranoid && /[<>]/.test(text))) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const code = text.charCodeAt(at);
    const short = SHORT[char];
    if (short !== undefined) out += short;
    else if (code < 0x20 || code === 0x7f) out += unicode(code);
    else if (code < 0x80) out += paranoid && (char === '<' || char === '>') ? unicode(code) : char;
    else {
      const length = utf8SequenceLength(text, at);
      if (length === 0) {
        out += paranoid
          ? unicode(0xdc00 + code)
          : `\xed${String.fromCharCode(0xb0 | (code >> 6), 0x80 | (code & 63))}`;
        continue;
      }
      if (paranoid) {
        const point = codePoint(text, at, length);
        if (point < 0x10000) out += unicode(point);
        else
          out += unicode(0xd800 + ((point - 0x10000) >> 10)) + unicode(0xdc00 + ((point - 0x10000) & 0x3ff));
      } else out += text.slice(at, at + length);
      at += length - 1;
    }
  }
  return out;
}

/** Order of the members of an object: by name, as bytes. */
function sortedEntries(value: ReadonlyMap<ByteString, PlainValue>): (readonly [ByteString, PlainValue])[] {
  return [...value].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

/** A value on one line. */
export function jsonOf(value: PlainValue, paranoid = true): ByteString {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `"${jsonEscape(value, paranoid)}"`;
  if (value instanceof Map)
    return `{${sortedEntries(value)
      .map(([key, item]) => `"${jsonEscape(key, paranoid)}": ${jsonOf(item, paranoid)}`)
      .join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item, paranoid)).join(', ')}]`;
  const date = value as { seconds: number; offset: number };
  return `[${date.seconds}, ${date.offset}]`;
}
