import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileSystemError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { type FileSystem, MemoryFileSystem, SharedStats, writeFile } from '../../../src/platform/index.js';
import { threadsFor } from '../../interop/job-programs.js';

function manyFiles(fs: FileSystem, count: number): string[] {
  const paths: string[] = [];
  for (let i = 0; i < count; i++) {
    const path = `file-${i}`;
    if (i % 7 !== 3) writeFile(fs, path, new Uint8Array(i));
    paths.push(path);
  }
  return paths;
}

it('tells what the other side has seen, and leaves it the rest', () => {
  const fs = new MemoryFileSystem();
  const paths = manyFiles(fs, 1000);
  fs.makeSymlink('file-1', 'link');
  fs.makeDirectory('directory');
  paths.push('link', 'directory', 'nul\0in it');
  const stats = new SharedStats(paths.length);
  const work = stats.workOf(paths);
  // The first block is the caller's; the last holds a name that cannot be told from two.
  expect(stats.take(0)).toBe(true);
  SharedStats.fill(fs, work);
  expect(stats.take(300)).toBe(false);
  let told = 0;
  paths.forEach((path, i) => {
    const seen = stats.at(i);
    if (seen === 'unknown') return;
    told++;
    const stat = fs.stat(path, true);
    expect(seen?.kind).toBe(stat?.kind);
    expect(seen?.mode).toBe(stat?.mode);
    expect(seen?.size).toBe(stat?.size);
    expect(seen?.mtimeSeconds).toBe(stat?.mtimeSeconds);
    expect(seen?.mtimeNanoseconds).toBe(stat?.mtimeNanoseconds);
  });
  expect(told).toBe(512);
  expect(stats.at(0)).toBe('unknown');
  expect(stats.at(1002)).toBe('unknown');
});

it('says that it does not know what could not be looked at', () => {
  const fs = new MemoryFileSystem();
  const closed = new Proxy(fs, {
    get: (target, key) =>
      key === 'stat'
        ? (path: string) => {
            if (path === 'b') throw new FileSystemError('EACCES', path, 'Permission denied');
            return target.stat(path);
          }
        : Reflect.get(target, key),
  });
  const stats = new SharedStats(2);
  SharedStats.fill(closed, stats.workOf(['a', 'b']));
  expect([stats.at(0), stats.at(1)]).toEqual([undefined, 'unknown']);
});

it('is filled by a thread', () => {
  const root = mkdtempSync(join(tmpdir(), 'qs-stats-'));
  try {
    const fs = createNodePlatform().openFileSystem(root);
    const paths = manyFiles(fs, 600);
    mkdirSync(join(root, 'd'));
    symlinkSync('nowhere', join(root, 'd/link'));
    writeFileSync(join(root, 'd/\u00fc'), 'x');
    paths.push('d', 'd/link', 'd/\xc3\xbc');
    const stats = new SharedStats(paths.length);
    const thread = threadsFor('stat-files', 1).start('stat-files', { root });
    thread?.post(stats.workOf(paths));
    expect(thread?.receive()).toBe('done');
    thread?.close();
    for (const [i, path] of paths.entries()) {
      const stat = fs.stat(path, true);
      const { kind, mode, size, mtimeSeconds, mtimeNanoseconds } = stat ?? {};
      expect(stats.at(i)).toEqual(
        stat === undefined ? undefined : { kind, mode, size, mtimeSeconds, mtimeNanoseconds },
      );
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});
