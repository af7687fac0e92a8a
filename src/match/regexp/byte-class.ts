/** Sets of byte values: what one position of a regular expression may be. */

/** 256 membership flags, one per byte value. */
export type ByteClass = Uint8Array;

function classOf(test: (byte: number) => boolean): ByteClass {
  const flags = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) flags[byte] = test(byte) ? 1 : 0;
  return flags;
}

const isDigit = (b: number) => b >= 48 && b <= 57;
const isWord = (b: number) => isDigit(b) || (b >= 65 && b <= 90) || (b >= 97 && b <= 122) || b === 95;
const isSpace = (b: number) => b === 32 || (b >= 9 && b <= 13);

/** `\d`, `\w`, `\s` and their complements, over ASCII as Python defines them for bytes. */
export const CLASS_ESCAPES: Readonly<Record<string, ByteClass>> = {
  d: classOf(isDigit),
  D: classOf((b) => !isDigit(b)),
  w: classOf(isWord),
  W: classOf((b) => !isWord(b)),
  s: classOf(isSpace),
  S: classOf((b) => !isSpace(b)),
};

export const NOT_NEWLINE: ByteClass = classOf((b) => b !== 10);
export const ANY_BYTE: ByteClass = classOf(() => true);

export function singleByte(byte: number): ByteClass {
  const flags = new Uint8Array(256);
  flags[byte] = 1;
  return flags;
}

export function complement(of: ByteClass): ByteClass {
  return classOf((byte) => of[byte] === 0);
}

/** Adds the other case of every ASCII letter. */
export function foldCase(of: ByteClass): ByteClass {
  const folded = of.slice();
  for (let upper = 65; upper <= 90; upper++) {
    if (of[upper] || of[upper + 32]) folded[upper] = folded[upper + 32] = 1;
  }
  return folded;
}

function escapeByte(byte: number): string {
  if (isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122))
    return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function ranges(of: ByteClass, wanted: number): string {
  let out = '';
  for (let byte = 0; byte < 256; byte++) {
    if (of[byte] !== wanted) continue;
    let last = byte;
    while (last < 255 && of[last + 1] === wanted) last++;
    out += escapeByte(byte);
    if (last > byte) out += (last > byte + 1 ? '-' : '') + escapeByte(last);
    byte = last;
  }
  return out;
}

/** The class in the syntax that RE2 and JavaScript (over chars 0 to 255) share. */
export function emitByteClass(of: ByteClass): string {
  let members = 0;
  for (let byte = 0; byte < 256; byte++) members += of[byte];
  if (members === 256) return '[\\x00-\\xff]';
  if (members === 0) return '[^\\x00-\\xff]';
  if (members === 1) return escapeByte(of.indexOf(1));
  return members > 128 ? `[^${ranges(of, 0)}]` : `[${ranges(of, 1)}]`;
}
