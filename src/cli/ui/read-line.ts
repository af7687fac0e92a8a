/** Reads answers from standard input, a line at a time. */
import { readSync } from 'node:fs';
import { type ByteString, byteStringOf } from '../../bytes/index.js';

const cell = new Uint8Array(1);

/** A line without its end; undefined at the end of the input. Takes no more bytes than the line has. */
export function readInputLine(): ByteString | undefined {
  const bytes: number[] = [];
  for (;;) {
    let count: number;
    try {
      count = readSync(0, cell, 0, 1, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      if (code === 'EOF') count = 0;
      else throw error;
    }
    if (count === 0) return bytes.length === 0 ? undefined : byteStringOf(Uint8Array.from(bytes));
    if (cell[0] === 10) break;
    bytes.push(cell[0] as number);
  }
  if (bytes.at(-1) === 13) bytes.pop();
  return byteStringOf(Uint8Array.from(bytes));
}
