/** Character sets: conversions between bytes of one encoding and text. */
import type { ByteString } from './byte-string.js';
import { utf8Of, utf8SequenceLength } from './utf8.js';

/** Why bytes could not be decoded, in the words of Python, which hg's messages quote. */
export interface DecodeFailure {
  /** First byte that is wrong and the byte after the last one. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/**
 * An encoding. Its name is the one the user gave. Platforms provide those that are not here; all must keep ASCII as it is.
 */
export interface Charset {
  readonly name: ByteString;
  /** Calls `onFailure` for what cannot be decoded and puts its result in place. */
  decode(bytes: ByteString, onFailure: (failure: DecodeFailure) => string): string;
  /** One char per byte; `onMissing` gives the bytes for a character that the encoding does not have. */
  encode(text: string, onMissing: (char: string) => ByteString): ByteString;
}

export function isAsciiText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function where(name: string, bytes: ByteString, start: number, end: number, reason: string): string {
  if (end - start > 1) return `'${name}' codec can't decode bytes in position ${start}-${end - 1}: ${reason}`;
  const byte = bytes.charCodeAt(start).toString(16).padStart(2, '0');
  return `'${name}' codec can't decode byte 0x${byte} in position ${start}: ${reason}`;
}

/** The longest start of a valid sequence at `at`, at least one byte. */
function utf8Failure(bytes: ByteString, at: number): DecodeFailure {
  const a = bytes.charCodeAt(at);
  const fail = (end: number, reason: string): DecodeFailure => ({
    start: at,
    end,
    message: where('utf-8', bytes, at, end, reason),
  });
  if (a < 0xc2 || a > 0xf4) return fail(at + 1, 'invalid start byte');
  const length = a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
  // Bounds of the second byte keep out overlong forms, surrogates and what is beyond U+10FFFF.
  let low = a === 0xe0 ? 0xa0 : a === 0xf0 ? 0x90 : 0x80;
  let high = a === 0xed ? 0x9f : a === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < length; i++) {
    if (at + i >= bytes.length) return fail(at + i, 'unexpected end of data');
    const code = bytes.charCodeAt(at + i);
    if (code < low || code > high) return fail(at + i, 'invalid continuation byte');
    low = 0x80;
    high = 0xbf;
  }
  return fail(at + 1, 'invalid start byte');
}

function decodeSequence(bytes: ByteString, at: number, length: number): string {
  let code = bytes.charCodeAt(at) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | (bytes.charCodeAt(at + i) & 63);
  return String.fromCodePoint(code);
}

function utf8Charset(name: ByteString): Charset {
  return {
    name,
    decode(bytes, onFailure) {
      if (isAsciiText(bytes)) return bytes;
      let out = '';
      for (let at = 0; at < bytes.length; ) {
        const length = utf8SequenceLength(bytes, at);
        if (length === 0) {
          const failure = utf8Failure(bytes, at);
          out += onFailure(failure);
          at = failure.end;
        } else {
          out += length === 1 ? bytes[at] : decodeSequence(bytes, at, length);
          at += length;
        }
      }
      return out;
    },
    encode: utf8Of,
  };
}

/**
 * A charset of one byte per character.
 * @param codec its name in messages. @param table 256 characters, U+FFFD where a byte means nothing.
 */
export function singleByteCharset(name: ByteString, codec: string, table: string, reason: string): Charset {
  const byteOf = new Map<string, string>();
  for (let i = 255; i >= 0; i--)
    if (table[i] !== '\ufffd') byteOf.set(table[i] as string, String.fromCharCode(i));
  return {
    name,
    decode(bytes, onFailure) {
      let out = '';
      for (let at = 0; at < bytes.length; at++) {
        const char = table[bytes.charCodeAt(at)];
        out +=
          char === undefined || char === '\ufffd'
            ? onFailure({ start: at, end: at + 1, message: where(codec, bytes, at, at + 1, reason) })
            : char;
      }
      return out;
    },
    encode(text, onMissing) {
      let out = '';
      for (const char of text) out += byteOf.get(char) ?? onMissing(char);
      return out;
    },
  };
}

const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));

/** Names are compared as Python does: without case, and `-`, `_`, `.` and spaces being the same. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_. ]+/g, '_');
}

const UTF8_NAMES = new Set(['utf_8', 'utf8', 'u8', 'utf', 'cp65001', 'utf8_ucs2', 'utf8_ucs4']);
const ASCII_NAMES = new Set([
  'ascii',
  'us_ascii',
  '646',
  'us',
  'ansi_x3_4_1968',
  'ansi_x3_4_1986',
  'iso646_us',
  'cp367',
  'ibm367',
]);
const LATIN1_NAMES = new Set([
  'latin_1',
  'latin1',
  'latin',
  'l1',
  'iso_8859_1',
  'iso8859_1',
  '8859',
  'cp819',
  'iso8859',
  'ibm819',
]);

/** One of the encodings that need no tables; undefined for any other name. */
export function builtinCharset(name: ByteString): Charset | undefined {
  const key = normalized(name);
  if (UTF8_NAMES.has(key)) return utf8Charset(name);
  if (ASCII_NAMES.has(key)) {
    const table = ALL_BYTES.slice(0, 128) + '\ufffd'.repeat(128);
    return singleByteCharset(name, 'ascii', table, 'ordinal not in range(128)');
  }
  return LATIN1_NAMES.has(key) ? singleByteCharset(name, 'latin-1', ALL_BYTES, '') : undefined;
}
