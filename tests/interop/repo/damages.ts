/** A repository of a few changesets and many ways to damage it. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { hg } from '../hg.js';

const ENTRY = 64;

/** Text that does not compress well. */
function lines(count: number, seed: number): string {
  let text = '';
  let state = seed;
  for (let i = 0; i < count; i++) {
    for (let word = 0; word < 5; word++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      text += state.toString(36);
    }
    text += '\n';
  }
  return text;
}

/** Names relative to the repository. */
export interface Layout {
  /** The repository. */
  readonly repo: string;
  /** `.hg/store` or `.hg`. */
  readonly store: string;
}

/** Files in directories, copies, a merge, a removed and an unchanged file, one file with data of its own. */
export function buildRepository(repo: string, config: readonly string[] = []): Layout {
  const options = config.flatMap((item) => ['--config', item]);
  hg('/', [...options, 'init', repo]);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  };
  const commit = (message: string): void => {
    hg(repo, ['commit', '-qA', '-m', message, '-d', '0 0', '-u', 'test']);
  };
  write('a', 'a\n');
  write('big', lines(9000, 1));
  write('dir/b', lines(3, 2));
  write('dir/sub/c', 'c\n');
  write('Upper', 'upper\n');
  commit('0');
  write('a', 'a\na2\n');
  write('big', `${lines(9000, 1)}more\n`);
  commit('1');
  hg(repo, ['copy', 'a', 'copied']);
  hg(repo, ['rename', 'dir/b', 'dir/moved']);
  commit('2');
  write('a', 'a\na2\na3\n');
  write('dir/moved', lines(4, 2));
  commit('3');
  hg(repo, ['update', '-q', '1']);
  write('dir/sub/c', 'c\nc2\n');
  write('a', 'z\na\na2\n');
  commit('4');
  hg(repo, ['merge', '-q', '--tool', ':union', '3']);
  commit('5');
  hg(repo, ['remove', 'Upper']);
  write('late', 'late\n');
  commit('6');
  const store = existsSync(join(repo, '.hg/store')) ? join(repo, '.hg/store') : join(repo, '.hg');
  return { repo, store };
}

export interface Damage {
  readonly name: string;
  apply(layout: Layout): void;
  /** Why our messages are not hg's here: compared is only that both find something. */
  readonly differs?: string;
}

function differs(why: string, damage: Damage): Damage {
  return { ...damage, differs: why };
}

function edit(path: string, change: (bytes: Buffer) => Buffer | undefined): void {
  const bytes = readFileSync(path);
  writeFileSync(path, change(bytes) ?? bytes);
}

/** Offset of the entry of a revision in an index, inline or not. */
function entryAt(bytes: Buffer, rev: number): number {
  const inline = (bytes.readUInt16BE(0) & 1) === 1;
  let at = 0;
  for (let i = 0; i < rev; i++) at += ENTRY + (inline ? bytes.readInt32BE(at + 8) : 0);
  return at;
}

function setField(field: number, value: number): (file: string, rev: number) => Damage {
  return (file, rev) => ({
    name: `${file} rev ${rev}: field at ${field} = ${value}`,
    apply: ({ store }) =>
      edit(join(store, file), (bytes) => void bytes.writeInt32BE(value, entryAt(bytes, rev) + field)),
  });
}

function flipNode(file: string, rev: number): Damage {
  return {
    name: `${file} rev ${rev}: node`,
    apply: ({ store }) =>
      edit(
        join(store, file),
        (bytes) => void (bytes[entryAt(bytes, rev) + 40] = bytes[entryAt(bytes, rev) + 40]! ^ 0x10),
      ),
  };
}

function flipChunk(file: string, rev: number, offset: number, mask = 1): Damage {
  return {
    name: `${file} rev ${rev}: byte ${offset} of the chunk ^ ${mask}`,
    apply: ({ store }) =>
      edit(join(store, file), (bytes) => {
        const at = entryAt(bytes, rev) + ENTRY + offset;
        bytes[at] = bytes[at]! ^ mask;
        return undefined;
      }),
  };
}

function cut(file: string, by: number): Damage {
  return {
    name: `${file} ${by} bytes shorter`,
    apply: ({ store }) => truncateSync(join(store, file), readFileSync(join(store, file)).length - by),
  };
}

function cutTo(file: string, length: number): Damage {
  return {
    name: `${file} cut to ${length} bytes`,
    apply: ({ store }) => truncateSync(join(store, file), length),
  };
}

function remove(...files: string[]): Damage {
  return {
    name: `without ${files.join(', ')}`,
    apply: ({ store }) => {
      for (const file of files) rmSync(join(store, file));
    },
  };
}

function append(file: string, text: string): Damage {
  return {
    name: `${file} with ${JSON.stringify(text)} at the end`,
    apply: ({ store }) => appendFileSync(join(store, file), text, 'latin1'),
  };
}

