/** Hexadecimal, in lower case, from and to bytes. */

const NIBBLE = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  NIBBLE['0123456789abcdef'.charCodeAt(i)] = i;
  NIBBLE['0123456789ABCDEF'.charCodeAt(i)] = i;
}

/** The value of one hex digit given as a char code, or -1. */
export function nibbleOf(charCode: number): number {
  return charCode < 256 ? (NIBBLE[charCode] as number) : -1;
}

/** True when the text consists of hex digits only (the empty string does). */
export function isHex(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (nibbleOf(text.charCodeAt(i)) < 0) return false;
  return true;
}

/** The bytes of a hex text of even length; undefined when it is not hex. */
export function bytesOfHex(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0) return undefined;
  const out = new Uint8Array(hex.length / 2);
  for (let i = 0; i < out.length; i++) {
    const high = nibbleOf(hex.charCodeAt(2 * i));
    const low = nibbleOf(hex.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    out[i] = (high << 4) | low;
  }
  return out;
}
