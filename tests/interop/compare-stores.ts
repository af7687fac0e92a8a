/**
 * Compares what our built command and hg print for whole stores, which may be large; not part of the tests.
 *
 * usage: node scripts/run-ts.mjs tests/interop/compare-stores.ts [--revisions=N] [--files=N] [--only=REGEXP] REPOSITORY...
 *
 * Every repository is copied first, so that nobody's caches change. One line per group of comparisons, the first
 * difference of each that fails, and `N passed, N failed` at the end.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

// Both look for their configuration here. Without this, hg refuses to show diffs of histories with git
// subrepositories, and to open formats that its Rust parts are quicker with.
const SETTINGS =
  '[subrepos]\ngit:allowed = yes\n' +
  '[storage]\nrevlog.persistent-nodemap.slow-path = allow\ndirstate-v2.slow-path = allow\n';
const scratch = mkdtempSync(join(tmpdir(), 'qs-compare-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
writeFileSync(join(scratch, 'hgrc'), SETTINGS);

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  HGRCPATH: join(scratch, 'hgrc'),
  HGUSER: 'test',
  HGENCODING: 'utf-8',
  LC_ALL: 'C',
  TZ: 'UTC',
};

interface Said {
  readonly out: Buffer;
  readonly err: string;
  readonly code: number;
}

/** hg as a server on pipes: start-up is paid once. */
class HgServer {
  readonly #child: ChildProcessWithoutNullStreams;
  #pending: Buffer[] = [];
  #size = 0;
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(repo: string) {
    this.#child = spawn('hg', ['-R', repo, 'serve', '--cmdserver', 'pipe'], { cwd: repo, env: ENVIRONMENT });
    this.#child.stdout.on('data', (bytes: Buffer) => {
      this.#pending.push(bytes);
      this.#size += bytes.length;
      this.#wake?.();
    });
    this.#child.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  async #take(count: number): Promise<Buffer> {
    while (this.#size < count) {
      if (this.#ended) throw new Error('hg ended in the middle of an answer');
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    const all = this.#pending.length === 1 ? (this.#pending[0] as Buffer) : Buffer.concat(this.#pending);
    this.#pending = [all.subarray(count)];
    this.#size -= count;
    return all.subarray(0, count);
  }

  async #message(): Promise<{ channel: string; data: Buffer }> {
    const head = await this.#take(5);
    const channel = String.fromCharCode(head[0] as number);
    if (channel === 'I' || channel === 'L') return { channel, data: Buffer.alloc(0) };
    return { channel, data: await this.#take(head.readUInt32BE(1)) };
  }

  async hello(): Promise<void> {
    await this.#message();
  }

  async run(args: readonly string[]): Promise<Said> {
    const body = Buffer.from(args.join('\0'), 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    this.#child.stdin.write(Buffer.concat([Buffer.from('runcommand\n'), length, body]));
    const out: Buffer[] = [];
    let err = '';
    for (;;) {
      const { channel, data } = await this.#message();
      if (channel === 'o') out.push(data);
      else if (channel === 'e') err += data.toString('latin1');
      else if (channel === 'r') return { out: Buffer.concat(out), err, code: data.readInt32BE(0) & 255 };
      else if (channel === 'I' || channel === 'L') this.#child.stdin.write(Buffer.alloc(4));
    }
  }

  close(): void {
    this.#child.stdin.end();
  }
}

// A copy, lest a build replace it meanwhile. Called `hg`, it says so in messages.
const QS = join(scratch, 'hg');
cpSync(resolve('dist'), scratch, {
  recursive: true,
  filter: (path) => !/\/dist\/(lib|run|bench)$/.test(path),
});
renameSync(join(scratch, 'qs.cjs'), QS);

function qs(repo: string, args: readonly string[]): Promise<Said> {
  return new Promise((done) => {
    // `spawn` takes text: arguments that are no UTF-8 do not occur in the histories at hand.
    const child = spawn(process.execPath, [QS, ...args.map((arg) => Buffer.from(arg, 'latin1').toString())], {
      cwd: repo,
      env: ENVIRONMENT,
    });
    const out: Buffer[] = [];
    let err = '';
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes.toString('latin1');
    });
    child.on('close', (code) => done({ out: Buffer.concat(out), err, code: code ?? -1 }));
  });
}

/** Where two outputs part, as text. */
function firstDifference(ours: Buffer, theirs: Buffer): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const start = ours.lastIndexOf(10, Math.max(0, at - 1)) + 1;
  const show = (bytes: Buffer): string => JSON.stringify(bytes.subarray(start, at + 80).toString('latin1'));
  return `at byte ${at} of ${theirs.length}: ${show(ours)} instead of ${show(theirs)}`;
}

