import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileSystemError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import {
  type FilePaths,
  type FileStat,
  type FileSystem,
  MemoryFileSystem,
  newSeenStat,
  SharedStats,
  writeFile,
} from '../../../src/platform/index.js';
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

function inText(paths: readonly string[]): FilePaths {
  const starts = new Int32Array(paths.length + 1);
  const ends = new Int32Array(paths.length + 1);
  let text = '';
  for (const [i, path] of paths.entries()) {
    starts[i] = text.length;
    text += path;
    ends[i] = text.length;
    text += 'x';
  }
  return { text, starts, ends, count: paths.length };
}

/** As the file system has it, and as the other side has told it. */
function both(stats: SharedStats, index: number, stat: FileStat | undefined) {
  const seen = newSeenStat();
  if (!stats.at(index, seen)) return undefined;
  const { mode = 0, size = 0, mtimeSeconds = 0, mtimeNanoseconds = 0 } = stat ?? {};
  const unknown = { ctimeSeconds: 0, inode: 0 };
  return { seen, expected: { mode, size, mtimeSeconds, mtimeNanoseconds, ...unknown } };
}

it('tells what the other side has seen, and leaves it the rest', () => {
  const fs = new MemoryFileSystem();
  const paths = manyFiles(fs, 1000);
  fs.makeSymlink('file-1', 'link');
  fs.makeDirectory('directory');
  paths.push('link', 'directory', 'nul\0in it');
  const stats = new SharedStats(paths.length);
  const work = stats.workOf(inText(paths));
  // The first block is the caller's.
  expect(stats.take(0)).toBe(true);
  SharedStats.fill(fs, work);
  expect(stats.take(300)).toBe(false);
  let told = 0;
  paths.forEach((path, i) => {
    const answer = both(stats, i, path.includes('\0') ? undefined : fs.stat(path, true));
    if (answer === undefined) return;
    told++;
    expect(answer.seen).toEqual(answer.expected);
  });
  // All but the first block, and the name that no file can have.
  expect(told).toBe(1003 - 256 - 1);
  expect([0, 255, 256, 1002].map((i) => stats.at(i, newSeenStat()))).toEqual([false, false, true, false]);
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
  SharedStats.fill(closed, stats.workOf(inText(['a', 'b'])));
  const seen = newSeenStat();
  expect([stats.at(0, seen), seen.mode, stats.at(1, seen)]).toEqual([true, 0, false]);
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
    thread?.post(stats.workOf(inText(paths)));
    expect(thread?.receive()).toBe('done');
    thread?.close();
    for (const [i, path] of paths.entries()) {
      const { seen, expected } = both(stats, i, fs.stat(path, true)) ?? {};
      expect(seen).toEqual(expected);
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});
