import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { utf8Of } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { SILENT_UI } from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { LocalPeer, openRepository, pull, push, type Repository } from '../../../src/repo/index.js';
import { describeWithHg, temporaryDirectory } from '../hg.js';
import { HgServer } from '../hg-server.js';
import { randomNumbers } from '../repo/random-numbers.js';

/** More by hand: `QS_ROUNDS=300`. */
const ROUNDS = Number(process.env.QS_ROUNDS ?? 3);
const SEED = Number(process.env.QS_SEED ?? 1);

const platform = createNodePlatform();

interface Kind {
  readonly evolves: boolean;
  readonly publishes: boolean;
}

function settings({ evolves, publishes }: Kind): string {
  return `[ui]\nusername = test\n[experimental]\nevolution = ${evolves ? 'all' : ''}\n[phases]\npublish = ${publishes ? 'yes' : 'no'}\n`;
}

function open(path: string, { evolves, publishes }: Kind): Repository {
  const config = new Config();
  config.set('experimental', 'evolution', evolves ? 'all' : '', 'test');
  config.set('phases', 'publish', publishes ? 'yes' : 'no', 'test');
  return openRepository(platform, utf8Of(path), { config });
}

describeWithHg('two repositories grown at random, exchanged by hg and by us in random order', () => {
  const directory = temporaryDirectory();
  const server = new HgServer(directory);
  afterAll(() => server.close());

  async function hg(...args: string[]): Promise<string> {
    const { out, err, code } = await server.run(args);
    if (code !== 0 && code !== 1) throw new Error(`hg ${args.join(' ')}: ${code}\n${out}${err}`);
    return out;
  }

  /** A few changesets, merges, phases, markers, bookmarks. */
  async function grow(
    path: string,
    who: string,
    random: (limit: number) => number,
    { evolves }: Kind,
  ): Promise<void> {
    const at = (...args: string[]): Promise<string> => hg('--cwd', path, ...args);
    let count = Number(await at('log', '-r', 'last(all())', '-T', '{rev}')) + 1;
    for (let step = 2 + random(5); step > 0; step--) {
      const what = random(10);
      if (count > 0) {
        const visible = (await at('log', '-T', '{rev} ')).trim().split(' ');
        await at('update', '-qC', visible[random(visible.length)] as string);
      }
      if (what < 2 && count > 1) {
        const others = (await at('log', '-r', 'head() - ::. - .::', '-T', '{rev} ')).trim();
        if (others !== '') {
          await at('merge', '-q', '--tool', 'internal:local', others.split(' ')[0] as string);
          await at('commit', '-qm', `merge by ${who} ${step}`, '-d', `${random(1000)} 0`);
          count++;
          continue;
        }
      }
      if (what === 2) await at('branch', '-qf', `branch${random(3)}`);
      const folder = join(path, ['.', 'one', 'one/two'][random(3)] as string);
      mkdirSync(folder, { recursive: true });
      appendFileSync(
        join(folder, `file${random(4)}`),
        `${who} ${random(1_000_000)}\n`.repeat(1 + random(30)),
      );
      const amends =
        evolves &&
        what === 3 &&
        (await at('log', '-r', '. and not public() and not obsolete()', '-T', '.')) === '.';
      await at(
        'commit',
        '-qAm',
        `${who} ${random(1_000_000)}`,
        '-d',
        `${random(1000)} 0`,
        ...(amends && (await at('log', '-r', '. and merge()', '-T', '.')) === '' ? ['--amend'] : []),
      );
      count++;
      if (what === 4) await at('phase', '-p', '.');
      if (what === 5) await at('bookmark', '-qf', `mark${random(3)}-${who}`);
      if (evolves && what === 6)
        await at('debugobsolete', (await at('log', '-r', '.', '-T', '{node}')).trim());
    }
  }

  const sorted = (text: string): string => text.split('\n').sort().join('\n');
  const TEMPLATE = '{node} {phase} {p1node} {p2node} {branch}\n';

  /** Everything that can be exchanged. */
  async function state(path: string, { evolves }: Kind): Promise<string> {
    const log = await hg('--cwd', path, 'log', '--hidden', '-T', TEMPLATE);
    const markers = evolves ? await hg('--cwd', path, 'debugobsolete') : '';
    const bookmarks = await hg('--cwd', path, 'bookmarks', '-T', '{bookmark} {node}\n');
    return `${sorted(log)}\n${sorted(markers)}\n${bookmarks}`;
  }

  async function exchange(
    tool: 'hg' | 'qs',
    direction: 'pull' | 'push',
    here: string,
    there: string,
    kind: Kind,
  ): Promise<void> {
    if (tool === 'hg') {
      await hg('--cwd', here, direction, '-q', '-f', there);
      return;
    }
    // What hg does with copies is the measure.
    const [ours, theirs] = [here, there].map((path) => {
      const copy = `${path}-copy`;
      cpSync(path, copy, { recursive: true });
      return copy;
    }) as [string, string];
    await hg('--cwd', ours, direction, '-q', '-f', theirs);
    const peer = new LocalPeer(open(there, kind));
    if (direction === 'pull') await pull(open(here, kind), peer, { force: true }, SILENT_UI);
    else await push(open(here, kind), peer, { force: true }, SILENT_UI);
    expect(await state(here, kind), `here, after a ${direction}`).toEqual(await state(ours, kind));
    expect(await state(there, kind), `there, after a ${direction}`).toEqual(await state(theirs, kind));
    for (const copy of [ours, theirs]) rmSync(copy, { recursive: true });
  }

  for (let round = 0; round < ROUNDS; round++)
    it(`round ${round}`, async () => {
      const random = randomNumbers((SEED + round) * 7919);
      const kind = { evolves: random(2) === 0, publishes: random(3) > 0 };
      const format = random(3) === 0 ? ['--config', 'experimental.treemanifest=1'] : [];
      const [one, two] = ['one', 'two'].map((name) => join(directory, `${name}${round}`)) as [string, string];
      for (const path of [one, two]) {
        await hg('init', path, ...format);
        writeFileSync(join(path, '.hg/hgrc'), settings(kind));
      }
      const tool = (): 'hg' | 'qs' => (random(2) === 0 ? 'hg' : 'qs');
      for (let turn = 0; turn < 3; turn++) {
        await grow(one, 'one', random, kind);
        if (turn > 0 || random(2) === 0) await grow(two, 'two', random, kind);
        const [here, there] = random(2) === 0 ? [one, two] : [two, one];
        await exchange(tool(), random(2) === 0 ? 'pull' : 'push', here, there, kind);
      }
      for (const [here, there] of [
        [one, two],
        [two, one],
        [one, two],
      ] as const) {
        await exchange(tool(), 'pull', here, there, kind);
        await exchange(tool(), 'push', here, there, kind);
      }
      const visible = (path: string): Promise<string> =>
        hg('--cwd', path, 'log', '-r', 'not obsolete()', '-T', TEMPLATE);
      expect(sorted(await visible(two))).toEqual(sorted(await visible(one)));
      for (const path of [one, two]) expect(await hg('--cwd', path, 'verify', '-q')).toBe('');
    }, 120_000);
});