const options = { revisions: 300, files: 40, only: /./ };
const repositories: string[] = [];
for (const argument of process.argv.slice(2)) {
  const [, name, value = ''] = /^--(\w+)=(.*)$/.exec(argument) ?? [];
  if (name === 'revisions' || name === 'files') options[name] = Number(value);
  else if (name === 'only') options.only = new RegExp(value);
  else repositories.push(argument);
}

const CHEAP_KEYWORDS =
  'activebookmark author bookmarks branch branches children date desc extras files graphnode instabilities ' +
  'latesttag latesttagdistance manifest node obsolete p1node p1rev p2node p2rev parents phase phaseidx predecessors rev tags user';
const COSTLY_KEYWORDS =
  'changessincelatesttag diffstat file_adds file_copies file_dels file_mods obsfate successorssets';

function template(keywords: string): string {
  return `${keywords
    .split(' ')
    .map((word) => `${word}={${word}}\\n`)
    .join('')}\\n`;
}

/** Every `step`-th of a list, `count` of them. */
function sample<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * (all.length - 1)) / (count - 1))] as T);
}

/** Groups of command lines. */
function plan(length: number, files: readonly string[]): [group: string, commands: string[][]][] {
  const some = sample(
    Array.from({ length }, (_, rev) => rev),
    Math.min(options.revisions, 12),
  ).map(String);
  const many = sample(
    Array.from({ length }, (_, rev) => rev),
    options.revisions,
  ).map(String);
  const union = many.join('+');
  const last = `last(all(), ${options.revisions})`;
  const chosen = sample(files, options.files);
  const pairs = some.slice(1).map((rev, i) => [some[i] as string, rev]);
  return [
    ['log', [['log'], ['log', '-v'], ['log', '-q'], ['log', '--debug']]],
    [
      'log -T',
      [
        ['log', '-T', template(CHEAP_KEYWORDS)],
        ['log', '-T', template(COSTLY_KEYWORDS), '-r', union],
        ['log', '-T', '{node} {author} {desc}\\n'],
        ['log', '-Tjson'],
        ['log', '-Tjson', '-v', '-r', last],
        [
          'log',
          '-T',
          '{rev} {author|email} {date|isodate} {desc|firstline|escape} {shortest(node)} {files % "{file},"}\\n',
        ],
      ],
    ],
    [
      'log styles',
      ['compact', 'changelog', 'phases', 'bisect', 'xml'].map((style) => [
        'log',
        '--style',
        style,
        '-r',
        last,
      ]),
    ],
    [
      'log -G',
      [
        ['log', '-G', '-T', '{rev}'],
        ['log', '-G', '-r', last],
      ],
    ],
    [
      'log -p',
      [
        ['log', '-p', '-r', last],
        ['log', '-p', '--git', '-r', union],
        ['log', '--stat', '-r', union],
        ['log', '-p', '-M', '-r', last],
      ],
    ],
    ['log FILE', chosen.map((file) => ['log', file])],
    [
      'log -f FILE',
      chosen.slice(0, 10).map((file) => ['log', '-f', '-T', '{rev} {node}\\n', '-r', 'tip:0', file]),
    ],
    [
      'revsets',
      [
        'merge()',
        'heads(all())',
        'author("a")',
        'branchpoint()',
        'file("path:.")',
        'roots(all())',
        'desc("fix")',
        'date("2020")',
        `::${some[5]} - ::${some[3]}`,
        `${some[2]}::${some[6]}`,
        'sort(all(), "-user rev")',
        'keyword("merge")',
        'children(merge())',
        `ancestor(${some[4]}, ${some[7]})`,
        'only(tip, 10)',
        'not public()',
        'contains("README.md")',
        'adds("**.rs")',
      ].map((revset) => ['log', '-T', '{rev}\\n', '-r', revset]),
    ],
    [
      'manifest',
      [
        ...some.flatMap((rev) => [
          ['manifest', '--debug', '-r', rev],
          ['manifest', '-v', '-r', rev],
        ]),
        ['manifest', '--all'],
      ],
    ],
    ['files', some.map((rev) => ['files', '-v', '-r', rev])],
    ['cat, every file', some.map((rev) => ['cat', '-r', rev, 're:.'])],
    ['cat -T', some.slice(-2).map((rev) => ['cat', '-r', rev, '-Tjson', 're:.'])],
    [
      'annotate',
      chosen.flatMap((file) => [
        ['annotate', '-r', 'tip', '-undlc', file],
        ['annotate', '-r', 'tip', '-w', file],
      ]),
    ],
    [
      'diff',
      [
        ...many.map((rev) => ['diff', '-c', rev]),
        ...pairs.flatMap(([a, b]) => [
          ['diff', '-r', a as string, '-r', b as string],
          ['diff', '--git', '-r', b as string, '-r', a as string, '-p', '-U', '5'],
        ]),
        ...pairs.map(([a, b]) => ['diff', '-w', '-B', '--stat', '-r', a as string, '-r', b as string]),
      ],
    ],
    ['status', pairs.map(([a, b]) => ['status', '-C', '--rev', a as string, '--rev', b as string])],
    ['status --change', many.slice(0, 100).map((rev) => ['status', '-A', '-C', '--change', rev])],
    [
      'export',
      [
        ['export', union],
        ['export', '--git', last],
      ],
    ],
    [
      'names',
      [
        ['tags', '-v'],
        ['branches', '-c'],
        ['branches', '-Tjson'],
        ['heads'],
        ['heads', '-c', '-v'],
        ['heads', '--topo', '-q'],
        ['bookmarks'],
        ['phase', '-r', 'all()'],
        ['tip', '--debug'],
        ['identify', '-nibtB', '-r', 'tip'],
        ['parents', '-r', 'tip'],
      ],
    ],
    [
      'debug',
      [
        ...['-c', '-m'].flatMap((which) => [
          ['debugindex', which],
          ['debugindex', which, '-v', '--debug'],
          ['debugdeltachain', which],
          ['debugrevlog', which],
          ['debugrevlog', '-d', which],
        ]),
        ['debugrequires'],
        ['debugformat'],
        ['debugformat', '-v'],
        ...some.flatMap((rev) => [
          ['debugdata', '-c', rev],
          ['debugancestor', rev, String(length - 1)],
        ]),
      ],
    ],
    [
      'debugdata -m',
      some.map((_, i) => ['debugdata', '-m', String(Math.floor((i * (length - 1)) / (some.length + 1)))]),
    ],
    [
      'debugindex FILE',
      chosen.flatMap((file) => [
        ['debugindex', file],
        ['debugindex', '-v', file],
        ['debugdata', file, '0'],
      ]),
    ],
    ['debugdeltachain FILE', chosen.map((file) => ['debugdeltachain', file])],
    ['debugrevlog FILE', chosen.map((file) => ['debugrevlog', file])],
    ['verify', [['verify']]],
  ];
}

