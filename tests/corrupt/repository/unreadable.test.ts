/** A file system that refuses: unreadable files and directories, errors of the medium, reads that end early. */
import { describe, expect, it } from 'vitest';
import { FileSystemError, HgError } from '../../../src/errors/index.js';
import { FaultyFileSystem } from '../../../src/platform/index.js';
import { openRepository } from '../../../src/repo/index.js';
import { fixtureInMemory, loadFixture } from '../../golden/repositories/fixtures.js';
import { platformOn, readEverything, wrongAnswers } from './read-everything.js';

/** Failing reads tried in each repository; QS_ALL_FLIPS=1 tries every one. */
const MOST = process.env.QS_ALL_FLIPS === '1' ? Number.POSITIVE_INFINITY : 25;

describe.each(['share-safe', 'split-revlogs', 'treemanifest', 'persistent-nodemap', 'obsstore-v1'])(
  '%s',
  (name) => {
    const fs = fixtureInMemory(loadFixture(name));
    const sound = readEverything(fs);
    const counting = new FaultyFileSystem(fs);
    readEverything(counting);
    const reads = counting.reads;

    it.each(['EACCES', 'EIO'])('survives every read that fails with %s', (errno) => {
      const step = Math.max(1, Math.floor(reads / MOST));
      for (let at = 1; at <= reads; at += step) {
        const faulty = new FaultyFileSystem(fs, { read: { at, kind: 'fail', errno } });
        const got = readEverything(faulty);
        expect(wrongAnswers(got, sound)).toEqual([]);
      }
    });

    it('survives reads that end early', () => {
      const step = Math.max(1, Math.floor(reads / MOST));
      for (let at = 1; at <= reads; at += step) {
        const got = readEverything(new FaultyFileSystem(fs, { read: { at, kind: 'tear' } }));
        expect(wrongAnswers(got, sound)).toEqual([]);
      }
    });
  },
);

describe('a directory that may not be read', () => {
  const fs = fixtureInMemory(loadFixture('share-safe'));
  const open = (path: string): ReturnType<typeof openRepository> =>
    openRepository(
      platformOn(
        new FaultyFileSystem(fs, {
          read: { at: 1, kind: 'fail', errno: 'EACCES', path: (read) => read.includes(path) },
        }),
      ),
      '/repo',
    );

  it.each(['requires', '.hg'])('%s: the repository is not opened', (path) => {
    expect(() => open(path)).toThrow(HgError);
  });

  it.each([
    ['00changelog.i', (repo: ReturnType<typeof open>) => repo.length],
    ['00manifest.i', (repo: ReturnType<typeof open>) => repo.manifest(0)],
    ['data/a.i', (repo: ReturnType<typeof open>) => repo.file(0, 'a')],
    ['phaseroots', (repo: ReturnType<typeof open>) => repo.phase(0)],
  ] as const)('%s: the error names it and the reason', (path, action) => {
    let caught: unknown;
    try {
      action(open(path));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FileSystemError);
    expect((caught as FileSystemError).errno).toBe('EACCES');
    expect((caught as FileSystemError).path).toContain(path);
  });
});
