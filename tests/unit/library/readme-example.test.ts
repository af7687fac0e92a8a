import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  bytesOf,
  Config,
  commitChangeset,
  createNodePlatform,
  createRepository,
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

it('commits without a working copy', () => {
  const platform = createNodePlatform();
  const path = join(scratch, 'new');
  createRepository(platform, utf8Of(path), new Config());
  const repo = openNodeRepository(path);
  const { node, repository } = commitChangeset(repo, {
    parents: [],
    files: new Map([['notes.txt', { content: bytesOf('hello\n'), flags: '' }]]),
    message: 'Add notes',
    user: 'Alice <alice@example.org>',
    date: { seconds: 0, offset: 0 },
  });
  expect(repository.node(repository.tip())).toBe(node);
  expect(repository.file(0, 'notes.txt')?.content()).toEqual(bytesOf('hello\n'));
});

it('says where there is no repository', () => {
  expect(() => openRepository(createNodePlatform(), utf8Of(scratch))).toThrow(HgError);
});
