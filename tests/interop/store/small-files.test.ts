import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NodeId } from '../../../src/bytes/index.js';
import { NodeFileSystem } from '../../../src/node/file-system.js';
import { readActiveBookmark, readBookmarks } from '../../../src/store/bookmarks/index.js';
import { branchMap, RevBranches, readBranchMapCache } from '../../../src/store/branches/index.js';
import { Phases } from '../../../src/store/phases/index.js';
import { readTags } from '../../../src/store/tags/index.js';
import type { BranchInfo } from '../../../src/store/view.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { generator, type HgHistory, headsOf, historyOf } from './history.js';

const PHASES: Readonly<Record<number, string>> = {
  0: 'public',
  1: 'draft',
  2: 'secret',
  32: 'archived',
  96: 'internal',
};

/** `.hgtags` as hg tells it: file node per changeset and text per file node. */
function tagsOf(repo: string, history: HgHistory, withCache: boolean, warnings: string[] = []) {
  const texts = new Map<NodeId, string>();
  const fileNodes = new Map<number, NodeId>();
  for (const rev of headsOf(history)) {
    const line = hg(repo, ['manifest', '--debug', '-r', `${rev}`])
      .out.split('\n')
      .find((entry) => entry.endsWith(' .hgtags'));
    if (line === undefined) continue;
    fileNodes.set(rev, line.slice(0, 40));
    texts.set(line.slice(0, 40), hg(repo, ['cat', '-r', `${rev}`, join(repo, '.hgtags')]).out);
  }
  const visible = new Set(history.visible);
  const tip = history.visible.at(-1) ?? -1;
  return readTags({
    history,
    heads: headsOf(history),
    isVisible: (rev) => visible.has(rev),
    fileLog: { has: (node) => texts.has(node), text: (node) => texts.get(node) as string },
    fileNode: (rev) => fileNodes.get(rev),
    hg: new NodeFileSystem(join(repo, '.hg')),
    cache: withCache ? new NodeFileSystem(join(repo, '.hg/cache')) : undefined,
    view: {
      filterName: 'visible',
      key: { tipRev: tip, tipNode: history.node(tip), filteredHash: undefined },
    },
    debug: (message) => warnings.push(message),
  });
}

function listTags(tags: ReturnType<typeof readTags>): string {
  return [...tags.values()]
    .map(({ name, node, kind }) => `${name}|${node}|${kind === 'local' ? kind : ''}\n`)
    .sort()
    .join('');
}

function hgTags(repo: string): string {
  const out = hg(repo, ['tags', '-T', '{tag}|{node}|{type}\\n'], { env: { LC_ALL: 'C.UTF-8' } }).out;
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .sort()
    .join('');
}

