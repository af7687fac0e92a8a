import { expect, it } from 'vitest';
import { type Dirstate, readDirstate } from '../../../src/dirstate/index.js';
import { FileSystemError } from '../../../src/errors/index.js';
import { type FileStat, MemoryFileSystem, readFile, writeFile } from '../../../src/platform/index.js';
import { CachedListings } from '../../../src/repo/working-copy/cached-listings.js';
import { walkWorkingCopy } from '../../../src/repo/working-copy/walk.js';

const STAT = { inode: 7, size: 100, mtimeSeconds: 1000, mtimeNanoseconds: 5 } as FileStat;
const FILE = 'wcache/qs-listings';

/** A working directory whose clock is set by hand. */
class Place {
  time = 2000;
  readonly fs = new MemoryFileSystem({ now: () => this.time + 0.5 });
  readonly hgFs = new MemoryFileSystem();
  readonly dirstate: Dirstate = readDirstate(new MemoryFileSystem(), false);

  add(...paths: string[]): void {
    for (const path of paths) {
      const slash = path.lastIndexOf('/');
      if (slash > 0) this.fs.makeDirectory(path.slice(0, slash), true);
      writeFile(this.fs, path, new Uint8Array(1));
    }
  }

  track(...paths: string[]): void {
    this.add(...paths);
    for (const path of paths) this.dirstate.setTracked(path);
  }

