/** Ways to damage a repository on disk, and what our commands say then. */
import {
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { deltaChunk, inlineRevlog, rawChunk } from './damaged-index.js';

/** Arguments, exit code, and what must be in the errors. */
type Expectation = readonly [args: readonly string[], code: number, err: RegExp];

export interface Damage {
  readonly name: string;
  readonly fixture: string;
  /** @param hg path of `.hg`. */
  apply(hg: string): void;
  readonly expected: readonly Expectation[];
}

const SMALL = 'uncompressed';
const CL = 'store/00changelog.i';
const MF = 'store/00manifest.i';
const A = 'store/data/a.i';
const B = 'store/data/dir/b.i';

const LOG = ['log', '-T', '{node} {desc|firstline}\n'] as const;
const CAT_A = ['cat', '-r', '1', 'a'] as const;
const CAT_B = ['cat', '-r', '3', 'dir/b'] as const;
const MANIFEST = ['manifest', '--debug', '-r', '1'] as const;

function edit(path: string, change: (bytes: Buffer) => Buffer | undefined): void {
  const bytes = readFileSync(path);
  writeFileSync(path, change(bytes) ?? bytes);
}

/** Offset of an entry in an inline index. */
function entryAt(bytes: Buffer, rev: number): number {
  let at = 0;
  for (let i = 0; i < rev; i++) at += 64 + bytes.readInt32BE(at + 8);
  return at;
}

function field(file: string, rev: number, at: number, value: number) {
  return (hg: string): void =>
    edit(join(hg, file), (bytes) => void bytes.writeInt32BE(value, entryAt(bytes, rev) + at));
}

function flip(file: string, rev: number, at: number, mask = 0x20) {
  return (hg: string): void =>
    edit(join(hg, file), (bytes) => {
      const where = entryAt(bytes, rev) + at;
      bytes[where] = (bytes[where] as number) ^ mask;
      return undefined;
    });
}

function put(file: string, content: Uint8Array | string) {
  return (hg: string): void =>
    writeFileSync(join(hg, file), typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
}

function damage(name: string, apply: (hg: string) => void, ...expected: readonly Expectation[]): Damage {
  return { name, fixture: SMALL, apply, expected };
}

const bomb = (): Uint8Array => deflateSync(Buffer.alloc(100_000_000), { level: 9 });
/** A zstd frame of 100 MB of zeros in run-length blocks of 128 KiB, without a content size. */
function zstdBomb(): Uint8Array {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const count = 763;
  const blocks = Buffer.alloc(count * 4);
  const size = 1 << 17;
  for (let i = 0; i < count; i++) {
    const word = (size << 3) | (1 << 1) | (i === count - 1 ? 1 : 0);
    blocks.writeUIntLE(word, i * 4, 3);
  }
  return Buffer.concat([header, blocks]);
}

export const DAMAGES: readonly Damage[] = [
  damage('an index cut within an entry', (hg) => truncateSync(join(hg, CL), 100), [LOG, 255, /00changelog/]),
  damage(
    'an index cut within the chunk of its last revision',
    (hg) => edit(join(hg, A), (bytes) => bytes.subarray(0, -1)),
    [CAT_A, 255, /data\/a/],
  ),
  damage('an index of one byte', put(A, '\0'), [CAT_A, 255, /data\/a/]),
  damage('an empty changelog', put(CL, ''), [CAT_A, 255, /./], [LOG, 0, /^$/]),
  damage('a missing changelog', (hg) => rmSync(join(hg, CL)), [CAT_A, 255, /./]),
  damage('a missing manifest index', (hg) => rmSync(join(hg, MF)), [MANIFEST, 255, /00manifest/]),
  damage('a missing file index', (hg) => rmSync(join(hg, A)), [CAT_A, 255, /data\/a/]),
  damage('a missing store', (hg) => rmSync(join(hg, 'store'), { recursive: true }), [CAT_A, 255, /./]),
  damage('parents that point forward', field(CL, 1, 24, 3), [LOG, 255, /changelog.*1, 3|parent/]),
  damage('parents far beyond the end', field(CL, 1, 28, 1_000_000), [LOG, 255, /parent out of range/]),
  damage('a revision that is its own parent', field(CL, 2, 24, 2), [
    ['log', '-G'],
    255,
    /parent out of range/,
  ]),
  damage('a delta base that points forward', field(A, 1, 16, 2), [CAT_A, 255, /1, 2[\s\S]*data\/a/]),
  damage('a delta base below the null revision', field(A, 1, 16, -5), [CAT_A, 255, /1, -5[\s\S]*data\/a/]),
  damage('a negative chunk length', field(A, 0, 8, -7), [CAT_A, 255, /data\/a/]),
  damage('a chunk length of 2 GB', field(A, 0, 8, 0x7fffffff), [CAT_A, 255, /data\/a/]),
  damage('a text length of 2 GB', field(A, 0, 12, 0x7fffffff), [['cat', '-r', '0', 'a'], 255, /data\/a/]),
  damage('a text length that is wrong by one', field(A, 0, 12, 3), [['cat', '-r', '0', 'a'], 255, /data\/a/]),
  damage('a flipped bit of a node', flip(A, 0, 40), [['cat', '-r', '0', 'a'], 255, /a@|data\/a/]),
  damage('a flipped bit of a changelog entry', flip(CL, 1, 64 + 60), [
    LOG,
    255,
    /integrity check failed on 00changelog:1/,
  ]),
  damage('a flipped bit of a manifest', flip(MF, 0, 64 + 10), [
    ['manifest', '-r', '0'],
    255,
    /integrity check failed on 00manifest:0/,
  ]),
  damage('a flipped bit of a file', flip(B, 0, 64 + 30), [
    ['cat', '-r', '0', 'dir/b'],
    255,
    /integrity check failed on data\/dir\/b:0/,
  ]),
  damage('an unknown kind of chunk', (hg) => edit(join(hg, B), (bytes) => void (bytes[64] = 0x51)), [
    ['cat', '-r', '0', 'dir/b'],
    255,
    /unknown compression type.*51[\s\S]*data\/dir\/b\.i, revision 0/,
  ]),
  damage('an unknown version of index', put(A, inlineRevlog([{ chunk: rawChunk('a\n') }], 0x00010007)), [
    ['cat', '-r', '0', 'a'],
    255,
    /unknown version \(7\) in revlog data\/a/,
  ]),
  damage('an offset of 48 bits beyond the file', (hg) =>
    edit(join(hg, A), (bytes) => void bytes.writeUIntBE(0xffffff000000, entryAt(bytes, 1), 6)),
  ),
  damage(
    'a split index whose offsets lie beyond the data',
    (hg) => {
      const index = Buffer.from(
        inlineRevlog([{ chunk: rawChunk('a\n'), offset: 0 }], 0x00020001).subarray(0, 64),
      );
      writeFileSync(join(hg, A), Buffer.concat([index, index.fill(0xff, 0, 6)]));
      writeFileSync(join(hg, 'store/data/a.d'), 'ua\n');
    },
    [CAT_A, 255, /./],
  ),
  damage(
    'a split index without its data',
    put(A, inlineRevlog([{ chunk: rawChunk('a\n') }], 0x00020001).subarray(0, 64)),
    [['cat', '-r', '0', 'a'], 255, /data\/a\.d/],
  ),
  damage(
    'deltas that apply to each other in a circle',
    put(
      A,
      inlineRevlog([
        { chunk: deltaChunk(0, 0, 'a\n'), base: 1, textLength: 2, text: Buffer.from('a\n') },
        { chunk: deltaChunk(0, 0, 'a\n'), base: 0, textLength: 4, text: Buffer.from('a\na\n') },
      ]),
    ),
    [['debugdata', 'a', '1'], 255, /data\/a/],
  ),
  damage(
    'a delta that promises more than it has',
    put(
      A,
      inlineRevlog([
        { chunk: rawChunk('a\n') },
        { chunk: deltaChunk(0, 0, 'a\n', 0x7ffffff0), base: 0, textLength: 4, text: Buffer.from('a\na\n') },
      ]),
    ),
    [['debugdata', 'a', '1'], 255, /[\s\S]*data\/a\.i, revision 1/],
  ),
  damage(
    'a zlib chunk that swells to 100 MB',
    (hg) => put(A, inlineRevlog([{ chunk: bomb(), textLength: 2, text: Buffer.from('a\n') }]))(hg),
    [['debugdata', 'a', '0'], 255, /data\/a\.i, revision 0/],
  ),
  damage(
    'a zstd chunk that swells to 100 MB',
    (hg) => put(A, inlineRevlog([{ chunk: zstdBomb(), textLength: 2, text: Buffer.from('a\n') }]))(hg),
    [['debugdata', 'a', '0'], 255, /data\/a\.i, revision 0/],
  ),
  damage(
    'a chunk of few bytes for a text of 2 GB',
    put(A, inlineRevlog([{ chunk: deflateSync('a\n'), textLength: 0x7fffffff, text: Buffer.from('a\n') }])),
    [['debugdata', 'a', '0'], 255, /data\/a\.i, revision 0/],
  ),
  damage(
    'a changelog entry that is no such thing',
    put(CL, inlineRevlog([{ chunk: rawChunk('no node\nat all') }])),
    [LOG, 255, /00changelog/],
  ),
  damage(
    'a changelog entry with a bad date',
    put(CL, inlineRevlog([{ chunk: rawChunk(`${'0'.repeat(40)}\nuser\nyesterday\n\nmessage`) }])),
    [['log'], 255, /00changelog/],
  ),
  damage(
    'a manifest of garbage whose hash is right',
    put(MF, inlineRevlog([{ chunk: rawChunk('garbage without any structure\n') }])),
    [MANIFEST, 255, /00manifest/],
  ),
  damage(
    'a requirement that nobody knows',
    (hg) =>
      edit(join(hg, 'requires'), (bytes) =>
        Buffer.concat([bytes, Buffer.from('from-the-future\nand-more\n')]),
      ),
    [LOG, 255, /requires features unknown to this Mercurial: and-more from-the-future/],
  ),
  damage('requires that is binary', put('requires', '\0\xff\x01binary'), [
    LOG,
    255,
    /requires file is corrupt/,
  ]),
  damage(
    'requires that is a directory',
    (hg) => {
      rmSync(join(hg, 'requires'));
      mkdirSync(join(hg, 'requires'));
    },
    [LOG, 255, /requires/],
  ),
  damage(
    '.hg that is a file',
    (hg) => {
      rmSync(hg, { recursive: true });
      writeFileSync(hg, 'a file');
    },
    [LOG, 255, /no repository found|not found/],
  ),
  damage(
    '.hg that is a symbolic link to itself',
    (hg) => {
      rmSync(hg, { recursive: true });
      symlinkSync('.hg', hg);
    },
    [LOG, 255, /no repository found|not found/],
  ),
  damage(
    'a store that is a symbolic link to itself',
    (hg) => {
      rmSync(join(hg, 'store'), { recursive: true });
      symlinkSync('store', join(hg, 'store'));
    },
    [LOG, 255, /[Ss]ymbolic link|ELOOP/],
  ),
  damage(
    'an index that is a symbolic link to itself',
    (hg) => {
      unlinkSync(join(hg, A));
      symlinkSync('a.i', join(hg, A));
    },
    [CAT_A, 255, /[Ss]ymbolic link|ELOOP/],
  ),
  damage(
    'an index that is a directory',
    (hg) => {
      rmSync(join(hg, CL));
      mkdirSync(join(hg, CL));
    },
    [LOG, 255, /directory.*00changelog/],
  ),
  damage('phase roots of garbage', put('store/phaseroots', 'secret please\n'), [
    ['log', '-T', '{phase}\n'],
    255,
    /phaseroots/,
  ]),
  damage('bookmarks of garbage', put('bookmarks', 'no node\n\xff\xfe'), [['bookmarks'], 0, /malformed line/]),
  damage('obsolescence markers of garbage', put('store/obsstore', '\x01garbage'), [['log'], 255, /obsstore/]),
  damage('obsolescence markers of an unknown version', put('store/obsstore', '\x09'), [
    ['log'],
    255,
    /unknown version 9/,
  ]),
  damage('a dirstate cut short', put('dirstate', '1234567890'), [
    ['identify'],
    255,
    /dirstate|working directory state/,
  ]),
  damage('a dirstate of garbage', put('dirstate', '\xff'.repeat(100)), [
    ['identify'],
    255,
    /dirstate|unknown state|overflow/,
  ]),
  damage('fncache without an end', put('store/fncache', 'data/a.i\ndata/b'), [['verify'], 255, /fncache/]),
  damage('tags of garbage', put('localtags', '\xff\xfe\0 no tag\nfoo\n'), [['tags'], 0, /^$/]),
  damage('a branch name that is not UTF-8', put('branch', '\xff\xfe\n')),
  damage(
    'share paths that lead nowhere',
    (hg) => {
      edit(join(hg, 'requires'), (bytes) => Buffer.concat([bytes, Buffer.from('shared\n')]));
      writeFileSync(join(hg, 'sharedpath'), '/nonexistent/place/.hg');
    },
    [LOG, 255, /sharedpath points to nonexistent directory \/nonexistent\/place\/\.hg/],
  ),
  damage('a share of itself', (hg) => {
    edit(join(hg, 'requires'), (bytes) => Buffer.concat([bytes, Buffer.from('shared\n')]));
    writeFileSync(join(hg, 'sharedpath'), hg);
  }),
  damage('a path in the manifest that is not UTF-8', (hg) => {
    const text = `caf\xe9\0${'1'.repeat(40)}\n`;
    put(MF, inlineRevlog([{ chunk: rawChunk(text) }]))(hg);
  }),
  {
    name: 'data cut short',
    fixture: 'split-revlogs',
    apply: (hg) => truncateSync(join(hg, 'store/data/big.d'), 1000),
    expected: [
      [
        ['cat', '-r', '2', 'big'],
        255,
        /partial read of revlog data\/big\.d; expected [0-9]+ bytes from offset [0-9]+/,
      ],
    ],
  },
  {
    name: 'data missing',
    fixture: 'split-revlogs',
    apply: (hg) => rmSync(join(hg, 'store/data/big.d')),
    expected: [[['cat', '-r', '2', 'big'], 255, /data\/big\.d/]],
  },
  {
    name: 'a flipped bit of data',
    fixture: 'split-revlogs',
    apply: (hg) =>
      edit(join(hg, 'store/data/big.d'), (bytes) => void (bytes[5000] = (bytes[5000] as number) ^ 1)),
    expected: [[['cat', '-r', '0', 'big'], 255, /integrity check failed on data\/big:0/]],
  },
  {
    name: 'an unreadable docket of the node map',
    fixture: 'persistent-nodemap',
    apply: (hg) => writeFileSync(join(hg, 'store/00changelog.n'), '\xff\xff'),
    expected: [[LOG, 0, /^$/]],
  },
  {
    name: 'a docket of dirstate 2 that is garbage',
    fixture: 'dirstate-v2',
    apply: (hg) => writeFileSync(join(hg, 'dirstate'), 'dirstate-v2\ngarbage'),
    expected: [[['identify'], 255, /dirstate/]],
  },
];

/** Run on every damaged repository, whatever they say. */
export const COMMANDS: readonly (readonly string[])[] = [
  LOG,
  ['log', '--debug', '-G'],
  ['log', '-p', '-r', 'all()'],
  ['log', 'a'],
  CAT_A,
  CAT_B,
  MANIFEST,
  ['files', '-r', 'tip'],
  ['heads'],
  ['tip'],
  ['branches', '-c'],
  ['bookmarks'],
  ['tags'],
  ['phase', '-r', 'all()'],
  ['identify'],
  ['parents'],
  ['annotate', '-r', 'tip', 'a'],
  ['status', '--change', 'tip'],
  ['diff', '-r', '0', '-r', 'tip'],
  ['export', 'tip'],
  ['verify'],
  ['debugindex', '-c'],
  ['debugindex', 'a'],
  ['debugdata', '-m', '0'],
  ['debugdata', 'a', '0'],
  ['debugdeltachain', 'a'],
  ['debugrevlog', 'a'],
  ['debugnodemap', '--check'],
  ['log', '-r', 'ancestors(tip) and file("a") and branch(default)'],
];
