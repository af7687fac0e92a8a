/** Buffer's native conversions for byte strings. */
import { type ByteStringAccelerator, installByteStringAccelerator } from '../bytes/index.js';

interface Conversions {
  hexSlice(this: Uint8Array, start: number, end: number): string;
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string): number;
}

// These work on any Uint8Array, which saves wrapping it in a Buffer first.
const { hexSlice, latin1Slice, latin1Write } = Buffer.prototype as unknown as Conversions;

const native: ByteStringAccelerator = {
  decode: (bytes, start, end) => latin1Slice.call(bytes, start, end),
  encode: (text) => {
    const out = new Uint8Array(text.length);
    latin1Write.call(out, text);
    return out;
  },
  hex: (bytes, start, end) => hexSlice.call(bytes, start, end),
};

export function installNodeByteStrings(): void {
  const needed = [hexSlice, latin1Slice, latin1Write];
  if (needed.every((method) => typeof method === 'function')) installByteStringAccelerator(native);
}
