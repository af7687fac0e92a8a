import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, type HgResult, hg, temporaryDirectory } from '../hg.js';
import { HgServer } from '../hg-server.js';
import { qs } from '../qs.js';
import { randomNumbers } from '../repo/random-numbers.js';
import { contentsOf, type Operation, RandomOperations, type Situation } from './random-operations.js';

/** More by hand: `QS_ROUNDS=500`. */
const ROUNDS = Number(process.env.QS_ROUNDS ?? 20);
const SEED = Number(process.env.QS_SEED ?? 1);

const FORMATS: readonly (readonly [string, readonly string[]])[] = [
  ['1', []],
  ['2', ['--config', 'format.use-dirstate-v2=yes', '--config', 'storage.dirstate-v2.slow-path=allow']],
];

interface Side {
  readonly name: string;
  readonly root: string;
  readonly server: HgServer;
  /** Runs a command with the program whose turn it is. */
  run(args: readonly string[], round: number): Promise<HgResult>;
}

describeWithHg('working directories of hg and of qs', () => {
  const base = temporaryDirectory();

  function sides(format: string, init: readonly string[]): Side[] {
    const make = (
      name: string,
      run: (side: Side, args: readonly string[], round: number) => Promise<HgResult>,
    ): Side => {
      const root = join(base, `${name}${format}`);
      hg(base, ['init', root, ...init]);
      // hg without its Rust parts wants to be told each time.
      writeFileSync(join(root, '.hg/hgrc'), '[storage]\ndirstate-v2.slow-path = allow\n');
      const side: Side = {
        name,
        root,
        server: new HgServer(root),
        run: (args, round) => run(side, args, round),
      };
      return side;
    };
    const byHg = (side: Side, args: readonly string[]) => side.server.run(args);
    const byQs = async (side: Side, args: readonly string[]) => qs(side.root, args);
    return [
      make('hg', byHg),
      make('qs', byQs),
      make('xx', (side, args, round) => (round % 2 === 0 ? byQs(side, args) : byHg(side, args))),
    ];
  }

  async function situation({ server }: Side): Promise<Situation> {
    const lines = (text: string) => text.split('\n').filter((line) => line !== '');
    const tracked = lines((await server.run(['files'])).out);
    const unknown = lines((await server.run(['status', '-nu'])).out);
    const revisions = Number((await server.run(['log', '-r', 'tip', '-T', '{rev}'])).out || -1) + 1;
    const merging = (await server.run(['log', '-r', 'p2()', '-T', 'x'])).out === 'x';
    const unresolved = lines((await server.run(['resolve', '-l'])).out)
      .filter((line) => line.startsWith('U '))
      .map((line) => line.slice(2));
    return { tracked, unknown, revisions, merging, unresolved };
  }

  for (const [format, init] of FORMATS)
    it(`stay the same, dirstate ${format}`, { timeout: 3_600_000 }, async () => {
      const all = sides(format, init);
      const [theirs] = all as [Side];
      const operations = new RandomOperations(randomNumbers(SEED));
      const neutral = (side: Side, { out, err, code }: HgResult): HgResult => ({
        out: out.replaceAll(side.root, '/root'),
        err: err.replaceAll(side.root, '/root'),
        code,
      });
      const history: string[] = [];
      const counts: Record<string, number> = {};
      for (let round = 0; round < ROUNDS; round++) {
        const operation: Operation = operations.next(await situation(theirs));
        const what = 'args' in operation ? operation.args.join(' ') : operation.name;
        history.push(what);
        const kind = what.split(' ')[0] as string;
        counts[kind] = (counts[kind] ?? 0) + 1;
        const results = [];
        for (const side of all) {
          if ('act' in operation) {
            operation.act(side.root);
            results.push({ side: side.name });
          } else results.push({ ...neutral(side, await side.run(operation.args, round)) });
        }
        const where = () => `round ${round}, after: ${history.slice(-12).join(' | ')}`;
        for (const result of results.slice('act' in operation ? 3 : 1))
          expect(result, where()).toEqual(results[0]);
        // Before hg has looked, and perhaps written what it has seen.
        const states = [];
        for (const side of all) {
          const own = side.name === 'hg' ? undefined : qs(side.root, ['status', '-A']);
          const status = await side.server.run(['status', '-A']);
          if (own !== undefined) expect(own, where()).toEqual(status);
          states.push({
            status: status.out,
            log: (await side.server.run(['log', '-r', 'tip + parents()', '-T', '{node} {branch}\n'])).out,
            branch: (await side.server.run(['branch'])).out,
            merge: (await side.server.run(['debugmergestate'])).out,
            files: contentsOf(side.root),
          });
        }
        for (const state of states.slice(1)) expect(state, where()).toEqual(states[0]);
      }
      for (const side of all) {
        expect((await side.server.run(['verify', '-q'])).code).toBe(0);
        side.server.close();
      }
      console.log(`dirstate ${format}: ${JSON.stringify(counts)}`);
    });
});