describeWithHg('small files against hg', () => {
  const base = temporaryDirectory();

  it('finds the winning tags of several heads, with and without caches', () => {
    for (const seed of [3]) {
      const repo = join(base, `tags${seed}`);
      hg(base, ['init', repo]);
      hg(repo, ['debugbuilddag', '+4']);
      const targets = [...Array(4).keys()].map((rev) => historyOf(repo).node(rev));
      const random = generator(seed);
      hg(repo, ['update', '-q', '3']);
      let text = '';
      for (let commit = 0; commit < 7; commit++) {
        if (random(3) === 0) hg(repo, ['update', '-q', '-C', `${3 + random(commit + 1)}`]);
        text =
          random(3) === 0
            ? ''
            : existsSync(join(repo, '.hgtags'))
              ? readFileSync(join(repo, '.hgtags'), 'latin1')
              : '';
        for (let line = random(4); line >= 0; line--) {
          const node =
            random(6) === 0 ? '0'.repeat(40) : random(9) === 0 ? 'ab'.repeat(20) : targets[random(4)];
          text += `${node} ${['a', 'b', 'c d', 'e'][random(4)]}\n`;
        }
        writeFileSync(join(repo, '.hgtags'), text);
        hg(repo, ['commit', '-qA', '-m', `c${commit}`]);
      }
      writeFileSync(
        join(repo, '.hg/localtags'),
        `${targets[0]} a\n${targets[3]} local\n${'ab'.repeat(20)} c d\n${'0'.repeat(40)} b\nbad\n`,
      );
      const history = historyOf(repo);
      rmSync(join(repo, '.hg/cache'), { recursive: true, force: true });
      const expected = hgTags(repo);
      expect(listTags(tagsOf(repo, history, false))).toBe(expected);
      expect(existsSync(join(repo, '.hg/cache/tags2-visible'))).toBe(true);
      expect(listTags(tagsOf(repo, history, true))).toBe(expected);
      rmSync(join(repo, '.hg/cache/tags2-visible'));
      expect(existsSync(join(repo, '.hg/cache/hgtagsfnodes1'))).toBe(true);
      expect(listTags(tagsOf(repo, history, true))).toBe(expected);
    }
  });

  it('reports damaged lines of tag files as hg', () => {
    const repo = join(base, 'badtags');
    hg(base, ['init', repo]);
    hg(repo, ['debugbuilddag', '+2']);
    const node = historyOf(repo).node(0);
    hg(repo, ['update', '-q', '1']);
    const text = [
      `${node} one`,
      '',
      node,
      'zz bad',
      `${node.slice(0, 20)} short`,
      `${node.toUpperCase()} upper`,
      '# note',
      ` ${node} lead`,
      `${node} a\tb `,
      `${node} caf\xe9\r`,
      `${node} x\ry`,
      "it's bad",
      '',
    ];
    writeFileSync(join(repo, '.hgtags'), text.join('\n'), 'latin1');
    hg(repo, ['commit', '-qA', '-m', 'tags']);
    writeFileSync(join(repo, '.hg/localtags'), 'nothing\nq q\n');
    const history = historyOf(repo);
    rmSync(join(repo, '.hg/cache'), { recursive: true, force: true });
    const debug = hg(repo, ['tags', '--debug']).out;
    const warnings: string[] = [];
    const tags = tagsOf(repo, history, false, warnings);
    expect(warnings).toEqual(debug.split('\n').filter((line) => /, line \d/.test(line)));
    expect([...tags.keys()]).toEqual(['a\tb', 'caf\xe9', 'one', 'tip', 'upper', 'x']);
  });

  it('finds branch heads through every way to know branches', () => {
    for (const [index, dag] of [
      '+3 @b1 +2 <2 @b2 +2 /3 @b1 +1 <3 @default +2 <6 @b3 +1 <1 @b2 +1',
    ].entries()) {
      const repo = join(base, `branches${index}`);
      hg(base, ['init', repo]);
      hg(repo, ['debugbuilddag', dag]);
      let history = historyOf(repo);
      for (const rev of headsOf(history).slice(0, 2)) {
        hg(repo, ['update', '-q', '-C', `${rev}`]);
        hg(repo, ['commit', '-q', '--close-branch', '-m', 'close']);
      }
      const check = (base?: ReturnType<typeof readBranchMapCache>): void => {
        history = historyOf(repo);
        const expected = hg(repo, ['branches', '-c', '-T', '{branch}|{rev}|{closed}\\n'])
          .out.split('\n')
          .sort()
          .join('\n');
        const open = hg(repo, ['heads', '-T', '{rev} ']).out;
        const all = hg(repo, ['heads', '-c', '-T', '{rev} ']).out;
        for (const cache of [undefined, new NodeFileSystem(join(repo, '.hg/cache'))]) {
          let reads = 0;
          const branches = new RevBranches(history, cache, (rev) => {
            reads++;
            return { branch: history.branches[rev] as string, closesBranch: history.closes[rev] as boolean };
          });
          const map = branchMap(history, branches, () => true, base);
          const lines = [...map.values()].map(
            ({ name, tip, closed }) => `${name}|${tip}|${closed ? 'True' : 'False'}`,
          );
          expect(['', ...lines].sort().join('\n')).toBe(expected);
          const listed = (select: (info: BranchInfo) => readonly number[]): string =>
            [...map.values()]
              .flatMap(select)
              .sort((a, b) => b - a)
              .map((rev) => `${rev} `)
              .join('');
          expect(listed((info) => info.openHeads)).toBe(open);
          expect(listed((info) => info.heads)).toBe(all);
          for (let rev = 0; rev < history.length; rev++)
            expect(branches.branch(rev)).toBe(history.branches[rev]);
          if (cache === undefined) expect(reads).toBe(history.length);
          else expect(reads).toBeLessThan(history.length);
        }
      };
      check();
      const cached =
        readBranchMapCache(
          new NodeFileSystem(join(repo, '.hg/cache')),
          'visible',
          history,
          () => undefined,
          () => true,
        ) ??
        readBranchMapCache(
          new NodeFileSystem(join(repo, '.hg/cache')),
          'served',
          history,
          () => undefined,
          () => true,
        );
      expect(cached?.tipRev).toBe(history.length - 1);
      check(cached);
      // Changesets that the cache has not seen yet.
      hg(repo, ['update', '-q', '-C', 'default']);
      appendFileSync(join(repo, 'more'), 'more');
      hg(repo, ['commit', '-qA', '-m', 'more']);
      hg(repo, ['branch', '-q', 'new']);
      hg(repo, ['commit', '-q', '-m', 'new']);
      check(cached);
    }
  });

  it('knows the phase of every revision', () => {
    const repo = join(base, 'phases');
    hg(base, ['init', repo]);
    hg(repo, ['debugbuilddag', '+4 <2 +3 *3 /2 +2']);
    const history = historyOf(repo);
    const store = new NodeFileSystem(join(repo, '.hg/store'));
    const node = history.node;
    for (const text of [
      '',
      `1 ${node(2)}\n`,
      `1 ${node(2)}\n2 ${node(5)}`,
      `2 ${node(3)}\n 01\t${node(1).toUpperCase()} \n1 ${'1'.repeat(40)}\n`,
      `32 ${node(6)}\n96 ${node(7)}\n1 ${node(0)}\n0 ${node(8)}\n`,
    ]) {
      writeFileSync(join(repo, '.hg/store/phaseroots'), text);
      const phases = Phases.read(store, history);
      const ours = Array.from(
        { length: history.length },
        (_, rev) => `${rev} ${PHASES[phases.phase(rev)]}\n`,
      );
      expect(ours.join('')).toBe(hg(repo, ['log', '--hidden', '-r', 'all()', '-T', '{rev} {phase}\\n']).out);
    }
    for (const text of ['x\n', '1\n', '7 ' + node(1), '1 ' + node(1).slice(1), '\n', `1 ${node(1)} x`]) {
      writeFileSync(join(repo, '.hg/store/phaseroots'), text);
      expect(() => Phases.read(store, history)).toThrow(/corrupt phase root/);
      expect(hg(repo, ['log', '-r', 'all()']).code).not.toBe(0);
    }
  });

  it('reads bookmarks and says the same about damaged lines', () => {
    const repo = join(base, 'bookmarks');
    hg(base, ['init', repo]);
    hg(repo, ['debugbuilddag', '+3']);
    hg(repo, ['update', '-q', '2']);
    const { node, revOf } = historyOf(repo);
    const lines = [
      `${node(1)} one`,
      `${node(0)}  two words `,
      '',
      'garbage',
      `${node(2)}`,
      `${'1'.repeat(40)} unknown`,
      `${node(1).toUpperCase()} upper\r`,
      `${node(0)} one`,
      `  ${node(2)} tab\tname`,
      "it's",
      'a "b" \'c\' \\ \x01 \xe9',
      `${'0'.repeat(40)} null`,
    ];
    writeFileSync(join(repo, '.hg/bookmarks'), lines.join('\n'), 'latin1');
    writeFileSync(join(repo, '.hg/bookmarks.current'), 'one\nmore');
    const warnings: string[] = [];
    const fs = new NodeFileSystem(join(repo, '.hg'));
    const bookmarks = readBookmarks({
      fs,
      isKnown: (n) => revOf(n) !== undefined,
      warn: (line) => warnings.push(`${line}\n`),
    });
    const theirs = hg(repo, ['bookmarks', '-T', '{bookmark}|{node}|{active}\\n']);
    const active = readActiveBookmark(fs, bookmarks);
    expect(
      [...bookmarks].map(([name, n]) => `${name}|${n}|${name === active ? 'True' : 'False'}\n`).join(''),
    ).toBe(theirs.out);
    expect(warnings.join('')).toBe(theirs.err);
  });
});
