/** Random bytes for names and identifiers. */
import { randomFillSync } from 'node:crypto';
import * as fs from 'node:fs';

const SOURCE = '/dev/urandom';

/** From the system's own source where there is one: Node's crypto takes longer to load than most commands need for everything else. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  try {
    const fd = fs.openSync(SOURCE, 'r');
    try {
      if (fs.readSync(fd, bytes, 0, length, null) === length) return bytes;
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // Not on this system.
  }
  return randomFillSync(bytes);
}
