import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Config } from '../../../src/config/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import type { Platform } from '../../../src/platform/index.js';
import { openRepository } from '../../../src/repo/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { expectSameResults } from '../same-results.js';
import { cacheFiles, damageRounds, repositoryWithoutNodemap, withDamage } from './link-caches.js';

const node = createNodePlatform();
const later: Platform = { ...node, clock: { ...node.clock, now: () => node.clock.now() + 60 } };
const FILES = ['file', 'shared', 'moved', 'moved-again', 'merged'];

function ofKind(kind: 'always' | 'never'): Config {
  const config = new Config();
  config.set('quicksilver', 'radixlink', kind, 'test');
  config.set('experimental', 'evolution', 'all', 'test');
  return config;
}

/** Of every version of every file in every changeset: the changeset that introduced it; and what the filelogs link to. */
function answers(repo: string, kind: 'always' | 'never', platform = node): string {
  let out = '';
  for (const hidden of [false, true]) {
    const view = openRepository(platform, repo, { config: ofKind(kind), hidden });
    for (const path of FILES) {
      out += `${path}: ${view.fileLinkrevs(path).join(' ')}\n`;
      for (let rev = 0; rev < view.length; rev++) {
        const file = view.file(rev, path);
        if (file === undefined) continue;
        const found = [true, false].map((inclusive) => view.introducingRev(file, rev, inclusive));
        out += `${rev} ${file.node} ${file.linkrev} ${found.join(' ')}\n`;
      }
    }
  }
  return out;
}

describeWithHg('link revisions through the cache', () => {
  const base = temporaryDirectory();

  /** Two branches that make the same versions, one of them hidden later; copies, and a merge. */
  let made: ReturnType<typeof make> | undefined;
  /** Made once. */
  function repository(): ReturnType<typeof make> {
    made ??= make();
    return made;
  }

  function make(): {
    repo: string;
    change(files: Record<string, string>, message: string): void;
  } {
    const repo = repositoryWithoutNodemap(base, 'branches');
    const change = (files: Record<string, string>, message: string): void => {
      for (const [path, text] of Object.entries(files)) writeFileSync(join(repo, path), text);
      hg(repo, ['commit', '-q', '-A', '-m', message]);
    };
    change({ shared: 'one\ntwo\n' }, 'base');
    const start = hg(repo, ['log', '-r', '.', '-T', '{node}']).out;
    for (const side of ['left', 'right', 'third']) {
      hg(repo, ['update', '-q', '-C', start]);
      if (side !== 'left') change({ [side]: side }, `${side} begins`);
      change({ shared: 'one\ntwo\nthree\n' }, `${side} shares`);
      change({ shared: `one\ntwo\nthree\n${side}\n` }, `${side} differs`);
      change({ shared: 'one\ntwo\nthree\nsame\n' }, `${side} meets again`);
      hg(repo, ['rename', 'shared', 'moved']);
      change({}, `${side} moves`);
      change({ moved: 'zero\none\ntwo\nthree\nsame\n' }, `${side} goes on`);
      hg(repo, ['copy', 'moved', 'moved-again']);
      change({ 'moved-again': `zero\none\n${side}\n`, merged: 'm\n' }, `${side} copies`);
    }
    hg(repo, ['merge', '-q', '-t', ':local', 'desc("right copies")']);
    change({ merged: 'm\nn\n' }, 'merge');
    return { repo, change };
  }

  function expectRight(repo: string): void {
    const expected = answers(repo, 'never');
    for (let round = 0; round < 2; round++) expect(answers(repo, 'always')).toBe(expected);
    for (let round = 0; round < 2; round++) expect(answers(repo, 'always', later)).toBe(expected);
  }

  async function expectSameAsHg(repo: string): Promise<void> {
    const lines = [];
    for (const head of ['desc("right copies")', 'desc("third copies")', 'tip'])
      for (const path of ['shared', 'moved', 'moved-again', 'merged'])
        lines.push(
          ['annotate', '-cf', '-r', head, path],
          ['log', '-r', `follow("${path}", startrev=${head})`, '-T', '{rev} {desc}\n'],
          ['log', '-r', `followlines("${path}", 1:2, startrev=${head})`, '-T', '{rev} {desc}\n'],
          ['log', '--copies', '-r', `::${head} and file("${path}")`, '-T', '{rev} {file_copies}\n'],
          ['status', '--copies', '--rev', 'desc("base")', '--rev', head],
        );
    for (const path of FILES)
      lines.push(
        ['log', path, '-T', '{rev} {desc}\n'],
        ['log', '--hidden', path, '-T', '{rev} {desc}\n'],
        ['log', '-r', `filelog("${path}")`, '-T', '{rev}\n'],
        ['log', '-f', path, '-T', '{rev} {desc}\n'],
      );
    await expectSameResults(lines.map((args) => ({ cwd: repo, args })));
  }

  it('is right, and made anew, whatever byte of it is damaged', () => {
    const repo = join(base, 'damaged');
    cpSync(repository().repo, repo, { recursive: true });
    rmSync(join(repo, '.hg/cache'), { recursive: true });
    const expected = answers(repo, 'never');
    expect(answers(repo, 'always')).toBe(expected);
    const files = cacheFiles(repo).filter((name) => name.includes('linkrevs'));
    expect(files).toHaveLength(2);
    const wanted = damageRounds(files);
    const rounds = withDamage(files, (what) => {
      expect({ what, answers: answers(repo, 'always') }).toEqual({ what, answers: expected });
    });
    expect(rounds).toBe(wanted);
  });

  it('is right after whatever hg does in between', async () => {
    const { repo, change } = repository();
    expectRight(repo);
    expect(cacheFiles(repo).some((name) => name.includes('linkrevs'))).toBe(true);
    await expectSameAsHg(repo);
    // The first branch is hidden: its links lead to nowhere that can be seen.
    for (const rev of hg(repo, ['log', '-r', 'sort(desc(left), -rev)', '-T', '{node} '])
      .out.trim()
      .split(' '))
      hg(repo, ['debugobsolete', rev]);
    expectRight(repo);
    await expectSameAsHg(repo);
    change({ file: 'more', shared: 'one\ntwo\n' }, 'more');
    expectRight(repo);
    hg(repo, ['rollback', '-q']);
    expectRight(repo);
    hg(repo, ['strip', '--hidden', '-q', '-r', 'desc("left meets again")']);
    expectRight(repo);
    hg(repo, ['update', '-q', '-C', 'desc("right differs")']);
    change({ shared: 'one\ntwo\nthree\nsame\n' }, 'meets once more');
    hg(repo, ['rename', 'shared', 'moved']);
    change({}, 'left meets again');
    expectRight(repo);
    await expectSameAsHg(repo);
  });
});
