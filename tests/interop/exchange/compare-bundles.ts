/**
 * Every type of bundle that hg and we make of whole histories, applied by the other one: not a part of the test suite, it takes minutes.
 *
 *     npm run build && node scripts/run-ts.mjs tests/interop/exchange/compare-bundles.ts REPO...
 *
 * `QS_BUNDLE_TYPES` names some types only, with blanks between. Each store that comes of it has to pass `hg verify` and to have
 * the same changesets; the bundle that hg makes of each has to hold the same revisions as the one that we make of the source.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Tool = readonly [name: string, ...command: string[]];

const HG: Tool = ['hg', 'hg'];
const QS: Tool = ['qs', process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];
const TYPES = (
  process.env.QS_BUNDLE_TYPES ??
  'none-v1 gzip-v1 bzip2-v1 none-v2 gzip-v2 bzip2-v2 zstd-v2 none-v2;stream=v2 none-packed1'
).split(' ');
/** Repositories with tree manifests make bundles of this version only. */
const TREE_TYPES = TYPES.filter((type) => type.endsWith('-v2')).map((type) => `${type};cg.version=03`);

function run([, program, ...first]: Tool, args: readonly string[]): string {
  return execFileSync(program as string, [...first, ...args], {
    env: { ...process.env, HGRCPATH: '/dev/null', HGPLAIN: '1', LC_ALL: 'C.UTF-8' },
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString('latin1');
}

/** hg reads node maps slowly, or not at all unless it is allowed to. */
const SLOW = ['--config', 'storage.revlog.persistent-nodemap.slow-path=allow'];

/** A digest of the revisions in a bundle: section, node, parents, changeset. Deltas may be others, and directories in another order. */
function contentOf(bundle: string, options: readonly string[]): string {
  const lines: string[] = [];
  let section = '';
  for (const line of run(HG, ['debugbundle', '--all', bundle, ...options]).split('\n')) {
    const revision = /^ *([0-9a-f]{40} [0-9a-f]{40} [0-9a-f]{40} [0-9a-f]{40}) /.exec(line);
    if (revision === null) section = line.trim();
    else lines.push(`${section} ${revision[1]}`);
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

function makeBundle(tool: Tool, repo: string, type: string, file: string, options: readonly string[]): void {
  if (type === 'none-packed1') run(tool, ['-R', repo, 'debugcreatestreamclonebundle', file, ...options]);
  else run(tool, ['-R', repo, 'bundle', '-q', '-a', '-t', type, file, ...options]);
}

interface Source {
  readonly repo: string;
  readonly isTree: boolean;
  readonly options: readonly string[];
  readonly changesets: string;
  /** Of the bundle that we make of it. */
  readonly content: string;
}

/** Streams of a publishing repository, and plain changegroups, say nothing of phases. */
function changesetsOf(repo: string, options: readonly string[]): string {
  return run(HG, ['-R', repo, 'log', '-T', '{rev} {node} {obsolete}\n', ...options]);
}

function inScratch<T>(work: (scratch: string) => T): T {
  const scratch = mkdtempSync(join(tmpdir(), 'qs-bundles-'));
  try {
    return work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function wholeBundle(tool: Tool, repo: string, isTree: boolean, options: readonly string[]): string {
  return inScratch((scratch) => {
    const file = join(scratch, 'whole.hg');
    makeBundle(tool, repo, isTree ? 'none-v2;cg.version=03' : 'none-v2', file, options);
    return contentOf(file, options);
  });
}

function sourceOf(repo: string): Source {
  const isTree = run(HG, ['-R', repo, 'debugrequires', ...SLOW]).includes('treemanifest\n');
  const options = isTree ? [...SLOW, '--config', 'experimental.changegroup3=1'] : SLOW;
  const content = wholeBundle(QS, repo, isTree, options);
  return { repo, isTree, options, changesets: changesetsOf(repo, options), content };
}

/** @returns what is wrong */
function compare(source: Source, maker: Tool, taker: Tool, type: string, scratch: string): string[] {
  const { repo, options, isTree } = source;
  const file = join(scratch, 'bundle.hg');
  const target = join(scratch, 'target');
  const wrong: string[] = [];
  try {
    makeBundle(maker, repo, type, file, options);
    run(taker, ['init', target, ...(isTree ? ['--config', 'experimental.treemanifest=1'] : [])]);
    const apply = type === 'none-packed1' ? 'debugapplystreamclonebundle' : 'unbundle';
    run(taker, ['-R', target, apply, file, ...options]);
    run(HG, ['-R', target, 'verify', '-q', ...options]);
    if (changesetsOf(target, options) !== source.changesets) wrong.push('other changesets');
    if (wholeBundle(HG, target, isTree, options) !== source.content)
      wrong.push('other revisions in the bundle');
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    wrong.push((stderr?.toString() || message).slice(-400));
  }
  return wrong;
}

let failures = 0;
for (const repo of process.argv.slice(2)) {
  const source = sourceOf(repo);
  for (const type of source.isTree ? TREE_TYPES : TYPES)
    for (const [maker, taker] of [
      [HG, QS],
      [QS, HG],
    ] as const) {
      const wrong = inScratch((scratch) => compare(source, maker, taker, type, scratch));
      failures += wrong.length;
      console.log(
        `${repo} ${type}: ${maker[0]} to ${taker[0]}: ${wrong.length === 0 ? 'equal' : wrong.join('; ')}`,
      );
    }
}
process.exitCode = failures === 0 ? 0 : 1;
