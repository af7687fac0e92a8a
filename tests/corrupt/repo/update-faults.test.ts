import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { HgError } from '../../../src/errors/index.js';
import {
  type FaultKind,
  FaultyFileSystem,
  type FileSystem,
  MemoryFileSystem,
  readFile,
  SimulatedCrash,
  writeFile,
} from '../../../src/platform/index.js';
import {
  createRepository,
  HistoryWriter,
  openRepository,
  updateTo,
  workingStatus,
} from '../../../src/repo/index.js';
import { copyOf } from './copy-tree.js';
import { platformOf, ROOT } from './fault-loop.js';

/** Only every so many faults; all of them by hand: `QS_FAULT_STEP=1`. */
const STEP = Number(process.env.QS_FAULT_STEP ?? 3);
const KINDS: readonly FaultKind[] = ['fail', 'tear', 'crash', 'tear-and-crash', 'crash-after'];

function open(fs: FileSystem) {
  return openRepository(platformOf(fs), ROOT, { config: new Config(), hidden: true });
}

function contents(fs: FileSystem, directory = ROOT): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, kind } of fs.listEntries(directory)) {
    const path = `${directory}/${name}`;
    if (path === `${ROOT}/.hg`) continue;
    if (kind === 'directory') Object.assign(found, contents(fs, path));
    else found[path] = kind === 'symlink' ? `-> ${fs.readLink(path)}` : byteStringOf(readFile(fs, path));
  }
  return found;
}

/** Two revisions; the first one is checked out, with a change of the user's and a file that is nobody's. */
function begun(version2: boolean): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  const platform = platformOf(fs);
  const config = new Config();
  if (version2) config.set('format', 'use-dirstate-v2', 'yes', 'test');
  createRepository(platform, ROOT, config);
  const file = (text: string, flags: '' | 'x' | 'l' = '') => ({ content: bytesOf(text), flags });
  const writer = new HistoryWriter(openRepository(platform, ROOT));
  const commit = (parents: string[], files: Map<string, ReturnType<typeof file> | undefined>) =>
    writer.commit({
      parents,
      files: files as never,
      message: 'm',
      user: 'u',
      date: { seconds: 1, offset: 0 },
    });
  const first = commit(
    [],
    new Map([
      ['a', file('one\n'.repeat(50))],
      ['d/b', file('two\n')],
      ['d/gone', file('gone\n')],
      ['mine', file('committed\n')],
      ['link', file('a', 'l')],
    ]),
  );
  commit(
    [typeof first === 'string' ? first : writer.repository().node(0)],
    new Map([
      ['a', file('other\n'.repeat(60))],
      ['d/b', file('two\nthree\n', 'x')],
      ['d/gone', undefined],
      ['e/new', file('new\n'.repeat(9))],
      ['link', file('d/b', 'l')],
    ]),
  );
  updateTo(open(fs), 0);
  writeFile(fs, `${ROOT}/mine`, bytesOf('changed by the user\n'));
  writeFile(fs, `${ROOT}/unknown`, bytesOf('nobody knows it\n'));
  return fs;
}

describe.each([false, true])('updates with faults, dirstate 2: %s', (version2) => {
  it('are taken up again, and lose nothing', () => {
    const before = begun(version2);
    const whole = copyOf(before);
    updateTo(open(whole), 1);
    const expected = contents(whole);
    expect(expected[`${ROOT}/mine`]).toBe('changed by the user\n');
    let faults = 0;
    for (const [i, kind] of KINDS.entries())
      for (let at = 1 + (i % STEP); ; at += STEP) {
        const fs = copyOf(before);
        const faulty = new FaultyFileSystem(fs, { mutation: { at, kind, errno: 'ENOSPC' } });
        try {
          updateTo(open(faulty), 1);
        } catch (error) {
          if (!(error instanceof SimulatedCrash)) expect(error).toBeInstanceOf(HgError);
        }
        if (faulty.mutations < at) break;
        faults++;
        const where = `${kind} at ${at}: ${faulty.log[at - 1]}`;
        // Where it has got as far as the new parent, there is nothing left to be done.
        const unresolved = updateTo(open(fs), 1);
        expect({ where, unresolved, files: contents(fs) }).toEqual({
          where,
          unresolved: false,
          files: expected,
        });
        const repo = open(fs);
        expect({ where, parents: repo.workingParents() }).toEqual({ where, parents: [1, -1] });
        const { modified, added, removed, deleted } = workingStatus(repo);
        expect({ where, modified, added, removed, deleted }).toEqual({
          where,
          modified: ['mine'],
          added: [],
          removed: [],
          deleted: [],
        });
      }
    expect(faults).toBeGreaterThan(20);
  });
});
