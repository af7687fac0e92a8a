import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createNodePlatform,
  HgError,
  openNodeRepository,
  openRepository,
  revs,
  utf8Of,
} from '../../../src/index-node.js';

/** The example repository that the project ships: what README's library example does, on real data. */
const EXAMPLE = join(import.meta.dirname, '../../../examples/quicksilver');
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'qs-library-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('reads the example repository', () => {
  const repo = openNodeRepository(EXAMPLE);
  expect(repo.length).toBeGreaterThan(10);
  const last = revs(repo, 'last(branch(default), 5)');
  expect(last).toHaveLength(5);
  expect(last.at(-1)).toBe(repo.tip());
  for (const rev of last) {
    expect(repo.node(rev)).toMatch(/^[0-9a-f]{40}$/);
    expect(repo.changeset(rev).description).not.toBe('');
    expect(repo.revOf(repo.node(rev))).toBe(rev);
  }
  expect(repo.file(repo.tip(), 'LICENSE')?.content().length).toBeGreaterThan(500);
  expect(repo.file(repo.tip(), 'no such file')).toBeUndefined();
});

it('says where there is no repository', () => {
  expect(() => openRepository(createNodePlatform(), utf8Of(scratch))).toThrow(HgError);
});