let passed = 0;
let failed = 0;

async function compare(repo: string): Promise<void> {
  const copy = join(scratch, basename(repo));
  cpSync(repo, copy, { recursive: true, verbatimSymlinks: true });
  const server = new HgServer(copy);
  try {
    await server.hello();
    const text = async (...args: string[]): Promise<string> =>
      (await server.run(args)).out.toString('latin1');
    const length = Number(await text('log', '-r', 'tip', '-T', '{rev}')) + 1;
    const files = (await text('files', '-r', 'tip')).split('\n').slice(0, -1);
    for (const [group, commands] of plan(length, files)) {
      if (!options.only.test(group)) continue;
      const begun = performance.now();
      const wrong: string[] = [];
      let bytes = 0;
      for (const args of commands) {
        const [ours, theirs] = await Promise.all([qs(copy, args), server.run(args)]);
        bytes += theirs.out.length;
        const shown = args.join(' ').slice(0, 120);
        if (!ours.out.equals(theirs.out)) wrong.push(`${shown}: ${firstDifference(ours.out, theirs.out)}`);
        else if (ours.err !== theirs.err)
          wrong.push(
            `${shown}: errors ${JSON.stringify(ours.err.slice(0, 200))} instead of ${JSON.stringify(theirs.err.slice(0, 200))}`,
          );
        else if (ours.code !== theirs.code)
          wrong.push(`${shown}: exit code ${ours.code} instead of ${theirs.code}`);
      }
      passed += commands.length - wrong.length;
      failed += wrong.length;
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(
        `${basename(repo)}: ${group}: ${commands.length - wrong.length} of ${commands.length} the same (${(bytes / 1e6).toFixed(1)} MB, ${seconds} s)`,
      );
      for (const line of wrong.slice(0, 3)) console.log(`    ${line}`);
    }
  } finally {
    server.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

if (repositories.length === 0 || spawnSync('hg', ['--version']).status !== 0) {
  console.error(
    'usage: compare-stores.ts [--revisions=N] [--files=N] [--only=REGEXP] REPOSITORY... (and hg must be installed)',
  );
  process.exit(2);
}
for (const repo of repositories) await compare(resolve(repo));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
