/** What every {@link FileSystem} must do, whatever is behind it. */
import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../src/bytes/index.js';
import { FileSystemError } from '../../src/errors/index.js';
import {
  type FileStat,
  type FileSystem,
  readFile,
  replaceFile,
  tryReadFile,
  writeFile,
} from '../../src/platform/index.js';

function errnoOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof FileSystemError) return error.errno;
    throw error;
  }
  return undefined;
}

/** @param make gives an empty file system */
export function describeFileSystem(name: string, make: () => FileSystem): void {
  const text = (fs: FileSystem, path: string) => byteStringOf(readFile(fs, path));
  const put = (fs: FileSystem, path: string, content: string) => writeFile(fs, path, bytesOf(content));

  describe(`file system: ${name}`, () => {
    it('replaces files so that their size, inode and time in seconds tell them from the ones before', () => {
      const fs = make();
      put(fs, 'a', '0');
      const seen = new Set<string>();
      const look = (): void => {
        const { inode, size, mtimeSeconds, ctimeSeconds } = fs.stat('a') as FileStat;
        seen.add([inode, size, mtimeSeconds, ctimeSeconds].join());
      };
      look();
      for (let i = 1; i < 8; i++) {
        replaceFile(fs, 'a', bytesOf(`${i}`));
        look();
      }
      expect(seen.size).toBe(8);
    });

    it('writes, reads and replaces files', () => {
      const fs = make();
      put(fs, 'a', 'hello');
      expect(text(fs, 'a')).toBe('hello');
      put(fs, 'a', 'bye');
      expect(text(fs, 'a')).toBe('bye');
      replaceFile(fs, 'a', bytesOf('new'), { sync: true });
      expect(text(fs, 'a')).toBe('new');
      expect(fs.list('')).toEqual(['a']);
      expect(tryReadFile(fs, 'b')).toBeUndefined();
      expect(tryReadFile(fs, 'a/b')).toBeUndefined();
    });

    it('keeps names of any bytes', () => {
      const fs = make();
      const names = ['\x01', 'a b', 'caf\xe9', '\xff\xfe', 'caf\xc3\xa9', '..a', 'q\'"\\'];
      for (const one of names) put(fs, one, one);
      expect(fs.list('').sort()).toEqual([...names].sort());
      expect(
        fs
          .listEntries('')
          .map((entry) => entry.name)
          .sort(),
      ).toEqual([...names].sort());
      for (const one of names) expect(text(fs, one)).toBe(one);
      fs.makeSymlink('caf\xe9', 'link');
      expect(fs.readLink('link')).toBe('caf\xe9');
      expect(text(fs, 'link')).toBe('caf\xe9');
    });

    it('opens as the mode says', () => {
      const fs = make();
      expect(errnoOf(() => fs.open('a', 'read'))).toBe('ENOENT');
      expect(errnoOf(() => fs.open('a', 'update'))).toBe('ENOENT');
      fs.open('a', 'exclusive').close();
      expect(errnoOf(() => fs.open('a', 'exclusive'))).toBe('EEXIST');
      put(fs, 'a', '12345');
      const append = fs.open('a', 'append');
      append.writeAt(bytesOf('67'), append.size());
      append.close();
      const update = fs.open('a', 'update');
      update.writeAt(bytesOf('X'), 1);
      const target = new Uint8Array(10);
      expect(update.readAt(target, 2, 3, 1)).toBe(3);
      expect(byteStringOf(target, 2, 5)).toBe('X34');
      update.close();
      expect(text(fs, 'a')).toBe('1X34567');
      fs.open('a', 'write').close();
      expect(text(fs, 'a')).toBe('');
      fs.makeDirectory('d');
      for (const mode of ['write', 'update', 'append'] as const)
        expect(errnoOf(() => fs.open('d', mode))).toBe('EISDIR');
      // A directory opened for reading may show only when it is read, as in POSIX.
      expect(errnoOf(() => readFile(fs, 'd'))).toBe('EISDIR');
      expect(errnoOf(() => fs.open('d', 'exclusive'))).toBe('EEXIST');
      for (const mode of ['read', 'write', 'exclusive'] as const) {
        expect(errnoOf(() => fs.open('a/b', mode))).toBe('ENOTDIR');
        expect(errnoOf(() => fs.open('no/b', mode))).toBe('ENOENT');
      }
      expect(errnoOf(() => fs.open('a\0b', 'read'))).toBe('EINVAL');
    });

    it('reads and writes at positions', () => {
      const fs = make();
      const handle = fs.open('a', 'write');
      handle.writeAt(bytesOf('end'), 5);
      expect(handle.size()).toBe(8);
      const target = new Uint8Array(20).fill(9);
      expect(handle.readAt(target, 0, 20, 0)).toBe(8);
      expect([...target.subarray(0, 9)]).toEqual([0, 0, 0, 0, 0, 101, 110, 100, 9]);
      expect(handle.readAt(target, 0, 20, 8)).toBe(0);
      expect(handle.readAt(target, 0, 20, 100)).toBe(0);
      expect(handle.readAt(target, 0, 0, 0)).toBe(0);
      handle.truncate(6);
      handle.truncate(8);
      expect(handle.readAt(target, 0, 20, 4)).toBe(4);
      expect([...target.subarray(0, 4)]).toEqual([0, 101, 0, 0]);
      handle.sync();
      expect(handle.stat().size).toBe(8);
      handle.close();
      handle.close();
      expect(errnoOf(() => handle.size())).toBe('EBADF');
      const reader = fs.open('a', 'read');
      expect(errnoOf(() => reader.writeAt(bytesOf('x'), 0))).toBe('EBADF');
      expect(errnoOf(() => reader.truncate(0))).toBe('EINVAL');
      reader.close();
    });

    it('copies what is written', () => {
      const fs = make();
      const bytes = bytesOf('abc');
      writeFile(fs, 'a', bytes);
      bytes.fill(0);
      expect(text(fs, 'a')).toBe('abc');
    });

    it('keeps open files alive when they are removed or replaced', () => {
      const fs = make();
      put(fs, 'a', 'old');
      put(fs, 'b', 'new');
      const handle = fs.open('a', 'read');
      fs.rename('b', 'a');
      const target = new Uint8Array(3);
      handle.readAt(target, 0, 3, 0);
      expect(byteStringOf(target)).toBe('old');
      handle.close();
      expect(text(fs, 'a')).toBe('new');
    });

    it('tells what is there', () => {
      const fs = make();
      put(fs, 'f', 'four');
      fs.makeDirectory('d');
      fs.makeSymlink('f', 'l');
      fs.makeSymlink('nowhere', 'dangling');
      expect(fs.stat('')?.kind).toBe('directory');
      expect(fs.stat('f')).toMatchObject({ kind: 'file', size: 4, links: 1 });
      expect((fs.stat('f')?.mode ?? 0) & 0o170000).toBe(0o100000);
      expect(fs.stat('d')?.kind).toBe('directory');
      expect(fs.stat('l')?.kind).toBe('file');
      expect(fs.stat('l', true)).toMatchObject({ kind: 'symlink', size: 1 });
      expect(fs.stat('dangling')).toBeUndefined();
      expect(fs.stat('dangling', true)?.kind).toBe('symlink');
      expect(fs.stat('none')).toBeUndefined();
      expect(fs.stat('f/none')).toBeUndefined();
      expect(fs.stat('none/none')).toBeUndefined();
      expect(fs.stat('f')?.inode).toBe(fs.stat('l')?.inode);
      expect(fs.stat('f')?.inode).not.toBe(fs.stat('d')?.inode);
      const kinds = Object.fromEntries(fs.listEntries('').map((entry) => [entry.name, entry.kind]));
      expect(kinds).toEqual({ f: 'file', d: 'directory', l: 'symlink', dangling: 'symlink' });
      expect(errnoOf(() => fs.list('f'))).toBe('ENOTDIR');
      expect(errnoOf(() => fs.list('none'))).toBe('ENOENT');
      expect(errnoOf(() => fs.listEntries('none'))).toBe('ENOENT');
    });

    it('keeps times', () => {
      const fs = make();
      put(fs, 'f', 'x');
      fs.setModifiedTime('f', 1_000_000_000);
      expect(fs.stat('f')).toMatchObject({ mtimeSeconds: 1_000_000_000, mtimeNanoseconds: 0 });
      fs.setModifiedTime('f', 1_000_000_000.25);
      expect(fs.stat('f')).toMatchObject({ mtimeSeconds: 1_000_000_000, mtimeNanoseconds: 250_000_000 });
      expect(errnoOf(() => fs.setModifiedTime('none', 0))).toBe('ENOENT');
    });

    it('keeps the executable bit', () => {
      const fs = make();
      put(fs, 'f', 'x');
      expect((fs.stat('f')?.mode ?? 0) & 0o111).toBe(0);
      fs.setExecutable('f', true);
      expect((fs.stat('f')?.mode ?? 0) & 0o100).toBe(0o100);
      fs.setExecutable('f', false);
      expect((fs.stat('f')?.mode ?? 0) & 0o111).toBe(0);
      expect(errnoOf(() => fs.setExecutable('none', true))).toBe('ENOENT');
    });

    it('makes and removes directories', () => {
      const fs = make();
      expect(errnoOf(() => fs.makeDirectory('a/b'))).toBe('ENOENT');
      fs.makeDirectory('a/b/c', true);
      fs.makeDirectory('a/b/c', true);
      expect(fs.list('a/b')).toEqual(['c']);
      expect(errnoOf(() => fs.makeDirectory('a'))).toBe('EEXIST');
      put(fs, 'f', '');
      expect(errnoOf(() => fs.makeDirectory('f', true))).toBe('EEXIST');
      expect(errnoOf(() => fs.makeDirectory('f/g', true))).toBe('ENOTDIR');
      expect(errnoOf(() => fs.makeDirectory('f/g'))).toBe('ENOTDIR');
      expect(errnoOf(() => fs.removeDirectory('a'))).toBe('ENOTEMPTY');
      expect(errnoOf(() => fs.removeDirectory('f'))).toBe('ENOTDIR');
      expect(errnoOf(() => fs.removeDirectory('none'))).toBe('ENOENT');
      expect(errnoOf(() => fs.remove('a'))).toBe('EISDIR');
      expect(errnoOf(() => fs.remove('none'))).toBe('ENOENT');
      fs.removeDirectory('a/b/c');
      fs.remove('f');
      expect(fs.list('')).toEqual(['a']);
    });

    it('renames', () => {
      const fs = make();
      fs.makeDirectory('d/e', true);
      put(fs, 'f', 'f');
      put(fs, 'd/g', 'g');
      fs.rename('f', 'd/g');
      expect(text(fs, 'd/g')).toBe('f');
      fs.rename('d', 'x');
      expect(text(fs, 'x/g')).toBe('f');
      expect(fs.stat('d')).toBeUndefined();
      expect(errnoOf(() => fs.rename('x', 'x/e/y'))).toBe('EINVAL');
      expect(errnoOf(() => fs.rename('none', 'y'))).toBe('ENOENT');
      expect(errnoOf(() => fs.rename('x', 'none/y'))).toBe('ENOENT');
      expect(errnoOf(() => fs.rename('x/g', 'x/e'))).toBe('EISDIR');
      expect(errnoOf(() => fs.rename('x/e', 'x/g'))).toBe('ENOTDIR');
      fs.makeDirectory('y');
      fs.rename('x/e', 'y');
      put(fs, 'y/full', '');
      fs.makeDirectory('z');
      expect(errnoOf(() => fs.rename('z', 'y'))).toBe('ENOTEMPTY');
      fs.rename('x/g', 'x/g');
      expect(text(fs, 'x/g')).toBe('f');
    });

    it('follows symbolic links, and acts on links where it should', () => {
      const fs = make();
      fs.makeDirectory('d/e', true);
      put(fs, 'd/f', 'f');
      fs.makeSymlink('d', 'l');
      fs.makeSymlink('../l/e/../f', 'd/up');
      expect(text(fs, 'l/f')).toBe('f');
      expect(text(fs, 'd/up')).toBe('f');
      expect(fs.list('l').sort()).toEqual(['e', 'f', 'up']);
      fs.makeSymlink('loop', 'loop');
      expect(errnoOf(() => fs.open('loop', 'read'))).toBe('ELOOP');
      expect(errnoOf(() => fs.stat('loop'))).toBe('ELOOP');
      fs.makeSymlink('made', 'pending');
      put(fs, 'pending', 'through');
      expect(text(fs, 'made')).toBe('through');
      expect(errnoOf(() => fs.open('pending', 'exclusive'))).toBe('EEXIST');
      expect(errnoOf(() => fs.makeSymlink('x', 'f2/f'))).toBe('ENOENT');
      expect(errnoOf(() => fs.makeSymlink('x', 'l'))).toBe('EEXIST');
      expect(errnoOf(() => fs.readLink('made'))).toBe('EINVAL');
      expect(errnoOf(() => fs.readLink('none'))).toBe('ENOENT');
      fs.rename('l', 'm');
      expect(fs.readLink('m')).toBe('d');
      fs.remove('m');
      expect(text(fs, 'd/f')).toBe('f');
      expect(errnoOf(() => fs.removeDirectory('pending'))).toBe('ENOTDIR');
    });

    it('makes hard links', () => {
      const fs = make();
      put(fs, 'a', '1');
      fs.hardLink('a', 'b');
      expect(fs.stat('a')).toMatchObject({ links: 2, inode: fs.stat('b')?.inode });
      const handle = fs.open('b', 'update');
      handle.writeAt(bytesOf('2'), 0);
      handle.close();
      expect(text(fs, 'a')).toBe('2');
      fs.remove('a');
      expect(text(fs, 'b')).toBe('2');
      expect(fs.stat('b')?.links).toBe(1);
      expect(errnoOf(() => fs.hardLink('none', 'c'))).toBe('ENOENT');
      put(fs, 'c', '');
      expect(errnoOf(() => fs.hardLink('b', 'c'))).toBe('EEXIST');
      fs.makeDirectory('d');
      expect(errnoOf(() => fs.hardLink('d', 'e'))).toBe('EPERM');
    });

    it('is seen from other directories', () => {
      const fs = make();
      fs.makeDirectory('d/e', true);
      put(fs, 'd/e/f', 'f');
      const below = fs.at('d');
      expect(text(below, 'e/f')).toBe('f');
      expect(text(below.at('e'), 'f')).toBe('f');
      put(below, 'g', 'g');
      expect(text(fs, 'd/g')).toBe('g');
      expect(text(below, '../d/g')).toBe('g');
      expect(text(fs.at(''), 'd/g')).toBe('g');
      const root = fs.root === '/' ? '' : fs.root;
      expect(text(fs.at(`${root}/d`), 'g')).toBe('g');
      expect(text(fs.at('/'), `${root.slice(1)}/d/g`.replace(/^\//, ''))).toBe('g');
      expect(below.root).toBe(`${root}/d`);
    });
  });
}
