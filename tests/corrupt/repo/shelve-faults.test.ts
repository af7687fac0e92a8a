import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { HgError } from '../../../src/errors/index.js';
import { alwaysMatcher } from '../../../src/match/index.js';
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
  abortUnshelve,
  changeDirstate,
  createRepository,
  HistoryWriter,
  openRepository,
  type Repository,
  ShelfFiles,
  SILENT,
  shelveChanges,
  unfinishedStates,
  unshelveChanges,
  updateTo,
  workingStatus,
} from '../../../src/repo/index.js';
import { hasAbandonedTransaction, recover } from '../../../src/transaction/index.js';
import { copyOf } from './copy-tree.js';
import { platformOf, ROOT } from './fault-loop.js';

/** Only every so many faults; all of them by hand: `QS_FAULT_STEP=1`. */
const STEP = Number(process.env.QS_FAULT_STEP ?? 7);
const KINDS: readonly FaultKind[] = ['fail', 'tear', 'crash', 'tear-and-crash', 'crash-after'];
const TEXT = Array.from({ length: 20 }, (_, line) => `${line}\n`).join('');

function open(fs: FileSystem): Repository {
  return openRepository(platformOf(fs), ROOT, { config: new Config(), hidden: true });
}

function contents(fs: FileSystem, directory = ROOT): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, kind } of fs.listEntries(directory)) {
    const path = `${directory}/${name}`;
    if (path === `${ROOT}/.hg`) continue;
    if (kind === 'directory') Object.assign(found, contents(fs, path));
    else found[path.slice(ROOT.length + 1)] = byteStringOf(readFile(fs, path));
  }
  return found;
}

const write = (fs: FileSystem, path: string, text: string): void =>
  writeFile(fs, `${ROOT}/${path}`, bytesOf(text));

/** Changed files, an added one, and one that is nobody's. */
function changed(): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  createRepository(platformOf(fs), ROOT, new Config());
  new HistoryWriter(open(fs)).commit({
    parents: [],
    files: new Map(['a', 'b', 'c'].map((path) => [path, { content: bytesOf(TEXT), flags: '' }])),
    message: 'm',
    user: 'u',
    date: { seconds: 1, offset: 0 },
  });
  updateTo(open(fs), 0);
  write(fs, 'a', `first\n${TEXT}`);
  write(fs, 'b', 'changed by the user\n');
  write(fs, 'new', 'new\n');
  write(fs, 'unknown', 'nobody knows it\n');
  changeDirstate(open(fs), (dirstate) => dirstate.setTracked('new'));
  return fs;
}

const context = (fs: FileSystem) => ({
  repo: open(fs),
  messages: SILENT,
  show: (path: string) => path,
  encode: (text: string) => text,
  date: () => ({ seconds: 2, offset: 0 }),
  patch: (repo: Repository, rev: number) => bytesOf(`# Node ID ${repo.node(rev)}\n`),
});

const shelve = (fs: FileSystem): void => {
  shelveChanges({
    ...context(fs),
    matcher: alwaysMatcher(),
    name: undefined,
    message: undefined,
    addsAndRemoves: false,
    takesUnknown: false,
    keep: false,
    isBare: true,
  });
};
const unshelve = (fs: FileSystem): boolean =>
  unshelveChanges({ ...context(fs), name: undefined, keep: false });

/** With every fault; `check` gets what is left after `recover`. */
function withFaults(
  before: MemoryFileSystem,
  change: (fs: FileSystem) => void,
  check: (fs: MemoryFileSystem, where: string) => void,
): number {
  let faults = 0;
  for (const [i, kind] of KINDS.entries())
    for (let at = 1 + (i % STEP); ; at += STEP) {
      const fs = copyOf(before);
      const faulty = new FaultyFileSystem(fs, { mutation: { at, kind, errno: 'ENOSPC' } });
      try {
        change(faulty);
      } catch (error) {
        if (!(error instanceof SimulatedCrash)) expect(error).toBeInstanceOf(HgError);
      }
      if (faulty.mutations < at) break;
      faults++;
      const { places, encodePath } = open(fs).store;
      const files = { store: places.storeFs, plain: places.hgFs, encode: encodePath };
      if (hasAbandonedTransaction(files)) recover({ places: files, warn: (message) => expect.fail(message) });
      check(fs, `${kind} at ${at}: ${faulty.log[at - 1]}`);
    }
  return faults;
}

describe('shelving with faults', () => {
  it('leaves the changes in the working directory or in a shelf', () => {
    const before = changed();
    const expected = contents(before);
    const faults = withFaults(before, shelve, (fs, where) => {
      if (new ShelfFiles(open(fs)).has('default')) {
        updateTo(open(fs), 0, { clean: true });
        expect({ where, status: workingStatus(open(fs)).deleted }).toEqual({ where, status: [] });
        expect(unshelve(fs)).toBe(true);
      }
      expect({ where, files: contents(fs) }).toEqual({ where, files: expected });
    });
    expect(faults).toBeGreaterThan(30);
  });

  it('and unshelving leaves them in the shelf until they are there, and what was changed meanwhile', () => {
    const before = changed();
    shelve(before);
    write(before, 'a', `${TEXT}last\n`);
    write(before, 'c', 'changed meanwhile\n');
    const faults = withFaults(before, unshelve, (fs, where) => {
      const files = contents(fs);
      const isBack =
        files.a === `first\n${TEXT}last\n` && files.b === 'changed by the user\n' && files.new === 'new\n';
      const isShelved = new ShelfFiles(open(fs)).has('default');
      expect({ where, known: isBack || isShelved, c: files.c }).toEqual({
        where,
        known: true,
        c: 'changed meanwhile\n',
      });
      const isKept = files.a?.endsWith('last\n') === true || new ShelfFiles(open(fs)).has('pending-changes');
      expect({ where, isKept }).toEqual({ where, isKept: true });
    });
    expect(faults).toBeGreaterThan(30);
  });

  it('and with conflicts: taking back brings what was changed', () => {
    const before = changed();
    shelve(before);
    write(before, 'a', `last\n${TEXT}`);
    write(before, 'c', 'changed meanwhile\n');
    const faults = withFaults(before, unshelve, (fs, where) => {
      expect({ where, shelf: new ShelfFiles(open(fs)).has('default') }).toEqual({ where, shelf: true });
      if (unfinishedStates(open(fs)).some(({ name }) => name === 'unshelve')) {
        abortUnshelve(open(fs), SILENT);
        expect({ where, a: contents(fs).a }).toEqual({ where, a: `last\n${TEXT}` });
      }
      const files = contents(fs);
      const last = `last\n${TEXT}`;
      const isKept =
        files.a === last || files['a.orig'] === last || new ShelfFiles(open(fs)).has('pending-changes');
      expect({ where, isKept, c: files.c }).toEqual({ where, isKept: true, c: 'changed meanwhile\n' });
    });
    expect(faults).toBeGreaterThan(30);
  });
});
