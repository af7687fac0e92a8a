/** Encodings of one byte per character that the platform knows: ISO 8859, Windows and KOI8 code pages. */
import { type ByteString, type Charset, singleByteCharset } from '../bytes/index.js';

const SINGLE_BYTE = /^(iso-?8859-?\d+|windows-?\d+|cp-?\d+|koi8-?[ru]|macintosh|mac-?roman)$/i;

/** Undefined for names that the platform does not know, and for encodings of several bytes per character. */
export function namedCharset(name: ByteString): Charset | undefined {
  const plain = name.replaceAll('_', '-');
  if (!SINGLE_BYTE.test(plain)) return undefined;
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(plain.replace(/^mac-?roman$/i, 'macintosh').replace(/^cp-?(\d+)$/i, 'cp$1'));
  } catch {
    return undefined;
  }
  const table = decoder.decode(Uint8Array.from({ length: 256 }, (_, code) => code));
  if (table.length !== 256) return undefined;
  return singleByteCharset(name, plain.toLowerCase(), table, 'character maps to <undefined>');
}
