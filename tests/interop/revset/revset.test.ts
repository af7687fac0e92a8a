import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { HgError, ParseError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { openRepository, type Repository } from '../../../src/repo/index.js';
import {
  compileRevset,
  evaluateRevset,
  lookupIn,
  parseRevset,
  printSet,
  printTree,
  runStages,
} from '../../../src/revset/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';

const CONTEXT = { clock: { now: () => Date.now() / 1000, timeZoneOffset: () => 0 } };

/** A history with branches, merges, renames, phases, names, and revisions that an amendment hid. */
function makeHistory(root: string): void {
  const config = ['--config', 'experimental.evolution=all'];
  const run = (...args: string[]) => {
    const result = hg(root, [...config, ...args]);
    if (result.code !== 0) throw new Error(`hg ${args.join(' ')}: ${result.err}`);
  };
  let day = 0;
  const commit = (message: string, files: Readonly<Record<string, string>>, ...more: string[]) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    run('commit', '-qAm', message, '-d', `${++day * 86400} 0`, ...more);
  };
  run('init');
  writeFileSync(join(root, '.hg/hgrc'), '[experimental]\nevolution=all\n');
  commit('first', { a: '1\n', b: '1\n' });
  commit('second issue', { a: '2\n' }, '-u', 'Zo\xeb');
  run('branch', '-q', 'other-branch');
  commit('third', { c: '1\n' });
  run('update', '-q', '1');
  run('rename', '-q', 'b', 'd');
  commit('rename', {});
  commit('bug 7', { d: '2\n' }, '-u', 'bob');
  run('merge', '-q', '2');
  commit('merge', {});
  run('tag', '-q', '-r', '2', '-d', '864000 0', 'v1.0');
  run('update', '-q', '4');
  run('remove', '-q', 'a');
  commit('remove a', {});
  run('commit', '-q', '--amend', '-m', 'amended', '-d', '900000 0');
  run('update', '-q', '2');
  commit('close', {}, '--close-branch', '-d', '950000 0');
  run('phase', '-q', '--public', '4');
  run('phase', '-q', '--force', '--secret', '6');
  run('bookmark', '-r', '3', 'mark-one');
}

const LEAVES = ['0', '3', '5', 'tip', 'v1.0', 'mark-one', 'other-branch', '.', 'null'].concat(
  'all() merge() head() closed() draft() public() secret() branchpoint() tag() bookmark() roots(all())'.split(
    ' ',
  ),
  [
    'user(bob)',
    'desc("re:^[ft]")',
    'keyword(issue)',
    'branch("re:^o")',
    'adds(d)',
    'removes("*")',
    'modifies(a)',
  ],
  [
    'file("glob:*")',
    'filelog(a)',
    'follow(d, 5)',
    'contains(b)',
    'date("1970-01-03 to 1970-01-08")',
    'grep("bu+g")',
  ],
);

const expression = fc.letrec<{ node: string }>((tie) => {
  const one = tie('node');
  const call = (...names: string[]) =>
    fc.tuple(fc.constantFrom(...names), one).map(([name, a]) => `${name}(${a})`);
  return {
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...LEAVES),
      fc
        .tuple(one, fc.constantFrom('&', '|', '-', '::', ':', '%'), one)
        .map(([a, op, b]) => `(${a}) ${op} (${b})`),
      call(
        'not ',
        '::',
        ':',
        'heads',
        'roots',
        'reverse',
        'parents',
        'children',
        'p1',
        'p2',
        'min',
        'max',
        'ancestor',
      ),
      fc
        .tuple(one, fc.constantFrom('::', '^', '^2', '~2', '%', '#g[-1]', '#g[0:2]'))
        .map(([a, op]) => `(${a})${op}`),
      fc
        .tuple(fc.constantFrom('first', 'last', 'ancestors', 'descendants'), one, fc.nat(3))
        .map(([name, a, n]) => `${name}(${a}, ${n})`),
      fc
        .tuple(one, fc.constantFrom('-rev', 'date', 'user -node', '-branch desc', 'topo', '-topo'))
        .map(([a, keys]) => `sort(${a}, '${keys}')`),
    ),
  };
}).node;

describeWithHg('revsets against hg', () => {
  const root = temporaryDirectory();
  let repo: Repository;
  beforeAll(() => {
    makeHistory(root);
    repo = openRepository(createNodePlatform(), root);
  }, 60000);

  /** What `debugrevspec` prints, or the error as hg prints it. */
  const debug = (text: string): string => {
    try {
      let out = '';
      const tree = runStages(parseRevset(text, { lookup: lookupIn(repo) }), {}, (stage, shown) => {
        if (stage === 'analyzed' || stage === 'optimized') out += `* ${stage}:\n${printTree(shown)}\n`;
      });
      const set = evaluateRevset(tree, repo, CONTEXT);
      out += `* set:\n${printSet(set)}\n`;
      for (const rev of set) out += `${rev}\n`;
      return out;
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      const at = error instanceof ParseError && error.location !== undefined ? ` at ${error.location}` : '';
      const prefix = error.code === 'parse' ? `hg: parse error${at}: ` : 'abort: ';
      return `${prefix}${error.message}\n${error.hint === undefined ? '' : `(${error.hint})\n`}`;
    }
  };

  it('selects the same revisions in the same order for random queries', () => {
    const texts = fc
      .sample(expression, { numRuns: 250, seed: 20261121 })
      .filter((text) => !text.includes('"'));
    const template = texts.map((text) => `{join(revset("${text}"), " ")}\n`).join('');
    const result = hg(root, ['log', '-r', '0', '-T', template]);
    expect(result.err).toBe('');
    const ours = texts.map((text) =>
      [...compileRevset(text, { lookup: lookupIn(repo) })(repo, CONTEXT)].join(' '),
    );
    const theirs = result.out.split('\n').slice(0, -1);
    expect(theirs.length).toBe(texts.length);
    expect(texts.map((text, i) => `${text} => ${ours[i]}`)).toEqual(
      texts.map((text, i) => `${text} => ${theirs[i]}`),
    );
  }, 60000);

  it.each([
    'other-branch',
    'mark-one:tip & not merge()',
    '2:0 & (0 + 1 + 2)',
    'sort(3::5 | ::2, -rev)',
    'draft() & ::(tip + 5)',
    'heads(commonancestors(head()))',
    'limit(reverse(contains("glob:*")), 3, 1)',
    '3 & (user("re:b") or file("glob:d") or p2(merge()))',
    'max(::5) - tag()',
    'nosuch-name',
    '7',
    '1 + 7',
    'first(all(), -1)',
    'sort(all(), "rev bad")',
    'adds(',
    'files(a)',
  ])('shows trees, sets and errors as hg: %s', (text) => {
    const result = hg(root, ['debugrevspec', '-s', '-p', 'analyzed', '-p', 'optimized', text]);
    const ours = debug(text);
    expect(ours.startsWith('*') ? ours : ours.replace(/^\*.*/s, '')).toBe(
      result.code === 0 ? result.out : result.err,
    );
  });
});
