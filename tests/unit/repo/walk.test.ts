import { describe, expect, it } from 'vitest';
import { type Dirstate, readDirstate } from '../../../src/dirstate/index.js';
import { FileSystemError } from '../../../src/errors/index.js';
import { compileIgnore, compileMatcher } from '../../../src/match/index.js';
import { type FileSystem, MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { type WalkRequest, walkWorkingCopy } from '../../../src/repo/working-copy/walk.js';

function files(...paths: string[]): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    if (slash > 0) fs.makeDirectory(path.slice(0, slash), true);
    writeFile(fs, path, new Uint8Array(1));
  }
  return fs;
}

function tracked(...paths: string[]): Dirstate {
  const state = readDirstate(new MemoryFileSystem(), false);
  for (const path of paths) state.setTracked(path);
  return state;
}

function walk(fs: FileSystem, dirstate: Dirstate, request: Partial<WalkRequest> = {}) {
  const found = {
    there: [] as string[],
    gone: [] as string[],
    unknown: [] as string[],
    ignored: [] as string[],
  };
  const bad: string[] = [];
  walkWorkingCopy(
    {
      fs,
      dirstate,
      matcher: undefined,
      ignore: undefined,
      unknown: true,
      ignored: false,
      bad: (path, message) => bad.push(`${path}: ${message}`),
      ...request,
    },
    {
      tracked: (slot, stat) =>
        (stat === undefined ? found.gone : found.there).push(dirstate.table.path(slot)),
      unknown: (path) => found.unknown.push(path),
      ignored: (path) => found.ignored.push(path),
    },
  );
  for (const list of Object.values(found)) list.sort();
  return { ...found, bad };
}

const patterns = (root: string, ...names: string[]) =>
  compileMatcher({ root, cwd: root, patterns: names, defaultKind: 'relpath' });

describe('walkWorkingCopy', () => {
  it('finds what is tracked, gone and unknown', () => {
    const fs = files('a', 'd/b', 'd/new', 'other/x', '.hg/dirstate');
    expect(walk(fs, tracked('a', 'd/b', 'd/gone', 'no/where'))).toEqual({
      there: ['a', 'd/b'],
      gone: ['d/gone', 'no/where'],
      unknown: ['d/new', 'other/x'],
      ignored: [],
      bad: [],
    });
  });

  it('lists no directory when only tracked files are wanted', () => {
    const fs = files('a', 'new');
    const listless = new Proxy(fs, {
      get(target, key) {
        if (key === 'list' || key === 'listEntries') throw new Error('listed');
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(walk(listless, tracked('a'), { unknown: false }).there).toEqual(['a']);
  });

  it('never follows links and never enters nested repositories', () => {
    const fs = files('real/f', 'nested/.hg/requires', 'nested/g');
    fs.makeSymlink('real', 'link');
    const state = tracked('link/f', 'nested/g');
    const result = walk(fs, state);
    expect(result.unknown).toEqual(['link', 'real/f']);
    expect(result.gone).toEqual(['link/f', 'nested/g']);
    // Tracked from before the nested repository was made: as in hg, it is there for those who do not want to know what is unknown.
    const { there, gone } = walk(fs, state, { unknown: false });
    expect({ there, gone }).toEqual({ there: ['nested/g'], gone: ['link/f'] });
  });

  it('says which directories cannot be read, and goes on', () => {
    const fs = files('closed/f', 'open/g');
    const partly = new Proxy(fs, {
      get(target, key) {
        const value = Reflect.get(target, key) as unknown;
        if (key === 'listEntries')
          return (path: string) => {
            if (path === 'closed') throw new FileSystemError('EACCES', path, 'Permission denied');
            return target.listEntries(path);
          };
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(walk(partly, tracked())).toMatchObject({
      unknown: ['open/g'],
      bad: ['closed: Permission denied'],
    });
  });

  it('takes names as bytes, line ends and all', () => {
    const fs = files('line\nend', 'caf\xe9', '\xff\xfe');
    expect(walk(fs, tracked('caf\xe9'))).toMatchObject({
      there: ['caf\xe9'],
      unknown: ['line\nend', '\xff\xfe'],
    });
  });

  it('leaves ignored directories alone, but not the tracked files in them', () => {
    const fs = files('.hgignore', 'build/out/a', 'build/kept', 'b.o');
    writeFile(fs, '.hgignore', new TextEncoder().encode('syntax: glob\nbuild\n*.o\n'));
    const ignore = compileIgnore({ root: fs.root, fs, files: [`${fs.root}/.hgignore`] });
    const state = tracked('build/kept');
    expect(walk(fs, state, { ignore })).toMatchObject({
      there: ['build/kept'],
      unknown: ['.hgignore'],
      ignored: [],
    });
    expect(walk(fs, state, { ignore, ignored: true }).ignored).toEqual(['b.o', 'build/out/a']);
  });

  it('tells what was named and is not there', () => {
    const fs = files('a', 'd/b');
    const result = walk(fs, tracked('a', 'was/here'), {
      matcher: patterns(fs.root, 'a', 'nothing', 'a/below', 'was'),
    });
    expect(result).toMatchObject({
      there: ['a'],
      gone: ['was/here'],
      bad: ['a/below: Not a directory', 'nothing: No such file or directory'],
    });
  });

  it('finds files under names in other letters where case does not count', () => {
    const fs = files('README', 'new');
    const features = { ...fs.features, caseSensitive: false };
    const insensitive = new Proxy(fs, {
      get(target, key) {
        if (key === 'features') return features;
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(walk(insensitive, tracked('readme'))).toMatchObject({ there: ['readme'], unknown: ['new'] });
  });
});
