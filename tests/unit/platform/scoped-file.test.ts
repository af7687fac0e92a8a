import { expect, it } from 'vitest';
import {
  type FileSystem,
  MemoryFileSystem,
  readFully,
  ScopedFile,
  writeFile,
} from '../../../src/platform/index.js';

function counting(fs: FileSystem): { fs: FileSystem; counts: { opened: number; open: number } } {
  const counts = { opened: 0, open: 0 };
  const open: FileSystem['open'] = (path, mode) => {
    const handle = fs.open(path, mode);
    counts.opened++;
    counts.open++;
    const close = (): void => {
      counts.open--;
      handle.close();
    };
    return new Proxy(handle, {
      get: (target, name) => {
        if (name === 'close') return close;
        const value = Reflect.get(target, name) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return { fs: new Proxy(fs, { get: (t, name) => (name === 'open' ? open : Reflect.get(t, name)) }), counts };
}

it('opens once for all nested scopes, and not before somebody reads', () => {
  const memory = new MemoryFileSystem();
  writeFile(memory, 'f', new Uint8Array([1, 2, 3]));
  const { fs, counts } = counting(memory);
  const file = new ScopedFile(fs, 'f');
  const bytes = new Uint8Array(3);
  file.keepOpen(() => {
    expect(counts).toEqual({ opened: 0, open: 0 });
    file.keepOpen(() => expect(readFully(file.handle, bytes, 0)).toBe(3));
    expect(file.handle.size()).toBe(3);
    expect(counts).toEqual({ opened: 1, open: 1 });
  });
  expect(bytes).toEqual(new Uint8Array([1, 2, 3]));
  expect(counts.open).toBe(0);
  file.keepOpen(() => file.handle);
  expect(counts).toEqual({ opened: 2, open: 0 });
});

it('closes when a scope throws', () => {
  const memory = new MemoryFileSystem();
  writeFile(memory, 'f', new Uint8Array(1));
  const { fs, counts } = counting(memory);
  const file = new ScopedFile(fs, 'f');
  const failing = (): never => {
    file.handle.size();
    throw new Error('no');
  };
  expect(() => file.keepOpen(failing)).toThrow('no');
  expect(counts).toEqual({ opened: 1, open: 0 });
});
