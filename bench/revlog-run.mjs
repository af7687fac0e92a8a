// Runs the revlog cases against the installed Mercurial's C code, interleaved: node bench/revlog-run.mjs REPO [ROUNDS]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../dist/bench');
const [repo, rounds = '5'] = process.argv.slice(2);
const python = process.env.HG_PYTHON ?? '/usr/bin/python3';
const env = { ...process.env, NODE_EXTRA_CA_CERTS: '', HGRCPATH: '' };

buildSync({
  entryPoints: [join(here, 'revlog-cases.ts'), join(here, 'revlog-large-index.ts')],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outdir: out,
  outExtension: { '.js': '.cjs' },
  logLevel: 'error',
});
const node = (file, ...args) => execFileSync('node', [join(out, file), ...args], { encoding: 'utf8', env });

const HG_TEXTS = `
import sys, time, json
from mercurial import ui, hg
repo = hg.repository(ui.ui.load(), sys.argv[1].encode())
def case(name, rl):
    n = len(rl)
    revs = [(i * 7919 + 13) % n for i in range(300)]
    rounds = []
    with rl.reading():
        for _ in range(int(sys.argv[2])):
            total = 0
            for rev in revs:
                rl.clearcaches()
                t = time.perf_counter()
                rl.revision(rev)
                total += time.perf_counter() - t
            rounds.append(total * 1e6 / len(revs))
    rounds.sort()
    return {'name': name, 'microseconds': rounds[len(rounds) // 2]}
cl = repo.unfiltered().changelog
print(json.dumps([case('manifest text', repo.manifestlog.getstorage(b'')._revlog),
                  case('changelog entry', getattr(cl, '_revlog', cl))]))
`;

const HG_LOOKUPS = `
import sys, time, json
from mercurial.cext import parsers
data = open(sys.argv[1] + '/00changelog.i', 'rb').read()
times = []
for node in sys.argv[2:]:
    index = parsers.parse_index2(data, False)[0]
    key = bytes.fromhex(node)
    t = time.perf_counter()
    index.rev(key)
    times.append((time.perf_counter() - t) * 1e6)
times.sort()
print(json.dumps([{'name': 'node lookup, cold', 'microseconds': times[len(times) // 2]}]))
`;
const hg = (code, ...args) => execFileSync(python, ['-c', code, ...args], { encoding: 'utf8', env });

const best = new Map();
const record = (side, text) => {
  for (const { name, microseconds } of JSON.parse(text)) {
    const row = best.get(name) ?? { hg: [], qs: [] };
    row[side].push(microseconds);
    best.set(name, row);
  }
};
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const large = mkdtempSync(join(tmpdir(), 'revlog-bench-'));
try {
  const nodes = node('revlog-large-index.cjs', large, '1000000').trim().split(' ');
  for (let i = 0; i < 3; i++) {
    if (repo !== undefined && existsSync(repo)) {
      record('hg', hg(HG_TEXTS, repo, rounds));
      record('qs', node('revlog-cases.cjs', 'texts', join(repo, '.hg/store'), rounds));
    }
    record('hg', hg(HG_LOOKUPS, large, ...nodes));
    record('qs', node('revlog-cases.cjs', 'lookups', large, ...nodes));
  }
} finally {
  rmSync(large, { recursive: true, force: true });
}
for (const [name, row] of best) {
  const [a, b] = [median(row.hg), median(row.qs)];
  console.log(`${name.padEnd(24)} hg ${a.toFixed(1)} us   qs ${b.toFixed(1)} us   ${(a / b).toFixed(2)}x`);
}
