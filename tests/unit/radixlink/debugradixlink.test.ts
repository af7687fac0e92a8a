import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { Radixlink } from '../../../src/radixlink/index.js';
import { qs } from '../../interop/qs.js';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'qs-radixlink-'));
  const index = Radixlink.empty();
  index.insert(bytesOf('abc'), 7);
  index.insert(bytesOf('a'), 8);
  writeFileSync(join(scratch, 'good'), index.bytes());
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
