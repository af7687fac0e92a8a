import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { CompactRadixlink, FixedKeyReader, Radixlink } from '../../../src/radixlink/index.js';
import { qs } from '../../interop/qs.js';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'qs-radixlink-'));
  const index = Radixlink.empty();
  index.insert(bytesOf('abc'), 7);
  index.insert(bytesOf('a'), 8);
  writeFileSync(join(scratch, 'good'), index.bytes());
  const nodes = Uint8Array.from({ length: 60 }, (_, i) => (i % 20 < 2 ? 7 : i));
  const compact = CompactRadixlink.empty(new FixedKeyReader(nodes, 0, 20, 20));
  for (const [reference, value] of [
    [0, 0],
    [1, 1],
    [2, 9],
    [1, 4],
  ] as const)
    compact.insert(reference, value);
  writeFileSync(join(scratch, 'good.compact-radixlink'), compact.bytes());
  writeFileSync(join(scratch, 'bad.compact-radixlink'), compact.bytes().subarray(0, 150));
  writeFileSync(join(scratch, 'bad'), index.bytes().subarray(0, 80));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('dumps, counts, and says where a file is damaged', async () => {
  const dump = await qs(scratch, ['debugradixlink', 'good']);
  expect(dump.code).toBe(0);
  expect(dump.out).toContain('value 7\n');
  const stats = await qs(scratch, ['debugradixlink', '--stats', 'good']);
  expect(stats.out).toContain('keys:                 2\n');
  const bad = await qs(scratch, ['debugradixlink', 'bad']);
  expect(bad.code).toBe(255);
  expect(bad.err).toMatch(/offset \d+/);
});

it('does the same for the compact variant', async () => {
  const dump = await qs(scratch, ['debugradixlink', 'good.compact-radixlink']);
  expect(dump.out).toMatch(/^ {4}4 \| radix 0: \d+\n/);
  expect(dump.out).toContain('=0');
  expect(dump.out).toContain('key 2, value 9');
  expect(dump.out).toContain('value 4, then value 1');
  const stats = await qs(scratch, ['debugradixlink', '--stats', '--compact', 'good.compact-radixlink']);
  expect(stats.out).toContain('keys:                 3\n');
  const bad = await qs(scratch, ['debugradixlink', 'bad.compact-radixlink']);
  expect(bad.code).toBe(255);
  expect(bad.err).toMatch(/offset \d+/);
});
