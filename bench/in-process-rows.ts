/** The rows that compare code alone: the library in this process, hg's C and Python in one of its own. CPU time on both sides. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { commonAncestorsHeads, computePhases, headRevs, reachableRoots } from '../src/dag/index.js';
import { createNodePlatform } from '../src/node/index.js';
import { Revlog, type RevlogKind } from '../src/revlog/index.js';
import { Changelog } from '../src/store/index.js';
import { type BenchRow, median } from './harness.js';
import { HgWorker } from './hg-worker.js';
import { writeLargeIndex } from './large-index.js';

const REVISIONS = 1_000_000;
const platform = createNodePlatform();

export interface InProcessRows {
  readonly rows: readonly BenchRow[];
  close(): void;
}

interface Figures {
  readonly ms: number;
  readonly digest: string;
}

function cpuMilliseconds<T>(action: () => T): [ms: number, result: T] {
  const begin = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(begin);
  return [(user + system) / 1000, result];
}

/** For work of microseconds, which is over before anybody else gets the processor; CPU time counts Node's other threads, too. */
function wallMilliseconds<T>(action: () => T): [ms: number, result: T] {
  const begin = process.hrtime.bigint();
  const result = action();
  return [Number(process.hrtime.bigint() - begin) / 1e6, result];
}

function digest(values: Iterable<number>): string {
  return createHash('sha1')
    .update([...values].sort((a, b) => a - b).join(','))
    .digest('hex');
}

function open(store: string, index: string, kind: RevlogKind): Revlog {
  return Revlog.open(platform.openFileSystem(store), index, { ...platform, kind });
}

/** Texts of 300 revisions all over the history, hashes checked, per text. */
function texts(revlog: Revlog, clear: boolean, repeat = 1): Figures {
  const times: number[] = [];
  let length = 0;
  const count = 300;
  for (let n = 0; n < repeat; n++) {
    let total = 0;
    length = 0;
    revlog.reading(() => {
      for (let i = 0; i < count; i++) {
        if (clear) revlog.clearCache();
        const rev = (i * 7919 + 13) % revlog.length;
        const [ms, text] = cpuMilliseconds(() => revlog.text(rev));
        total += ms;
        length += text.length;
      }
    });
    times.push(total / count);
  }
  return { ms: median(times), digest: String(length) };
}

function entries(store: string): Figures {
  const changelog = Changelog.open(platform.openFileSystem(store), { ...platform, kind: 'changelog' });
  let length = 0;
  const [ms] = cpuMilliseconds(() =>
    changelog.reading(() => {
      for (let rev = changelog.length - 1; rev >= 0; rev--) {
        const { user, description, branch } = changelog.changeset(rev);
        length += user.length + description.length + branch.length;
      }
    }),
  );
  return { ms, digest: String(length) };
}

/** The middle of `repeat` times of work on indexes with their entries in memory, as hg's has its bytes. */
function timed(
  repeat: number,
  index: () => Revlog,
  work: (revlog: Revlog) => Iterable<number>,
  clock = cpuMilliseconds<Iterable<number>>,
): Figures {
  const times: number[] = [];
  let result: Iterable<number> = [];
  for (let i = 0; i < repeat; i++) {
    const revlog = index();
    revlog.index.loadAll();
    const [ms, revs] = clock(() => work(revlog));
    times.push(ms);
    result = revs;
  }
  return { ms: median(times), digest: digest(result) };
}

/** Node -> revision, each on an index just opened, nothing of it in memory: hg's has all of it there. */
function lookups(store: string, nodes: readonly string[], repeat: number): Figures {
  const times: number[] = [];
  const found: number[] = [];
  for (let i = 0; i < repeat; i++)
    for (const node of nodes) {
      const revlog = open(store, '00changelog.i', 'changelog');
      const [ms, rev] = wallMilliseconds(() => revlog.rev(node));
      times.push(ms);
      if (i === 0) found.push(rev);
    }
  return { ms: median(times), digest: digest(found) };
}

