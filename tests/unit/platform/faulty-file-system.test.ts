import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { FileSystemError } from '../../../src/errors/index.js';
import {
  FaultyFileSystem,
  MemoryFileSystem,
  readFile,
  readFully,
  replaceFile,
  SimulatedCrash,
  writeFile,
} from '../../../src/platform/index.js';

describe('FaultyFileSystem', () => {
  function make() {
    const inner = new MemoryFileSystem();
    writeFile(inner, 'a', bytesOf('old'));
    return inner;
  }

  it('leaves the old content or the new when replacing crashes anywhere', () => {
    const probe = new FaultyFileSystem(make());
    replaceFile(probe, 'a', bytesOf('new content'), { sync: true });
    expect(probe.log).toEqual([
      'open-write a.qs-tmp',
      'write 11 a.qs-tmp',
      'sync a.qs-tmp',
      'rename a.qs-tmp a',
      'set-time a',
    ]);
    const renamed = 4;
    for (const kind of ['crash', 'tear-and-crash', 'crash-after'] as const) {
      for (let at = 1; at <= probe.mutations; at++) {
        const inner = make();
        const fs = new FaultyFileSystem(inner, { mutation: { at, kind } });
        expect(() => replaceFile(fs, 'a', bytesOf('new content'), { sync: true })).toThrow(SimulatedCrash);
        expect(() => fs.stat('a')).toThrow(SimulatedCrash);
        expect(() => fs.at('x').list('')).toThrow(SimulatedCrash);
        const expected = at > renamed || (at === renamed && kind === 'crash-after') ? 'new content' : 'old';
        expect(byteStringOf(readFile(inner, 'a'))).toBe(expected);
      }
    }
  });

  it('tears and fails writes, once', () => {
    const inner = make();
    const fs = new FaultyFileSystem(inner, { mutation: { at: 2, kind: 'tear', bytes: 3, errno: 'ENOSPC' } });
    expect(() => writeFile(fs, 'b', bytesOf('123456'))).toThrow(FileSystemError);
    expect(byteStringOf(readFile(inner, 'b'))).toBe('123');
    writeFile(fs, 'b', bytesOf('123456'));
    expect(byteStringOf(readFile(inner, 'b'))).toBe('123456');
    expect(fs.crashed).toBe(false);
  });

  it('fails and shortens reads, of chosen files', () => {
    const inner = make();
    writeFile(inner, 'b', bytesOf('123456'));
    const path = (name: string) => name === 'b';
    const failing = new FaultyFileSystem(inner, { read: { at: 3, kind: 'fail', errno: 'EIO', path } });
    expect(byteStringOf(readFile(failing, 'a'))).toBe('old');
    expect(() => readFile(failing, 'b')).toThrow('simulated EIO');
    const short = new FaultyFileSystem(inner, { read: { at: 2, kind: 'tear', bytes: 2, path } });
    const handle = short.open('b', 'read');
    const target = new Uint8Array(6);
    expect(readFully(handle, target, 0)).toBe(6);
    expect(byteStringOf(target)).toBe('123456');
    expect(short.reads).toBe(3);
  });
});

describe('MemoryFileSystem', () => {
  it('takes the time from its clock', () => {
    let now = 5.5;
    const fs = new MemoryFileSystem({ now: () => now });
    writeFile(fs, 'a', bytesOf('x'));
    expect(fs.stat('a')).toMatchObject({ mtimeSeconds: 5, mtimeNanoseconds: 500_000_000, ctimeSeconds: 5 });
    now = 7;
    fs.setExecutable('a', true);
    expect(fs.stat('a')).toMatchObject({ mtimeSeconds: 5, ctimeSeconds: 7 });
    writeFile(fs.at('/'), 'a', bytesOf('y'));
    expect(fs.stat('a')).toMatchObject({ mtimeSeconds: 7 });
  });
});
