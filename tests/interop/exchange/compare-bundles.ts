/**
 * Every type of bundle that hg and we make of whole histories, applied by the other one: not a part of the test suite, it takes minutes.
 *
 *     npm run build && node scripts/run-ts.mjs tests/interop/exchange/compare-bundles.ts REPO...
 *
 * `QS_BUNDLE_TYPES` names some types only, with blanks between. Each repository is copied first and given drafts, secrets, bookmarks and
 * obsolescence markers. Each store that comes of a bundle has to pass `hg verify` and to have the same changesets; the bundle that hg makes of each
 * has to hold the same revisions as the one that we make of the source; phases, bookmarks and markers have to be those that come of a bundle
 * that hg has made and applied itself. The same for clones.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Tool = readonly [name: string, ...command: string[]];

const HG: Tool = ['hg', 'hg'];
const QS: Tool = ['qs', process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];
const TYPES = (
  process.env.QS_BUNDLE_TYPES ??
  'none-v1 gzip-v1 bzip2-v1 none-v2 gzip-v2 bzip2-v2 zstd-v2 none-v2;phases=yes;obsolescence=yes none-v2;stream=v2 none-packed1 clone clone--stream'
).split(' ');
/** Not bundles, but what carries bookmarks, too. */
const isClone = (type: string): boolean => type.startsWith('clone');
/** Markers are made and taken, and secrets do not keep stores from being copied. */
const EVOLUTION = [
  ...['--config', 'experimental.evolution=all'],
  ...['--config', 'server.uncompressedallowsecret=1'],
];
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
  else run(tool, ['-R', repo, '--hidden', 'bundle', '-q', '-a', '-t', type, file, ...options, ...EVOLUTION]);
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
interface Names {
  readonly phases: string;
  readonly bookmarks: string;
  readonly markers: string;
}

/** What belongs to a history without being in it. */
function namesOf(repo: string, options: readonly string[]): Names {
  const shown = (...args: string[]): string => run(HG, ['-R', repo, ...args, ...options, ...EVOLUTION]);
  const sorted = (text: string): string => text.split('\n').sort().join('\n');
  return {
    phases: shown('log', '--hidden', '-T', '{node} {phase}\n'),
    bookmarks: shown('log', '--hidden', '-r', 'bookmark()', '-T', '{node} {bookmarks}\n'),
    markers: sorted(shown('debugobsolete')),
  };
}

/** Drafts and secrets at the end, bookmarks, and markers of what is here and of what is not. */
function decorate(repo: string, options: readonly string[]): void {
  const change = (...args: string[]): string => run(HG, ['-R', repo, ...args, ...options, ...EVOLUTION]);
  const node = (revs: string): string => change('log', '-r', revs, '-T', '{node}');
  change('phase', '-fd', 'last(all(), 300)');
  change('phase', '-fs', 'last(heads(all()), 1)');
  change('bookmark', '-r', 'first(all())', 'first');
  change('bookmark', '-r', 'last(draft())', 'with a blank', 'other');
  change('debugobsolete', node('first(draft())'), node('last(draft())'), '-d', '0 0', '-u', 'somebody');
  change('debugobsolete', '1'.repeat(40), node('last(draft())'), '-d', '1 -3600');
  change('debugobsolete', '2'.repeat(40), '-d', '2 0');
}

function changesetsOf(repo: string, options: readonly string[]): string {
  return run(HG, ['-R', repo, 'log', '--hidden', '-T', '{rev} {node}\n', ...options, ...EVOLUTION]);
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

/** A repository made of another one by a bundle, or by cloning. @returns where it is */
function transfer(source: Source, maker: Tool, taker: Tool, type: string, scratch: string): string {
  const { repo, isTree } = source;
  const options = [...source.options, ...EVOLUTION];
  const target = join(scratch, 'target');
  if (isClone(type)) {
    const how = type === 'clone' ? '--pull' : '--stream';
    run(taker, ['clone', '-qU', how, repo, target, ...options]);
    return target;
  }
  const file = join(scratch, 'bundle.hg');
  makeBundle(maker, repo, type, file, options);
  run(taker, ['init', target, ...(isTree ? ['--config', 'experimental.treemanifest=1'] : [])]);
  const apply = type === 'none-packed1' ? 'debugapplystreamclonebundle' : 'unbundle';
  run(taker, ['-R', target, apply, file, ...options]);
  return target;
}

/** @returns what is wrong */
function compare(
  source: Source,
  names: Names,
  ways: readonly [Tool, Tool],
  type: string,
  scratch: string,
): string[] {
  const { options, isTree } = source;
  const wrong: string[] = [];
  try {
    const target = transfer(source, ...ways, type, scratch);
    run(HG, ['-R', target, 'verify', '-q', ...options]);
    if (!isClone(type)) {
      if (changesetsOf(target, options) !== source.changesets) wrong.push('other changesets');
      if (wholeBundle(HG, target, isTree, options) !== source.content)
        wrong.push('other revisions in the bundle');
    }
    const now = namesOf(target, options);
    for (const what of ['phases', 'bookmarks', 'markers'] as const)
      if (now[what] !== names[what]) wrong.push(`other ${what}`);
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    wrong.push((stderr?.toString() || message).slice(-400));
  }
  return wrong;
}

const isStream = (type: string): boolean => /stream=|packed/.test(type);

function streamsLast(types: readonly string[]): string[] {
  return [...types.filter((type) => !isStream(type)), ...types.filter(isStream)];
}

let failures = 0;
for (const original of process.argv.slice(2))
  inScratch((place) => {
    const repo = join(place, 'source');
    cpSync(original, repo, { recursive: true });
    decorate(repo, SLOW);
    const source = sourceOf(repo);
    for (const type of streamsLast(source.isTree ? TREE_TYPES : TYPES)) {
      // hg makes no stream bundles of what has markers.
      if (isStream(type)) rmSync(join(repo, '.hg/store/obsstore'), { force: true });
      const names = inScratch((scratch) => namesOf(transfer(source, HG, HG, type, scratch), source.options));
      for (const ways of [
        [HG, QS],
        [QS, HG],
      ] as const) {
        const wrong = inScratch((scratch) => compare(source, names, ways, type, scratch));
        failures += wrong.length;
        console.log(
          `${original} ${type}: ${ways[0][0]} to ${ways[1][0]}: ${wrong.length === 0 ? 'equal' : wrong.join('; ')}`,
        );
      }
    }
  });
process.exitCode = failures === 0 ? 0 : 1;