  /** What a walk finds, and which directories it lists. */
  walk(stat = STAT, hash = 'patterns') {
    const listed: string[] = [];
    const unknown: string[] = [];
    let there = 0;
    const fs = new Proxy(this.fs, {
      get: (target, key) => {
        if (key === 'listEntries') {
          return (path: string) => {
            listed.push(path);
            return target.listEntries(path);
          };
        }
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const now = { seconds: this.time, nanoseconds: 1, secondAmbiguous: false };
    const memory = new CachedListings(this.hgFs, stat, hash, () => now);
    walkWorkingCopy(
      {
        fs,
        dirstate: this.dirstate,
        matcher: undefined,
        ignore: undefined,
        unknown: true,
        ignored: false,
        bad: () => undefined,
        memory,
      },
      {
        tracked: (_slot, stat) => {
          if (stat !== undefined) there++;
        },
        unknown: (path) => unknown.push(path),
        ignored: () => undefined,
      },
    );
    memory.save();
    return { listed: listed.sort(), unknown: unknown.sort(), there };
  }
}

function sample(): Place {
  const place = new Place();
  place.track('top', 'a/one', 'a/b/two', 'a/c/three', 'd/e/f/four');
  place.time += 100;
  return place;
}

it('lists directories once, as long as nothing comes or goes in them', () => {
  const place = sample();
  const first = place.walk();
  expect(first).toEqual({ listed: ['', 'a', 'a/b', 'a/c', 'd', 'd/e', 'd/e/f'], unknown: [], there: 5 });
  expect(place.walk()).toEqual({ ...first, listed: [] });
  place.add('a/b/new', 'g/new');
  expect(place.walk()).toEqual({ listed: ['', 'a/b', 'g'], unknown: ['a/b/new', 'g/new'], there: 5 });
  place.fs.remove('a/c/three');
  expect(place.walk()).toEqual({ listed: ['', 'a/b', 'a/c', 'g'], unknown: ['a/b/new', 'g/new'], there: 4 });
});

it('lists again what is below a directory with unknown files', () => {
  const place = sample();
  place.add('a/unknown', 'd/e/unknown');
  place.time += 100;
  const first = place.walk();
  expect(first.unknown).toEqual(['a/unknown', 'd/e/unknown']);
  expect(place.walk()).toEqual({ ...first, listed: ['a', 'd/e'] });
});

it('remembers empty directories', () => {
  const place = sample();
  place.fs.makeDirectory('a/empty/below', true);
  place.time += 100;
  const { listed, unknown } = place.walk();
  expect([listed, unknown]).toEqual([expect.arrayContaining(['a/empty', 'a/empty/below']), []]);
  expect(place.walk().listed).toEqual([]);
  place.add('a/empty/below/new');
  expect(place.walk()).toMatchObject({ listed: ['a/empty/below'], unknown: ['a/empty/below/new'] });
});

it('looks at nothing below a directory that is gone', () => {
  const place = sample();
  place.walk();
  const looked: string[] = [];
  const stat = place.fs.stat.bind(place.fs);
  place.fs.stat = (path, ...rest) => {
    looked.push(path);
    return stat(path, ...rest);
  };
  place.fs.rename('d', 'e');
  expect(place.walk()).toMatchObject({
    listed: ['', 'e', 'e/e', 'e/e/f'],
    unknown: ['e/e/f/four'],
    there: 4,
  });
  expect(looked.filter((path) => path.startsWith('d/'))).toEqual([]);
  place.fs.rename('e', 'd');
  expect(place.walk()).toMatchObject({ unknown: [], there: 5 });
});

it('lists a directory again that could not be looked at', () => {
  const place = sample();
  const stat = place.fs.stat.bind(place.fs);
  place.fs.stat = (path, ...rest) => {
    if (path === 'a/b') throw new FileSystemError('EACCES', path, 'Permission denied');
    return stat(path, ...rest);
  };
  expect(place.walk().listed).toContain('a/b');
  place.fs.stat = stat;
  place.add('a/b/new');
  expect(place.walk()).toMatchObject({ listed: ['a/b'], unknown: ['a/b/new'] });
});

it('forgets all when the dirstate or the patterns are others', () => {
  const place = sample();
  const first = place.walk();
  place.walk();
  expect(place.walk({ ...STAT, mtimeNanoseconds: 6 }, 'patterns').listed).toEqual(first.listed);
  expect(place.walk({ ...STAT, inode: 8 }).listed).toEqual(first.listed);
  expect(place.walk(STAT, 'others').listed).toEqual(first.listed);
  expect(place.walk(STAT, 'others').listed).toEqual([]);
});

it('lists directories again whose times were set back', () => {
  const place = sample();
  place.walk();
  const then = place.fs.stat('a/b') as FileStat;
  place.add('a/b/new');
  const setBack = (path: string): void => {
    const stat = place.fs.stat.bind(place.fs);
    place.fs.stat = (name, ...rest) => {
      const found = stat(name, ...rest);
      if (name !== path || found === undefined) return found;
      return {
        ...found,
        mtimeSeconds: then.mtimeSeconds,
        mtimeNanoseconds: then.mtimeNanoseconds,
      };
    };
  };
  setBack('a/b');
  expect(place.walk()).toMatchObject({ listed: ['a/b'], unknown: ['a/b/new'] });
});

it('does not remember what may still change within the same tick', () => {
  const place = sample();
  place.add('a/b/new');
  place.fs.remove('a/b/new');
  expect(place.walk().listed).toContain('a/b');
  expect(place.walk().listed).toEqual(['a/b']);
  place.time += 10;
  const young = { ...STAT, mtimeSeconds: place.time };
  expect(place.walk(young).listed).toHaveLength(7);
  // The dirstate itself is too young.
  expect(place.walk(young).listed).toHaveLength(7);
});

it('notices directories that are replaced by something else, or closed', () => {
  const place = sample();
  place.walk();
  place.fs.rename('a/b', 'moved');
  place.fs.makeSymlink('../moved', 'a/b');
  const { there, unknown } = place.walk();
  expect(there).toBe(4);
  expect(unknown).toEqual(['a/b', 'moved/two']);
});

it('takes a damaged file for none', () => {
  const place = sample();
  place.walk();
  const bytes = readFile(place.hgFs, FILE);
  for (const damaged of [
    bytes.subarray(0, 50),
    bytes.subarray(0, bytes.length - 1),
    new Uint8Array(0),
    // A format, a count, and the number of the directory that the first one is in, which are none.
    ...[0, 8, 8 * 7].map((at) => bytes.with(at + 7, 0x7f)),
    new TextEncoder().encode('{"format":1}'),
  ]) {
    writeFile(place.hgFs, FILE, damaged);
    expect(place.walk().listed).toHaveLength(7);
    writeFile(place.hgFs, FILE, bytes);
    expect(place.walk().listed).toEqual([]);
  }
});
