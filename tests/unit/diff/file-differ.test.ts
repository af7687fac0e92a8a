import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import {
  type DiffOptions,
  diffFiles,
  type FileSide,
  fileStat,
  formatDiffDate,
  formatDiffStat,
  labelDiff,
  pairPaths,
} from '../../../src/diff/index.js';
import { nodeHasher } from './node-hasher.js';

const side = (path: string, text: string, flags: FileSide['flags'] = ''): FileSide => ({
  path,
  flags,
  content: () => bytesOf(text),
});

function diff(before: string | undefined, after: string | undefined, options: DiffOptions = {}): string {
  const pair = {
    ...(before === undefined ? {} : { before: side('f', before) }),
    ...(after === undefined ? {} : { after: side('f', after) }),
  };
  const services = { hasher: nodeHasher, deflate: () => bytesOf('packed') };
  let out = '';
  for (const file of diffFiles([pair], options, services)) out += byteStringOf(file.bytes);
  return out;
}

describe('diffFiles', () => {
  it('marks lines without a newline', () => {
    expect(diff('a\n', 'a', { noDates: true })).toBe(
      'diff f\n--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n',
    );
    expect(diff('a\nb', 'c\nb', { noDates: true, git: true })).toContain(
      '-a\n+c\n b\n\\ No newline at end of file\n',
    );
  });
  it('shows nothing for equal files, or when all differences are ignored', () => {
    expect(diff('a\n', 'a\n')).toBe('');
    expect(diff('a \n', 'a\n', { git: true, ignoreSpaceAtEol: true })).toBe('');
    expect(diff('a\n\nb\n', 'a\nb\n', { ignoreBlankLines: true })).toBe('');
    expect(diff('a b\n', 'a  b\n', { ignoreSpaceChange: true })).toBe('');
    expect(diff('ab\n', 'a\tb\n', { ignoreAllSpace: true })).toBe('');
  });
  it('writes dates and revisions without git', () => {
    const dateAfter = formatDiffDate({ seconds: 3600, offset: -7200 });
    expect(diff(undefined, 'x\n', { revisions: ['12', '34'], dateAfter })).toBe(
      'diff -r 12 -r 34 f\n--- /dev/null\tThu Jan 01 00:00:00 1970 +0000\n' +
        '+++ b/f\tThu Jan 01 03:00:00 1970 +0200\n@@ -0,0 +1,1 @@\n+x\n',
    );
  });
  it('knows binary files', () => {
    expect(diff('a\0', 'b')).toBe('diff f\nBinary file f has changed\n');
    expect(diff(undefined, '\0', { git: true })).toBe(
      'diff --git a/f b/f\nnew file mode 100644\n' +
        'index 0000000000000000000000000000000000000000..f76dd238ade08917e6712764a16a22005a50573d\n' +
        'GIT binary patch\nliteral 1\nFaA9L>Wn=&V\n\n',
    );
    expect(diff('a\0', 'b', { git: true, noBinary: true })).toBe(
      'diff --git a/f b/f\nBinary file f has changed\n',
    );
  });
  it('names functions', () => {
    const text = `${'x'.repeat(50)}\n${' y\n'.repeat(9)}`;
    expect(diff(text, `${text} z\n`, { showFunction: true })).toContain(
      `@@ -8,3 +8,4 @@ ${'x'.repeat(40)}\n`,
    );
    // As hg: lines with other bytes than ASCII are not cut.
    const other = `${'x'.repeat(50)}\u00ff \n${' y\n'.repeat(9)}`;
    expect(diff(other, `${other} z\n`, { showFunction: true })).toContain(
      `@@ -8,3 +8,4 @@ ${'x'.repeat(50)}\u00ff`,
    );
  });
  it('refuses a negative context', () => {
    expect(() => diff('a', 'b', { context: -1 })).toThrow(/context lines count/);
  });
});

describe('pairPaths', () => {
  it('makes one rename of a removed file and copies of the rest', () => {
    const changed = {
      modified: ['m'],
      added: ['b', 'c', 'd'],
      removed: ['a', 'z'],
      copies: new Map([
        ['b', 'a'],
        ['c', 'a'],
        ['d', 'm'],
      ]),
    };
    expect(pairPaths(changed, true)).toEqual([
      { before: 'a', after: 'b', operation: 'rename' },
      { before: 'a', after: 'c', operation: 'copy' },
      { before: 'm', after: 'd', operation: 'copy' },
      { before: 'm', after: 'm' },
      { before: 'z', after: undefined },
    ]);
    expect(pairPaths(changed, false).length).toBe(6);
  });
});

describe('labels and statistics', () => {
  const [file] = diffFiles([{ before: side('f', 'a b\n'), after: side('f', 'a c\t\n') }], { noDates: true });
  it('labels lines, tabs and blanks at the end', () => {
    const pieces = [...labelDiff(bytesOf('diff f\n--- a/f\n@@ -1,1 +1,1 @@\n-a\tb\n+c \n x\n'))];
    expect(
      pieces.filter((piece) => piece.label !== '').map((piece) => `${piece.label}=${piece.text}`),
    ).toEqual([
      'diff.diffline=diff f',
      'diff.file_a=--- a/f',
      'diff.hunk=@@ -1,1 +1,1 @@',
      'diff.deleted=-a',
      'diff.tab=\t',
      'diff.deleted=b',
      'diff.inserted=+c',
      'diff.trailingwhitespace= ',
    ]);
  });
  it('marks words', () => {
    const pieces = [...labelDiff(bytesOf('diff f\n@@ -1,1 +1,1 @@\n-a b\n+a c\n'), { wordDiff: true })];
    expect(pieces.filter((piece) => piece.label.includes('changed')).map((piece) => piece.text)).toEqual([
      'a ',
      'b',
      'a ',
      'c',
    ]);
  });
  it('draws a histogram', () => {
    expect(file).toBeDefined();
    const stats = [
      { name: 'long', added: 300, removed: 1, binary: false },
      { name: 'b', added: 0, removed: 0, binary: true },
    ];
    expect([...formatDiffStat(stats, 40)].map((piece) => piece.text).join('')).toBe(
      ` long |  301 ${'+'.repeat(26)}-\n b    |  Bin \n 2 files changed, 300 insertions(+), 1 deletions(-)\n`,
    );
    if (file !== undefined)
      expect(fileStat(file)).toEqual({ name: 'f', added: 1, removed: 1, binary: false });
  });
});
