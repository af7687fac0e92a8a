/** Buffer's native conversions for byte strings. */
import { type ByteStringAccelerator, installByteStringAccelerator } from '../bytes/index.js';

interface Latin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string): number;
}

// These work on any Uint8Array, which saves wrapping it in a Buffer first.
const { latin1Slice, latin1Write } = Buffer.prototype as unknown as Latin1;

const native: ByteStringAccelerator = {
  decode: (bytes, start, end) => latin1Slice.call(bytes, start, end),
  encode: (text) => {
    const out = new Uint8Array(text.length);
    latin1Write.call(out, text);
    return out;
  },
};

export function installNodeByteStrings(): void {
  if (typeof latin1Slice === 'function' && typeof latin1Write === 'function')
    installByteStringAccelerator(native);
}
