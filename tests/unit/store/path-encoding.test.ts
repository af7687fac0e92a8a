import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeDirectories,
  decodeFilename,
  encodeDirectories,
  encodeFilename,
  pathEncoder,
  type StoreLayout,
} from '../../../src/store/path-encoding.js';
import { RandomPaths } from './random-paths.js';
import { hasher } from './support.js';

interface Fixture {
  readonly seed: number;
  readonly block: number;
  readonly digests: Readonly<Record<StoreLayout, readonly string[]>>;
  readonly explicit: readonly (readonly string[])[];
}
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/path-encoding.json'), 'utf8'),
) as Fixture;
const LAYOUTS: readonly StoreLayout[] = ['plain', 'store', 'fncache', 'dotencode'];

describe('path encoding', () => {
  it.each(LAYOUTS.map((layout, column) => [layout, column + 1] as const))(
    '%s: hg pairs',
    (layout, column) => {
      const encode = pathEncoder(layout, hasher);
      for (const row of fixture.explicit)
        expect([row[0], encode(row[0] as string)]).toEqual([row[0], row[column]]);
    },
  );

  // All the million with QS_ALL_PATHS=1; the answers come from hg, see tests/fixtures/scripts/path-encoding.py.
  it('agrees with hg on blocks of random paths', () => {
    const blocks = process.env.QS_ALL_PATHS === '1' ? fixture.digests.plain.length : 8;
    const paths = new RandomPaths(fixture.seed);
    const encoders = LAYOUTS.map((layout) => pathEncoder(layout, hasher));
    for (let block = 0; block < blocks; block++) {
      const outputs: string[][] = LAYOUTS.map(() => []);
      for (let i = 0; i < fixture.block; i++) {
        const path = paths.next();
        for (let e = 0; e < encoders.length; e++) outputs[e]?.push(encoders[e]?.(path) as string);
      }
      LAYOUTS.forEach((layout, e) => {
        const text = outputs[e]?.join('\n');
        const digest = createHash('sha1')
          .update(Buffer.from(`${text}\n`, 'latin1'))
          .digest('hex');
        expect([layout, block, digest]).toEqual([layout, block, fixture.digests[layout][block]]);
      });
    }
  });

  const bytePath = fc
    .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 40 })
    .map((bytes) => String.fromCharCode(...bytes));
  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(bytePath, (path) => {
        expect(decodeDirectories(encodeDirectories(path))).toBe(path);
        expect(decodeFilename(encodeFilename(path))).toBe(path);
      }),
    );
  });
  it('refuses names that no path has', () => {
    for (const name of ['A', '_1', 'a_', '~zz', '~4', '~41', '~aB', '\x80'])
      expect(decodeFilename(name)).toBeUndefined();
  });
});
