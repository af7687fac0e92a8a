import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createNodePlatform } from '../../../src/node/index.js';
import type { Platform } from '../../../src/platform/index.js';
import { type LinkCachePolicy, ObsStore, openStore } from '../../../src/store/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qsBatch } from '../qs.js';
import { cacheFiles, damageRounds, withDamage } from '../repo/link-caches.js';
import { expectSameResults } from '../same-results.js';
import { randomMarkers } from './random-markers.js';

const node = createNodePlatform();
const later: Platform = { ...node, clock: { ...node.clock, now: () => node.clock.now() + 60 } };

const REVSETS = [
  'obsolete()',
  'orphan()',
  'phasedivergent()',
  'contentdivergent()',
  'extinct()',
  'successors(all())',
  'not hidden()',
];

function storeAt(repo: string, policy: LinkCachePolicy, platform: Platform): ObsStore {
  const { fs, linkCaches } = openStore(platform, platform.openFileSystem(join(repo, '.hg')), {
    linkCaches: policy,
  });
  return new ObsStore(fs, linkCaches.markers);
}

/** Every role of every node that some marker names, and of others. */
function answers(repo: string, nodes: readonly string[], policy: LinkCachePolicy, platform = node): string {
  const store = storeAt(repo, policy, platform);
  return nodes
    .map((name) =>
      [
        name,
        store.successorMarkers(name),
        store.predecessorMarkers(name),
        store.prunedChildMarkers(name),
        store.hasSuccessorMarkers(name),
      ].join(' | '),
    )
    .join('\n');
}

/** The same by reading all markers. */
function expectedOf(repo: string, nodes: readonly string[]): string {
  const store = storeAt(repo, 'never', node);
  const all = [...(store.isEmpty ? [] : store.markers.offsets)].map((at) => ({ at, ...store.marker(at) }));
  return nodes
    .map((name) => {
      const from = all.filter(({ predecessor }) => predecessor === name).map(({ at }) => at);
      const to = all.filter(({ successors }) => successors.includes(name)).map(({ at }) => at);
      const pruned = all.filter((marker) => marker.successors.length === 0 && marker.parents?.includes(name));
      return [name, from, to, pruned.map(({ at }) => at), from.length > 0].join(' | ');
    })
    .join('\n');
}

function namedNodes(repo: string): string[] {
  const store = storeAt(repo, 'never', node);
  const names = new Set(['1'.repeat(40), 'f'.repeat(40)]);
  for (const at of store.isEmpty ? [] : store.markers.offsets) {
    const { predecessor, successors, parents = [] } = store.marker(at);
    for (const name of [predecessor, ...successors, ...parents]) names.add(name);
  }
  return [...names];
}

describeWithHg('obsolescence through the cache', () => {
  const base = temporaryDirectory();

  function repository(name: string, count: number): string {
    const repo = join(base, name);
    hg(base, ['init', repo]);
    hg(repo, ['debugbuilddag', '+4 :a +3 <a +4 :b *a +2 /b +3 <3 +2']);
    appendFileSync(
      join(repo, '.hg/hgrc'),
      '[quicksilver]\nradixlink=always\n[experimental]\nevolution=all\n[ui]\nusername=me\nrollback=true\n[extensions]\nstrip=\n',
    );
    const nodes = hg(repo, ['log', '-T', '{node}\n']).out.trimEnd().split('\n');
    writeFileSync(join(repo, '.hg/store/obsstore'), randomMarkers(nodes, count, 7, true));
    hg(repo, ['phase', '--hidden', '-p', '1']);
    return repo;
  }

  function expectRight(repo: string): void {
    const nodes = namedNodes(repo);
    const expected = expectedOf(repo, nodes);
    for (const policy of ['never', 'always', 'always'] as const)
      expect(answers(repo, nodes, policy)).toBe(expected);
    for (let round = 0; round < 2; round++) expect(answers(repo, nodes, 'always', later)).toBe(expected);
  }

  async function expectSameAsHg(repo: string): Promise<void> {
    await expectSameResults([
      ...REVSETS.map((revset) => ({ cwd: repo, args: ['log', '--hidden', '-r', revset, '-T', '{rev}\n'] })),
      { cwd: repo, args: ['log', '-T', '{rev} {instabilities} {obsolete}\n'] },
      { cwd: repo, args: ['debugobsolete', '--hidden', '-r', 'all()'] },
      { cwd: repo, args: ['debugobsolete', '--hidden', '-r', 'head()', '--exclusive'] },
    ]);
  }

  it('is right after whatever hg does in between', async () => {
    const repo = repository('between', 60);
    expectRight(repo);
    expect(cacheFiles(repo)).toHaveLength(2);
    await expectSameAsHg(repo);
    // hg has no predecessors(): they are whatever has a changeset among its successors.
    const revs = Array.from({ length: 20 }, (_, rev) => rev);
    const sets = [...revs.map((rev) => `successors(${rev}) and 3`), 'predecessors(3)'];
    const found = qsBatch(
      sets.map((set) => ({ cwd: repo, args: ['log', '--hidden', '-r', set, '-T', '{rev}\n'] })),
    ).map(({ out }) => out);
    expect(found[20]).toBe(
      revs
        .filter((rev) => found[rev] !== '')
        .map((rev) => `${rev}\n`)
        .join(''),
    );
    const tip = hg(repo, ['log', '--hidden', '-r', 'max(all())', '-T', '{node}']).out;
    hg(repo, ['debugobsolete', tip, '2'.repeat(40)]);
    expectRight(repo);
    hg(repo, ['rollback', '-q']);
    expectRight(repo);
    // As many bytes as before, but others.
    hg(repo, ['debugobsolete', '-d', '0 0', '3'.repeat(40), tip]);
    expectRight(repo);
    hg(repo, ['debugobsolete', '--delete', '60']);
    hg(repo, ['debugobsolete', '-d', '0 0', tip, '3'.repeat(40)]);
    expectRight(repo);
    hg(repo, ['debugobsolete', '--delete', '5', '--delete', '17']);
    expectRight(repo);
    hg(repo, ['strip', '--hidden', '-q', '-r', '15']);
    expectRight(repo);
    for (let i = 0; i < 8; i++) hg(repo, ['debugobsolete', '-d', `${i} 0`, String(i + 1).repeat(40)]);
    expectRight(repo);
    await expectSameAsHg(repo);
  });

  it('is right, and made anew, whatever byte of it is damaged', async () => {
    const repo = repository('damaged', 25);
    const nodes = namedNodes(repo);
    const expected = expectedOf(repo, nodes);
    expect(answers(repo, nodes, 'always')).toBe(expected);
    const files = cacheFiles(repo);
    expect(files).toHaveLength(2);
    const wanted = damageRounds(files);
    const rounds = withDamage(files, (what) => {
      expect({ what, answers: answers(repo, nodes, 'always') }).toEqual({ what, answers: expected });
    });
    expect(rounds).toBe(wanted);
    rmSync(files[0] as string);
    await expectSameAsHg(repo);
  });
});
