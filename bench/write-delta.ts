/**
 * Binary deltas against hg's own, called from Python as a black box, interleaved:
 * node scripts/run-ts.mjs bench/write-delta.ts REPO [ROUNDS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryDelta } from '../src/delta/index.js';

const [repo = '.', rounds = '5'] = process.argv.slice(2);
const python = process.env.HG_PYTHON ?? '/usr/bin/python3';
const directory = mkdtempSync(join(tmpdir(), 'delta-bench-'));

/** Of each round, on both sides; the best counts: the other side's work has filled the processor's caches before. */
const REPEATS = 10;

const DUMP = `
import sys, struct, random
from mercurial import ui, hg
repo = hg.repository(ui.ui.load(), sys.argv[1].encode()).unfiltered()
def dump(name, pairs):
    with open(sys.argv[2] + '/' + name, 'wb') as f:
        for a, b in pairs:
            f.write(struct.pack('>II', len(a), len(b)) + a + b)
random.seed(5)
manifests = repo.manifestlog.getstorage(b'')._revlog
def pairs(rl, count):
    for r in random.sample(range(1, len(rl)), min(count, len(rl) - 1)):
        p = rl.parentrevs(r)[0]
        if p >= 0:
            yield rl.rawdata(p), rl.rawdata(r)
dump('manifests', pairs(manifests, 300))
files = sorted(l[5:-2] for l in repo.svfs.read(b'fncache').split(b'\\n') if l.startswith(b'data/') and l.endswith(b'.i'))
random.shuffle(files)
out = []
for f in files:
    rl = repo.file(f)._revlog
    if len(rl) >= 8:
        out.extend(pairs(rl, 12))
    if len(out) > 2000:
        break
dump('sources', out)
`;

const TIME = `
import sys, struct, time
from mercurial import mdiff
d = open(sys.argv[1], 'rb').read(); at = 0; pairs = []
while at < len(d):
    x, y = struct.unpack_from('>II', d, at); at += 8
    pairs.append((d[at:at+x], d[at+x:at+x+y])); at += x + y
best = None
for _ in range(int(sys.argv[2])):
    t = time.process_time(); size = 0
    for a, b in pairs: size += len(mdiff.textdiff(a, b))
    t = time.process_time() - t
    best = t if best is None else min(best, t)
print(best * 1e6 / len(pairs), size / len(pairs))
`;

function load(file: string): [Uint8Array, Uint8Array][] {
  const bytes = new Uint8Array(readFileSync(file));
  const view = new DataView(bytes.buffer);
  const pairs: [Uint8Array, Uint8Array][] = [];
  for (let at = 0; at < bytes.length; ) {
    const middle = at + 8 + view.getUint32(at);
    const end = middle + view.getUint32(at + 4);
    pairs.push([bytes.slice(at + 8, middle), bytes.slice(middle, end)]);
    at = end;
  }
  return pairs;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;

try {
  execFileSync(python, ['-c', DUMP, repo, directory], { env: { ...process.env, HGRCPATH: '' } });
  for (const name of ['manifests', 'sources']) {
    const file = join(directory, name);
    const pairs = load(file);
    // Code is compiled on both sides.
    for (const begin = performance.now(); performance.now() - begin < 300; )
      for (const [a, b] of pairs) binaryDelta(a, b);
    const hg: number[] = [];
    const qs: number[] = [];
    let hgBytes = 0;
    let qsBytes = 0;
    for (let round = 0; round < Number(rounds); round++) {
      const [time, size] = execFileSync(python, ['-c', TIME, file, String(REPEATS)], { encoding: 'utf8' })
        .split(' ')
        .map(Number);
      hg.push(time as number);
      hgBytes = size as number;
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < REPEATS; i++) {
        qsBytes = 0;
        const begin = process.cpuUsage();
        for (const [a, b] of pairs) qsBytes += binaryDelta(a, b).length;
        const { user, system } = process.cpuUsage(begin);
        best = Math.min(best, (user + system) / pairs.length);
      }
      qs.push(best);
    }
    const [a, b] = [median(hg), median(qs)];
    const sizes = `bytes ${hgBytes.toFixed(0)} / ${(qsBytes / pairs.length).toFixed(0)}`;
    console.log(
      `${name.padEnd(10)} hg ${a.toFixed(1)} us   qs ${b.toFixed(1)} us   ${(a / b).toFixed(2)}x   ${sizes}`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
