/**
 * Line blocks and unified hunks of consecutive texts: ours in-process against hg's C called from Python.
 * usage: npx esbuild bench/diff-lines.ts --bundle --platform=node --format=cjs --outfile=FILE && node FILE REPOSITORY SCRIPT
 * where SCRIPT is bench/diff-hg.py.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileDiffer, type FilePair, LineDiffer } from '../src/diff/index.js';

type Pair = readonly [Uint8Array, Uint8Array];

function readPairs(file: string): Map<string, Pair[]> {
  const data = readFileSync(file);
  const pairs = new Map<string, Pair[]>();
  let at = 0;
  const text = () => {
    const length = data.readUInt32LE(at);
    at += 4 + length;
    return new Uint8Array(data.subarray(at - length, at));
  };
  while (at < data.length) {
    const kind = String.fromCharCode(data[at++] as number);
    const pair: Pair = [text(), text()];
    const list = pairs.get(kind);
    if (list === undefined) pairs.set(kind, [pair]);
    else list.push(pair);
  }
  return pairs;
}

/** Median microseconds per pair of fifteen rounds. */
function clock(pairs: readonly Pair[], work: (pair: Pair) => void): number {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    for (const pair of pairs) work(pair);
    times.push(((performance.now() - start) * 1000) / pairs.length);
  }
  return times.sort((a, b) => a - b)[7] as number;
}

function filePair([a, b]: Pair): FilePair {
  return {
    before: { path: 'f', flags: '', content: () => a },
    after: { path: 'f', flags: '', content: () => b },
  };
}

const [repository = '.', script = 'bench/diff-hg.py'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'qs-bench-'));
try {
  const file = join(folder, 'pairs');
  const output = execFileSync('/usr/bin/python3', [script, repository, '200', file], {
    env: { ...process.env, HGRCPATH: '/dev/null' },
  });
  const hg = JSON.parse(output.toString()) as Record<string, { blocks: number; unified: number }>;
  const lines = new LineDiffer();
  const files = new FileDiffer({ text: true });
  console.log('| row | pairs | hg us | qs us | ratio |\n|---|---|---|---|---|');
  for (const [kind, pairs] of readPairs(file)) {
    const name = kind === 'm' ? 'manifests' : 'source files';
    const theirs = hg[kind] as { blocks: number; unified: number };
    const rows: [string, number, number][] = [
      ['blocks', theirs.blocks, clock(pairs, ([a, b]) => lines.blocks(a, b))],
      ['unified diff', theirs.unified, clock(pairs, (pair) => files.diff(filePair(pair)))],
    ];
    for (const [what, them, us] of rows)
      console.log(
        `| ${name}, ${what} | ${pairs.length} | ${them.toFixed(1)} | ${us.toFixed(1)} | ${(them / us).toFixed(2)} |`,
      );
  }
} finally {
  rmSync(folder, { recursive: true });
}
