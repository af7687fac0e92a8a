/** In-process cases over revlogs: each prints microseconds per operation as JSON, for the harness and for `revlog-run.mjs`. */
import { createNodePlatform } from '../src/node/index.js';
import { Revlog, type RevlogKind } from '../src/revlog/index.js';

export interface CaseResult {
  readonly name: string;
  /** Microseconds per operation: median, over rounds. */
  readonly microseconds: number;
}

const platform = createNodePlatform();

function open(store: string, index: string, kind: RevlogKind): Revlog {
  return Revlog.open(platform.openFileSystem(store), index, { ...platform, kind });
}

/** The same pseudo-random revisions on both sides: a multiplicative walk. */
export function sampleRevs(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + 13) % length);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] as number;
}

function microseconds(action: () => void): number {
  const before = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - before) / 1000;
}

/** Texts at random, hash checked, no cache. */
function randomTexts(
  name: string,
  store: string,
  index: string,
  kind: RevlogKind,
  rounds: number,
): CaseResult {
  const revlog = open(store, index, kind);
  const revs = sampleRevs(revlog.length, 300);
  const perRound: number[] = [];
  revlog.reading(() => {
    for (let round = 0; round < rounds; round++) {
      let total = 0;
      for (const rev of revs) {
        revlog.clearCache();
        total += microseconds(() => revlog.text(rev));
      }
      perRound.push(total / revs.length);
    }
  });
  return { name, microseconds: median(perRound) };
}

/** One node -> revision on a revlog opened for it; the opening is not counted, as it is not on hg's side. */
function coldLookups(name: string, store: string, nodes: readonly string[]): CaseResult {
  const times: number[] = [];
  // Many rounds, each on a revlog just opened: the data is cold every time, only the code gets warm, as hg's C is.
  for (let round = 0; round < 20; round++) {
    for (const node of nodes) {
      const revlog = open(store, '00changelog.i', 'changelog');
      times.push(microseconds(() => revlog.rev(node)));
    }
  }
  return { name, microseconds: median(times) };
}

const [mode, store, ...rest] = process.argv.slice(2) as [string, string, ...string[]];
const results: CaseResult[] = [];
if (mode === 'texts') {
  const rounds = Number(rest[0] ?? 5);
  results.push(randomTexts('manifest text', store, '00manifest.i', 'manifest', rounds));
  results.push(randomTexts('changelog entry', store, '00changelog.i', 'changelog', rounds));
} else results.push(coldLookups('node lookup, cold', store, rest));
console.log(JSON.stringify(results));