/** @param scratch a folder for the large index. @param wanted which rows will be run: the large index takes seconds to make. */
export function inProcessRows(
  repo: string,
  scratch: string,
  wanted: (name: string) => boolean,
): InProcessRows {
  const worker = new HgWorker();
  const rows: BenchRow[] = [];
  const add = (
    name: string,
    aim: number | undefined,
    request: () => readonly [name: string, ...args: unknown[]],
    ours: () => Figures,
  ): void => {
    const whole = `in-process: ${name}`;
    if (!wanted(whole)) return;
    let expected: string | undefined;
    rows.push({
      name: whole,
      ...(aim === undefined ? {} : { aim }),
      hg: async () => {
        const answer = await worker.ask(...request());
        expected = answer.digest;
        return answer.ms;
      },
      qs: () => {
        const figures = ours();
        if (figures.digest !== expected) throw new Error(`${whole}: the results differ`);
        return figures.ms;
      },
    });
  };
  addStoreRows(add, repo);
  addIndexRows(add, join(scratch, 'large'));
  return { rows, close: () => worker.close() };
}

type Add = (
  name: string,
  aim: number | undefined,
  request: () => readonly [name: string, ...args: unknown[]],
  ours: () => Figures,
) => void;

function addStoreRows(add: Add, repo: string): void {
  const store = join(repo, '.hg/store');
  const revlogs = new Map<string, Revlog>();
  const revlog = (index: string, kind: RevlogKind): Revlog => {
    const known = revlogs.get(index) ?? open(store, index, kind);
    revlogs.set(index, known);
    return known;
  };
  add(
    'one manifest text at random',
    1.3,
    () => ['texts', repo, 'manifest', false],
    () => texts(revlog('00manifest.i', 'manifest'), false),
  );
  add(
    'one manifest text at random, caches cleared before each',
    1.3,
    () => ['texts', repo, 'manifest', true],
    () => texts(revlog('00manifest.i', 'manifest'), true),
  );
  add(
    'one changelog entry',
    5,
    () => ['texts', repo, 'changelog', true],
    () => texts(revlog('00changelog.i', 'changelog'), true, 20),
  );
  add(
    'user, branch, description of all changesets',
    undefined,
    () => ['entries', repo],
    () => entries(store),
  );
}

function addIndexRows(add: Add, store: string): void {
  let made: { index: string; revlog: Revlog; heads: readonly number[]; nodes: readonly string[] } | undefined;
  const large = (): NonNullable<typeof made> => {
    if (made !== undefined) return made;
    const index = writeLargeIndex(store, REVISIONS);
    const revlog = open(store, '00changelog.i', 'changelog');
    const asked = [100, 777, 12_345, REVISIONS >> 2, REVISIONS >> 1, REVISIONS - 99_999, REVISIONS - 1000];
    made = { index, revlog, heads: headRevs(revlog), nodes: asked.map((rev) => revlog.node(rev)) };
    return made;
  };
  const half = REVISIONS >> 1;
  const named = (name: string): string => `1,000,000 revisions: ${name}`;
  add(
    named('heads, cold'),
    1,
    () => ['heads', large().index],
    () => timed(3, () => open(store, '00changelog.i', 'changelog'), headRevs),
  );
  add(
    named('heads, the reading of the index included'),
    undefined,
    () => ['headsfile', large().index],
    () => {
      const [ms, heads] = cpuMilliseconds(() => headRevs(open(store, '00changelog.i', 'changelog')));
      return { ms, digest: digest(heads) };
    },
  );
  const common = (name: string, aim: number | undefined, revs: () => readonly number[]): void =>
    add(
      named(`common ancestors, ${name}`),
      aim,
      () => ['common', large().index, revs()],
      () =>
        timed(
          100,
          () => large().revlog,
          (graph) => commonAncestorsHeads(graph, revs()),
          wallMilliseconds,
        ),
    );
  common('two heads near the tip', 4, () => large().heads.slice(-2));
  common('six heads near the tip', 4, () => large().heads.slice(-6));
  common('tip and half', undefined, () => [REVISIONS - 1, half]);
  const roots = (name: string, low: number): void =>
    add(
      named(`reachable roots, ${name}`),
      1.7,
      () => ['roots', large().index, low, large().heads, [low]],
      () =>
        timed(
          3,
          () => large().revlog,
          (graph) => reachableRoots(graph, low, large().heads, [low], true),
        ),
    );
  roots('half', half);
  roots('all', 0);
  add(
    named('phases, draft from half on'),
    5,
    () => ['phases', large().index, half],
    () =>
      timed(
        15,
        () => large().revlog,
        (graph) => computePhases(graph, new Map([[1, [half]]])).revsIn(1),
      ),
  );
  add(
    named('node lookup, cold'),
    100,
    () => ['lookups', large().index, large().nodes],
    () => lookups(store, large().nodes, 100),
  );
}
