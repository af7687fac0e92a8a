import { describe, expect, it } from 'vitest';
import { bytesOf, concatBytes, NULL_NODE } from '../../../src/bytes/index.js';
import {
  Dirstate,
  dirstateFromV1,
  dirstateFromV2,
  parseDocket,
  readDirstate,
} from '../../../src/dirstate/index.js';
import { CorruptionError, FileSystemError } from '../../../src/errors/index.js';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { buildDirstateV2, type TestNode } from './build-dirstate.js';

const TRACKED = 0b11;
const MODE_AND_SIZE = 1 << 10;
const MTIME = 1 << 11;
const SEEN = TRACKED | MODE_AND_SIZE | MTIME;

function entryV1(state: string, numbers: readonly number[], path: string): Uint8Array {
  const head = new Uint8Array(17);
  const view = new DataView(head.buffer);
  head[0] = state.charCodeAt(0);
  [...numbers, path.length].forEach((value, i) => {
    view.setInt32(1 + 4 * i, value);
  });
  return concatBytes([head, bytesOf(path)]);
}

function readV2(roots: readonly TestNode[]): Dirstate {
  const { docket, data } = buildDirstateV2(roots);
  return dirstateFromV2(parseDocket(docket), data);
}

describe('format 1', () => {
  const bytes = concatBytes([
    new Uint8Array(40).fill(0x22),
    entryV1('n', [0o100644, 3, 1000], 'b'),
    entryV1('a', [0, -1, -1], 'a\0b'),
    entryV1('r', [0, 0, 0], 'B\xe9'),
  ]);

  it('lists paths in byte order, with removed ones', () => {
    const state = dirstateFromV1(bytes);
    expect(state.paths()).toEqual(['B\xe9', 'a', 'b']);
    expect(state.paths().filter((path) => state.isTracked(path))).toEqual(['a', 'b']);
    expect(state.has('nothing') || state.isTracked('nothing')).toBe(false);
    expect(state.entry('a')).toEqual({
      state: 'a',
      mode: 0,
      size: -1,
      mtime: -1,
      mtimeNanoseconds: 0,
      copiedFrom: 'b',
    });
  });
});

describe('format 2', () => {
  it('reads a tree in byte order of whole paths', () => {
    const state = readV2([
      {
        path: 'sub',
        flags: 0,
        children: [{ path: 'sub/x', flags: SEEN, size: 5, seconds: 7, nanoseconds: 9 }],
      },
      { path: 'sub.txt', flags: 1, copiedFrom: 'sub/x' },
      { path: 'unknown', flags: 0 },
    ]);
    expect(state.parents).toEqual(['11'.repeat(20), NULL_NODE]);
    expect(state.paths()).toEqual(['sub.txt', 'sub/x']);
    expect(state.size).toBe(2);
    expect(state.has('sub') || state.has('unknown')).toBe(false);
    expect(state.entry('sub/x')).toEqual({
      state: 'n',
      mode: 0o100644,
      size: 5,
      mtime: 7,
      mtimeNanoseconds: 9,
      copiedFrom: undefined,
    });
    expect(state.entry('sub.txt')?.copiedFrom).toBe('sub/x');
  });

  it('refuses loops, pointers that lead out, paths outside their directory and dockets that lead elsewhere', () => {
    const good = buildDirstateV2([{ path: 'd', flags: 0, children: [{ path: 'd/x', flags: 1 }] }]);
    const root = new DataView(good.docket.buffer).getUint32(76);
    const damage = (at: number, value: number, part: 'data' | 'docket' = 'data'): (() => Dirstate) => {
      const docket = good.docket.slice();
      const data = good.data.slice();
      new DataView((part === 'data' ? data : docket).buffer).setUint32(at, value);
      return () => dirstateFromV2(parseDocket(docket), data);
    };
    expect(damage(120, good.data.length, 'docket')()).toBeInstanceOf(Dirstate);
    for (const make of [
      damage(root + 14, root), // the directory is its own child
      damage(root + 14, 0xffffffff),
      damage(root + 18, 0xffffffff),
      damage(root, 0xfffffff0),
      damage(80, 0x7fffffff, 'docket'),
      damage(76, 0xffffffff, 'docket'),
      damage(120, good.data.length + 1, 'docket'),
    ])
      expect(make).toThrow(CorruptionError);
    expect(() => readV2([{ path: 'd', flags: 0, children: [{ path: 'e/x', flags: 1 }] }])).toThrow(
      'working directory state appears damaged!',
    );
    const docket = good.docket.slice();
    docket.set(bytesOf('/../evil'), 125);
    expect(() => parseDocket(docket)).toThrow(CorruptionError);
  });
});

describe('readDirstate', () => {
  it('takes no file for no entry, and data behind the used size for nothing', () => {
    const fs = new MemoryFileSystem();
    expect(readDirstate(fs, false).size).toBe(0);
    expect(readDirstate(fs, true).parents).toEqual([NULL_NODE, NULL_NODE]);
    const { docket, data } = buildDirstateV2([{ path: 'f', flags: 1 }]);
    writeFile(fs, 'dirstate', docket);
    expect(() => readDirstate(fs, true)).toThrow(FileSystemError);
    writeFile(fs, 'dirstate.abcd1234', concatBytes([data, new Uint8Array(100)]));
    expect(readDirstate(fs, true).paths()).toEqual(['f']);
  });
});
