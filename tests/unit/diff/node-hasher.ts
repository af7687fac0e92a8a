/** SHA-1 by Node, for tests. */
import { createHash } from 'node:crypto';
import type { Hasher } from '../../../src/platform/index.js';

export const nodeHasher: Hasher = {
  sha1: (bytes, start = 0, end = bytes.length) =>
    new Uint8Array(createHash('sha1').update(bytes.subarray(start, end)).digest()),
  sha1Text: (bytes, start = 0, end = bytes.length) =>
    createHash('sha1').update(bytes.subarray(start, end)).digest('binary'),
  sha1Hex: (bytes, start = 0, end = bytes.length) =>
    createHash('sha1').update(bytes.subarray(start, end)).digest('hex'),
};
