/** Rows about making many changesets: ours by the library, hg's by a process for each and by one process for all. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, utf8Of } from '../src/bytes/index.js';
import { Config } from '../src/config/index.js';
import { createNodePlatform } from '../src/node/index.js';
import { createRepository, HistoryWriter, openRepository } from '../src/repo/index.js';
import { CommandServer } from './command-server.js';
import { type BenchRow, benchEnvironment } from './harness.js';

const COMMITS = 1000;
/** `hg commit` calls that are timed; a thousand would take minutes, and the last is as slow as the first. */
const CALLS = 40;

/** What the file holds in each changeset: it grows, and one line of it changes. */
function content(n: number): string {
  const lines = Array.from({ length: 20 + (n >> 3) }, (_, i) => `line ${i} of the file`);
  lines[n % lines.length] = `changed in ${n}`;
  return `${lines.join('\n')}\n`;
}

function newRepository(scratch: string): string {
  const repo = mkdtempSync(join(scratch, 'commits-'));
  execFileSync('hg', ['init', repo], { env: benchEnvironment() });
  return repo;
}

function commitArguments(n: number): string[] {
  return ['commit', '-q', ...(n === 0 ? ['-A'] : []), '-m', `changeset ${n}`, '-u', 'bench', '-d', `${n} 0`];
}

function elapsed(begin: bigint): number {
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

function tipOf(repo: string): string {
  return execFileSync('hg', ['-R', repo, 'log', '-r', 'tip', '-T', '{node}'], {
    env: benchEnvironment(),
  }).toString();
}

/** The hash of the last of the changesets, which must be the same on both sides. */
class SameTip {
  #node: string | undefined;
  check(node: string): void {
    this.#node ??= node;
    if (this.#node !== node) throw new Error(`${node} on one side, ${this.#node} on the other`);
  }
}

function byLibrary(scratch: string, same: SameTip): number {
  const root = utf8Of(mkdtempSync(join(scratch, 'library-')));
  const texts = Array.from({ length: COMMITS }, (_, n) => bytesOf(content(n)));
  const begin = process.hrtime.bigint();
  const platform = createNodePlatform();
  createRepository(platform, root, new Config());
  const writer = new HistoryWriter(openRepository(platform, root));
  let parents: string[] = [];
  for (const [n, text] of texts.entries()) {
    const { node } = writer.commit({
      parents,
      files: new Map([['file', { content: text, flags: '' }]]),
      message: `changeset ${n}`,
      user: 'bench',
      date: { seconds: n, offset: 0 },
    });
    parents = [node];
  }
  const milliseconds = elapsed(begin);
  same.check(parents[0] as string);
  return milliseconds;
}

function byCalls(scratch: string): number {
  const repo = newRepository(scratch);
  let milliseconds = 0;
  for (let n = 0; n < CALLS; n++) {
    writeFileSync(join(repo, 'file'), content(n));
    const begin = process.hrtime.bigint();
    execFileSync('hg', ['-R', repo, ...commitArguments(n)], { env: benchEnvironment(), stdio: 'ignore' });
    milliseconds += elapsed(begin);
  }
  return (milliseconds * COMMITS) / CALLS;
}

async function byServer(scratch: string, same: SameTip): Promise<number> {
  const repo = newRepository(scratch);
  const server = new CommandServer(repo);
  await server.ready;
  let milliseconds = 0;
  for (let n = 0; n < COMMITS; n++) {
    writeFileSync(join(repo, 'file'), content(n));
    const begin = process.hrtime.bigint();
    const code = await server.run(commitArguments(n));
    milliseconds += elapsed(begin);
    if (code !== 0) throw new Error(`hg commit exited with ${code}`);
  }
  server.close();
  same.check(tipOf(repo));
  return milliseconds;
}

export function commitRows(scratch: string, wanted: (name: string) => boolean): BenchRow[] {
  const same = new SameTip();
  const rows: BenchRow[] = [
    {
      name: '1,000 one-file commits: library, hg as 1,000 processes',
      aim: 20,
      hg: () => byCalls(scratch),
      qs: () => byLibrary(scratch, same),
    },
    {
      name: '1,000 one-file commits: library, hg as one command server',
      aim: 3,
      hg: () => byServer(scratch, same),
      qs: () => byLibrary(scratch, same),
    },
  ];
  return rows.filter(({ name }) => wanted(name));
}
