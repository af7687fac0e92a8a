import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
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
import { nodeHasher } from '../../unit/diff/node-hasher.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';

/** Repeatable numbers below `limit` (Lehmer's generator). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 0x7fffffff;
    return state % limit;
  };
}

const LINES = [
  'a',
  'b',
  ' c',
  'd ',
  '',
  '  ',
  '\t',
  'f(x)',
  'f (x)',
  'g\r',
  '--- x',
  '+++ y',
  '- q',
  '+ t\tu ',
  '@@ z',
];

function edited(text: string, random: (limit: number) => number): string {
  const lines = text.split('\n');
  for (let edit = random(4); edit >= 0; edit--)
    lines.splice(
      random(lines.length + 1),
      random(3),
      ...LINES.slice(random(LINES.length)).slice(0, random(3)),
    );
  return lines.join('\n');
}

type Files = Map<string, { text: string; flags: FileSide['flags'] }>;

const CASES: readonly { args: readonly string[]; options: DiffOptions }[] = [
  { args: [], options: {} },
  { args: ['--git', '-p'], options: { git: true, showFunction: true } },
  { args: ['--nodates', '-w', '-U1'], options: { noDates: true, ignoreAllSpace: true, context: 1 } },
  { args: ['--git', '-b', '-B'], options: { git: true, ignoreSpaceChange: true, ignoreBlankLines: true } },
  {
    args: ['-Z', '-U0', '-a', '--noprefix'],
    options: { ignoreSpaceAtEol: true, context: 0, text: true, noPrefix: true },
  },
  {
    args: [
      ...['--git', '--config', 'experimental.extendedheader.index=7', '--config', 'diff.nobinary=1'],
      ...['--config', 'experimental.extendedheader.similarity=1'],
    ],
    options: { git: true, indexDigits: 7, noBinary: true, showSimilarity: true },
  },
];

describeWithHg('hg diff', () => {
  it.each([1, 22, 333])('prints the same for repository %i', (seed) => {
    const random = generator(seed);
    const root = temporaryDirectory();
    const write = (files: Files) => {
      for (const [path, { text, flags }] of files) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), bytesOf(text));
        chmodSync(join(root, path), flags === 'x' ? 0o755 : 0o644);
      }
    };
    const before: Files = new Map();
    for (const path of ['a', 'b c', 'd/e', 'f', 'g', 'bin'])
      before.set(path, {
        text: path === 'bin' ? 'x\0y' : edited('f1\n \n', random),
        flags: random(4) ? '' : 'x',
      });
    before.set('moved', { text: '1\n2\n3\n', flags: '' });
    hg(root, ['init']);
    write(before);
    hg(root, ['commit', '-Aqm0', '-d', '0 0']);

    const after: Files = new Map(before);
    for (const path of ['a', 'b c', 'd/e', 'g'])
      after.set(path, { text: edited(before.get(path)?.text ?? '', random), flags: random(4) ? '' : 'x' });
    after.set('bin', { text: 'x\0z', flags: '' });
    after.set('copied', { text: '1\n2\n3\n4', flags: '' });
    after.set('renamed', { text: '0\n1\n2\n3\n', flags: '' });
    after.set('new', { text: '', flags: 'x' });
    after.delete('moved');
    after.delete('f');
    hg(root, ['copy', 'moved', 'copied']);
    hg(root, ['move', 'moved', 'renamed']);
    hg(root, ['remove', 'f']);
    rmSync(join(root, 'f'), { force: true });
    write(after);
    hg(root, ['commit', '-Aqm1', '-d', '1000000000 -7200']);
    const revisions = hg(root, ['log', '-r', '0+1', '-T', '{node|short} ']).out.trim().split(' ');

    const changed = {
      modified: [...after.keys()].filter((path) => {
        const old = before.get(path);
        const now = after.get(path);
        return old !== undefined && (old.text !== now?.text || old.flags !== now.flags);
      }),
      added: [...after.keys()].filter((path) => !before.has(path)),
      removed: [...before.keys()].filter((path) => !after.has(path)),
      copies: new Map([
        ['copied', 'moved'],
        ['renamed', 'moved'],
      ]),
    };
    const side = (files: Files, path: string): FileSide => {
      const file = files.get(path) ?? { text: '', flags: '' as const };
      return { path, flags: file.flags, content: () => bytesOf(file.text) };
    };
    const services = { hasher: nodeHasher, deflate: () => bytesOf('') };
    const ours = (options: DiffOptions) =>
      diffFiles(
        pairPaths(changed, options.git === true).map(({ before: from, after: to, operation }) => ({
          ...(from === undefined ? {} : { before: side(before, from) }),
          ...(to === undefined ? {} : { after: side(after, to) }),
          ...(operation === undefined ? {} : { operation }),
        })),
        {
          revisions,
          dateBefore: formatDiffDate({ seconds: 0, offset: 0 }),
          dateAfter: formatDiffDate({ seconds: 1000000000, offset: -7200 }),
          ...options,
        },
        services,
      );
    // The bytes of a binary patch depend on the compressor, which is not what this test is about.
    const withoutPatches = (text: string) =>
      text.replace(/^([zA-Z])[^ \n]{5,}\n\n/gm, '\n').replace(/^[zA-Y]\S{5,}\n\n/gm, '\n');
    for (const { args, options } of CASES) {
      const expected = hg(root, ['diff', '-c', '1', ...args]).out;
      let text = '';
      for (const file of ours(options)) text += byteStringOf(file.bytes);
      expect(withoutPatches(text), args.join(' ')).toBe(withoutPatches(expected));
    }
    for (const [args, options] of [
      [[], {}],
      [['--git'], { git: true }],
    ] as const) {
      const stats = [...ours(options)].map((diff) => fileStat(diff));
      const text = [...formatDiffStat(stats)].map((piece) => piece.text).join('');
      expect(text).toBe(hg(root, ['diff', '-c', '1', '--stat', ...args]).out);
    }
    for (const wordDiff of [false, true]) {
      let text = '';
      for (const file of ours({}))
        for (const piece of labelDiff(file.bytes, { wordDiff }))
          text += piece.label === '' ? piece.text : `[${piece.label}|${piece.text}]`;
      const args = ['diff', '-c', '1', '--color=debug', '--config', `diff.word-diff=${wordDiff}`];
      expect(text).toBe(hg(root, args).out);
    }
  });
});
