/**
 * The bench table: the same work by the installed `hg` and by `qs`, interleaved, medians.
 *
 *     npm run bench -- --repo PATH [--zlib PATH] [--rounds N] [--only WORD]
 *
 * PATH is a repository without uncommitted changes (a clone of a long history shows most). Without --repo a small one is
 * generated.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cloneRows } from './clone-rows.js';
import { commitRows } from './commit-rows.js';
import { exchangeRows } from './exchange-rows.js';
import { generateRepository } from './generate-repository.js';
import { benchEnvironment, formatRow, formatTable, measure } from './harness.js';
import { inProcessRows } from './in-process-rows.js';
import { obsolescenceRows } from './obsolescence-rows.js';
import { readRows } from './read-rows.js';
import { updateRows } from './update-rows.js';
import { workingCopyRows } from './working-copy-rows.js';

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    zlib: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
  },
});

function hgVersion(): string | undefined {
  try {
    return execFileSync('hg', ['--version', '-q'], { env: benchEnvironment() }).toString().trim();
  } catch {
    return undefined;
  }
}

const version = hgVersion();
if (version === undefined) {
  console.error('bench: needs the `hg` command to compare with (apt-get install mercurial)');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'qs-bench-'));
try {
  const repo = values.repo ?? generateRepository(join(scratch, 'generated'));
  console.log(`${version}; node ${process.version}; ${repo}; ${values.rounds} rounds\n`);
  const wanted = (name: string): boolean => name.includes(values.only ?? '');
  const commands = readRows({ repo, zlibRepo: values.zlib }).filter((row) => wanted(row.name));
  const inProcess = inProcessRows(repo, scratch, wanted);
  try {
    const results = [];
    for (const row of [
      ...commands,
      ...workingCopyRows({ repo, scratch }, wanted),
      ...updateRows({ repo, scratch }, wanted),
      ...obsolescenceRows({ repo, scratch }, wanted),
      ...cloneRows({ repo, scratch }, wanted),
      ...exchangeRows({ repo, scratch }, wanted),
      ...commitRows(scratch, wanted),
      ...inProcess.rows,
    ]) {
      const result = await measure(row, Number(values.rounds));
      console.error(formatRow(result));
      results.push(result);
    }
    console.log(formatTable(results));
  } finally {
    inProcess.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
