import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createNodeHasher } from '../../../src/node/hasher.js';
import { SHA1_SOURCE_SHA256 } from '../../../src/node/sha1-code.js';
import { loadSha1 } from '../../../src/node/sha1-module.js';

const hex = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * i) >> 3);

describe('SHA-1 on WebAssembly', () => {
  it('was made from the source that is there', () => {
    const source = readFileSync(new URL('../../../wasm/sha1.ts', import.meta.url));
    expect(createHash('sha256').update(source).digest('hex')).toBe(SHA1_SOURCE_SHA256);
  });

  it('agrees with Node for every length of a few blocks, and a long text', () => {
    const module = loadSha1(bytes.length);
    for (const length of [...Array(260).keys(), 4095, 4096, 65_535, 70_000]) {
      const start = length % 7;
      const end = Math.min(bytes.length, start + length);
      expect(Buffer.from(module.digest(bytes, start, end)).toString('hex')).toBe(
        hex(bytes.subarray(start, end)),
      );
    }
  });
});

describe('the hasher', () => {
  it('goes on with the same results when there is much to hash', () => {
    const hasher = createNodeHasher();
    for (let round = 0; round < 20; round++) {
      const part = bytes.subarray(round, 50_000 + round);
      expect(hasher.sha1Hex(bytes, round, 50_000 + round)).toBe(hex(part));
      expect(Buffer.from(hasher.sha1(part)).toString('hex')).toBe(hex(part));
      expect(Buffer.from(hasher.sha1Text(part), 'latin1').toString('hex')).toBe(hex(part));
    }
  });
});
