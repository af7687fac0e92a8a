import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createNodePlatform } from '../../../src/node/index.js';
import type { Platform } from '../../../src/platform/index.js';
import { type LinkCachePolicy, openStore } from '../../../src/store/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { expectSameResults } from '../same-results.js';
import { cacheFiles, damageRounds, repositoryWithoutNodemap, withDamage } from './link-caches.js';

const node = createNodePlatform();
/** A clock in the future: files count as settled at once, so that their looks are remembered. */
const later: Platform = { ...node, clock: { ...node.clock, now: () => node.clock.now() + 60 } };
const UNKNOWN = ['1'.repeat(40), 'f'.repeat(40), `${'0'.repeat(39)}1`];

/** What a changelog says of full nodes and prefixes, in one text. */
function answers(repo: string, nodes: readonly string[], policy: LinkCachePolicy, platform = node): string {
  const open = () =>
    openStore(platform, platform.openFileSystem(join(repo, '.hg')), { linkCaches: policy }).changelog;
  let out = '';
  // Oldest first: the first question makes the cache.
  const exact = open();
  for (const name of [...nodes, ...UNKNOWN]) out += `${name} ${exact.revOf(name)}\n`;
  const changelog = open();
  for (const name of nodes) {
    const length = changelog.revlog.shortest(name);
    out += `${length} ${changelog.revlog.partialMatch(name.slice(0, length))}\n`;
    expect(() => length > 1 && changelog.revlog.partialMatch(name.slice(0, length - 1))).not.toThrow(
      TypeError,
    );
  }
  for (const name of UNKNOWN) out += `${changelog.revlog.partialMatch(name)} ${open().revOf(name)}\n`;
  return out;
}

function nodesOf(repo: string): string[] {
  return hg(repo, ['log', '--hidden', '-r', 'all()', '-T', '{node}\\n']).out.trimEnd().split('\n');
}

/** What must be answered, by comparing all nodes. */
function expectedOf(nodes: readonly string[]): string {
  const all = [...nodes, '0'.repeat(40)];
  let out = '';
  nodes.forEach((name, rev) => {
    out += `${name} ${rev}\n`;
  });
  for (const name of UNKNOWN) out += `${name} undefined\n`;
  for (const name of nodes) {
    let length = 1;
    while (all.some((other) => other !== name && other.startsWith(name.slice(0, length)))) length++;
    out += `${length} ${name}\n`;
  }
  for (const _ of UNKNOWN) out += 'undefined undefined\n';
  return out;
}

describeWithHg('revisions of nodes through the cache', () => {
  const base = temporaryDirectory();

  /** hg's nodes, our answers without, with a new, and with a kept cache; and those of the command. */
  async function expectRight(repo: string, commands = false): Promise<void> {
    const nodes = nodesOf(repo);
    const expected = expectedOf(nodes);
    for (const policy of ['never', 'always', 'always'] as const)
      expect(answers(repo, nodes, policy)).toBe(expected);
    for (let round = 0; round < 2; round++) expect(answers(repo, nodes, 'always', later)).toBe(expected);
    if (!commands) return;
    await expectSameResults(
      [nodes[0], nodes[3]?.slice(0, 10), nodes.at(-1)?.slice(0, 12), UNKNOWN[0], nodes[2]?.slice(0, 1)].map(
        (name) => ({
          cwd: repo,
          args: ['log', '--hidden', '-r', name as string, '-T', '{rev} {shortest(node, 1)}\n'],
        }),
      ),
    );
  }

  it('is right after whatever hg does in between', async () => {
    const repo = repositoryWithoutNodemap(base, 'between');
    await expectRight(repo, true);
    expect(cacheFiles(repo)).toHaveLength(2);
    const change = (text: string): void => {
      writeFileSync(join(repo, 'file'), text);
      hg(repo, ['commit', '-m', text]);
    };
    change('one more');
    await expectRight(repo);
    hg(repo, ['rollback', '-q']);
    await expectRight(repo);
    // As many changesets as before, but others.
    hg(repo, ['strip', '-q', '--no-backup', '-r', '18']);
    hg(repo, ['update', '-q', 'tip']);
    for (let i = 0; i < 3; i++) change(`other ${i}`);
    await expectRight(repo);
    hg(repo, ['strip', '-q', '--no-backup', '-r', '4']);
    await expectRight(repo);
    hg(repo, ['update', '-q', 'tip']);
    for (let i = 0; i < 5; i++) change(`again ${i}`);
    await expectRight(repo, true);
    expect(hg(repo, ['verify', '-q']).code).toBe(0);
  });

  it('is right, and made anew, whatever byte of it is damaged', () => {
    const repo = repositoryWithoutNodemap(base, 'damaged');
    const nodes = nodesOf(repo);
    const expected = expectedOf(nodes);
    expect(answers(repo, nodes, 'always')).toBe(expected);
    const files = cacheFiles(repo);
    expect(files).toHaveLength(2);
    const wanted = damageRounds(files);
    const rounds = withDamage(files, (what) => {
      expect({ what, answers: answers(repo, nodes, 'always') }).toEqual({ what, answers: expected });
    });
    expect(rounds).toBe(wanted);
    for (const file of files) writeFileSync(file, 'nothing like it');
    expect(answers(repo, nodes, 'always')).toBe(expected);
    expect(statSync(files[0] as string).size).toBeGreaterThan(88);
  });

  it('does without where it cannot be written, and says nothing', async () => {
    const repo = repositoryWithoutNodemap(base, 'readonly');
    const nodes = nodesOf(repo);
    const cache = join(repo, '.hg/cache');
    rmSync(cache, { recursive: true });
    // A file in its place is refused to everybody, the superuser included.
    writeFileSync(cache, '');
    chmodSync(cache, 0o444);
    expect(answers(repo, nodes, 'always')).toBe(expectedOf(nodes));
    rmSync(cache);
    expect(answers(repo, nodes, 'never')).toBe(expectedOf(nodes));
    expect(existsSync(cache)).toBe(false);
    expect(answers(repo, nodes, 'auto')).toBe(expectedOf(nodes));
    expect(existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('qs-')) : []).toEqual([]);
  });
});