function lastEntryGone(file: string): Damage {
  return {
    name: `${file} without its last revision`,
    apply: ({ store }) =>
      edit(join(store, file), (bytes) => {
        let last = 0;
        for (let at = 0; at < bytes.length; at += ENTRY + bytes.readInt32BE(at + 8)) last = at;
        return bytes.subarray(0, last);
      }),
  };
}

function move(from: string, to: string): Damage {
  return {
    name: `${from} moved to ${to}`,
    apply: ({ store }) => renameSync(join(store, from), join(store, to)),
  };
}

function fncache(name: string, change: (text: string) => string): Damage {
  return {
    name: `fncache: ${name}`,
    apply: ({ store }) =>
      edit(join(store, 'fncache'), (bytes) => Buffer.from(change(bytes.toString('latin1')), 'latin1')),
  };
}

const TEXT_LENGTH = setField.bind(undefined, 12);
const BASE = setField.bind(undefined, 16);
const LINK = setField.bind(undefined, 20);
const PARENT1 = setField.bind(undefined, 24);
const PARENT2 = setField.bind(undefined, 28);

const CL = '00changelog.i';
const MF = '00manifest.i';
const A = 'data/a.i';

export const DAMAGES: readonly Damage[] = [
  { name: 'nothing', apply: () => undefined },
  { name: 'a journal', apply: ({ store }) => writeFileSync(join(store, 'journal'), '') },
  // changelog
  remove(CL),
  cutTo(CL, 0),
  differs('hg crashes', cutTo(CL, 3)),
  cutTo(CL, 30),
  cut(CL, 5),
  lastEntryGone(CL),
  append(CL, 'junk'),
  LINK(4)(CL, 3),
  LINK(9)(CL, 3),
  LINK(-1)(CL, 3),
  PARENT1(5)(CL, 3),
  differs('hg crashes', PARENT1(77)(CL, 3)),
  PARENT1(-1)(CL, 3),
  PARENT2(2)(CL, 4),
  BASE(9)(CL, 3),
  BASE(5)(CL, 3),
  differs('hg does not look at this length', TEXT_LENGTH(3)(CL, 3)),
  flipNode(CL, 2),
  flipNode(CL, 6),
  flipChunk(CL, 2, 0),
  flipChunk(CL, 2, 30),
  flipChunk(CL, 4, 60, 0x80),
  // manifest
  remove(MF),
  cut(MF, 5),
  lastEntryGone(MF),
  append(MF, 'x'),
  LINK(3)(MF, 2),
  LINK(60)(MF, 2),
  LINK(-1)(MF, 2),
  PARENT1(-1)(MF, 3),
  PARENT1(5)(MF, 3),
  PARENT1(50)(MF, 3),
  differs('hg reads the delta all the same', BASE(2)(MF, 1)),
  differs('hg reads the delta all the same', BASE(6)(MF, 3)),
  differs('hg does not look at this length', TEXT_LENGTH(10)(MF, 3)),
  flipNode(MF, 2),
  flipNode(MF, 6),
  flipChunk(MF, 0, 0),
  flipChunk(MF, 0, 40),
  flipChunk(MF, 2, 20),
  flipChunk(MF, 3, 30, 0x40),
  flipChunk(MF, 3, 5),
  // filelogs
  remove(A),
  remove('data/big.i'),
  remove('data/big.d'),
  remove('data/late.i', 'data/copied.i'),
  cut(A, 5),
  cut('data/big.d', 7),
  cutTo('data/big.d', 100),
  cutTo('data/big.d', 0),
  cutTo(A, 0),
  differs('hg crashes', cutTo(A, 2)),
  append('data/big.d', 'junk'),
  append('data/big.i', 'junk'),
  append(A, 'junk'),
  lastEntryGone(A),
  LINK(0)(A, 1),
  LINK(2)(A, 1),
  LINK(44)(A, 1),
  LINK(-1)(A, 2),
  PARENT1(-1)(A, 1),
  PARENT1(3)(A, 1),
  PARENT1(1)(A, 1),
  PARENT1(99)(A, 1),
  PARENT2(99)(A, 3),
  PARENT2(2)(A, 3),
  BASE(2)(A, 1),
  BASE(55)(A, 1),
  BASE(0)('data/late.i', 0),
  TEXT_LENGTH(1)(A, 2),
  TEXT_LENGTH(1)('data/copied.i', 0),
  flipNode(A, 0),
  flipNode(A, 3),
  flipChunk(A, 0, 0),
  flipChunk(A, 0, 1),
  flipChunk(A, 1, 3),
  flipChunk(A, 1, 14),
  flipChunk('data/copied.i', 0, 0),
  flipChunk('data/copied.i', 0, 5),
  flipChunk('data/copied.i', 0, 10),
  flipChunk('data/copied.i', 0, 25),
  {
    name: 'data/big.d: a flipped bit',
    apply: ({ store }) => edit(join(store, 'data/big.d'), (bytes) => void (bytes[5000] = bytes[5000]! ^ 4)),
  },
  {
    name: 'data/big.i: no header',
    differs: 'hg reads a format 0 index whose length is wrong',
    apply: ({ store }) => edit(join(store, 'data/big.i'), (bytes) => void bytes.writeUInt32BE(0, 0)),
  },
  {
    name: 'data/big.i: version 9',
    apply: ({ store }) => edit(join(store, 'data/big.i'), (bytes) => void bytes.writeUInt32BE(0x00030009, 0)),
  },
  {
    name: 'data/big.i: flags',
    apply: ({ store }) => edit(join(store, 'data/big.i'), (bytes) => void bytes.writeUInt32BE(0x40020001, 0)),
  },
  {
    name: 'data/a.i: a revision flag',
    apply: ({ store }) =>
      edit(join(store, A), (bytes) => void bytes.writeUInt16BE(0x0001, entryAt(bytes, 1) + 6)),
  },
  {
    name: 'data/a.i: an external revision',
    apply: ({ store }) =>
      edit(join(store, A), (bytes) => void bytes.writeUInt16BE(0x2000, entryAt(bytes, 1) + 6)),
  },
  {
    name: 'data/a.i: flag of censorship',
    apply: ({ store }) =>
      edit(join(store, A), (bytes) => void bytes.writeUInt16BE(0x8000, entryAt(bytes, 1) + 6)),
  },
  {
    name: 'the same revision twice',
    differs: 'hg reports the unreadable text once for each',
    apply: ({ store }) =>
      edit(join(store, A), (bytes) => {
        const entry = entryAt(bytes, 3);
        bytes.copy(bytes, entry + 32, entryAt(bytes, 2) + 32, entryAt(bytes, 2) + 52);
        return undefined;
      }),
  },
  // the list of files
  remove('fncache'),
  fncache('empty', () => ''),
  fncache('without a', (text) => text.replace('data/a.i\n', '')),
  fncache('a file too many', (text) => `${text}data/nothing.i\n`),
  fncache('no line feed', (text) => text.slice(0, -1)),
  fncache('an empty line', (text) => text.replace('\n', '\n\n')),
  {
    name: 'an orphan',
    apply: ({ store }) => writeFileSync(join(store, 'data/orphan.i'), readFileSync(join(store, A))),
  },
  {
    name: 'an orphan in fncache',
    apply: ({ store }) => {
      writeFileSync(join(store, 'data/orphan.i'), readFileSync(join(store, A)));
      appendFileSync(join(store, 'fncache'), 'data/orphan.i\n');
    },
  },
  {
    name: 'an empty orphan in fncache',
    apply: ({ store }) => {
      writeFileSync(join(store, 'data/orphan.i'), '');
      appendFileSync(join(store, 'fncache'), 'data/orphan.i\n');
    },
  },
  {
    name: 'orphan data in fncache',
    differs: 'hg crashes',
    apply: ({ store }) => {
      writeFileSync(join(store, 'data/orphan.d'), 'x');
      appendFileSync(join(store, 'fncache'), 'data/orphan.d\ndata/bad name\n');
    },
  },
  move(A, 'data/b.i'),
  // several at once
  {
    name: 'changelog and manifest gone',
    apply: ({ store }) => {
      rmSync(join(store, CL));
      rmSync(join(store, MF));
    },
  },
  {
    name: 'changelog and a file gone',
    apply: ({ store }) => {
      rmSync(join(store, CL));
      rmSync(join(store, A));
    },
  },
  {
    name: 'manifest and a file gone',
    apply: ({ store }) => {
      rmSync(join(store, MF));
      rmSync(join(store, A));
    },
  },
  {
    name: 'copy source gone',
    apply: ({ store }) => {
      rmSync(join(store, A));
      rmSync(join(store, 'data/dir/b.i'));
    },
  },
  {
    name: 'one file for another',
    apply: ({ store }) => writeFileSync(join(store, A), readFileSync(join(store, 'data/late.i'))),
  },
];

/** For repositories with tree manifests. */
export const TREE_DAMAGES: readonly Damage[] = [
  { name: 'nothing', apply: () => undefined },
  remove('meta/dir/00manifest.i'),
  remove('meta/dir/sub/00manifest.i'),
  lastEntryGone('meta/dir/00manifest.i'),
  lastEntryGone('meta/dir/sub/00manifest.i'),
  LINK(3)('meta/dir/00manifest.i', 0),
  LINK(60)('meta/dir/00manifest.i', 1),
  differs('hg does not read whole directories', flipNode('meta/dir/00manifest.i', 1)),
  differs('hg does not read whole directories', flipNode('meta/dir/sub/00manifest.i', 1)),
  remove(CL),
  remove(MF),
  remove(A),
  append('meta/dir/sub/00manifest.i', 'junk'),
  {
    name: 'an orphan',
    apply: ({ store }) => {
      mkdirSync(join(store, 'meta/no'));
      writeFileSync(join(store, 'meta/no/00manifest.i'), 'x'.repeat(64));
      appendFileSync(join(store, 'fncache'), 'meta/no/00manifest.i\n');
    },
  },
];
