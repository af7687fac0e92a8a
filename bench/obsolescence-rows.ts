/** Rows about obsolescence: commands in a repository with 200,000 markers. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeMarkers, type ObsMarker } from '../src/store/index.js';
import { type BenchRow, benchEnvironment } from './harness.js';

const MARKERS = 200_000;
const QS = [process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];

function hg(cwd: string, ...args: readonly string[]): string {
  return execFileSync('hg', [...args], { cwd, env: benchEnvironment(), maxBuffer: 1 << 28 }).toString();
}

/** Chains of rewrites by people elsewhere, among which every 300th touches a changeset of the repository. */
function markersFor(nodes: readonly string[]): ObsMarker[] {
  let state = 99;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
  const stranger = (): string =>
    Array.from({ length: 5 }, () => (random(0x1_0000_0000) >>> 0).toString(16).padStart(8, '0')).join('');
  const metadata = new Map([
    ['ef1', '9'],
    ['operation', 'amend'],
    ['user', 'Somebody Else <somebody@example.org>'],
  ]);
  let last = stranger();
  return Array.from({ length: MARKERS }, (_, i) => {
    const own = i % 300 === 0;
    const predecessor = own ? (nodes[random(nodes.length)] as string) : random(2) === 0 ? last : stranger();
    last = stranger();
    const successor = i % 900 === 0 ? (nodes[random(nodes.length)] as string) : last;
    return {
      predecessor,
      successors: random(10) === 0 || successor === predecessor ? [] : [successor],
      flags: 0,
      metadata,
      date: { seconds: 1_600_000_000 + i * 37.5, offset: -3600 },
      parents: random(5) === 0 ? [stranger()] : undefined,
    };
  });
}

/** A copy of the repository whose changesets are drafts, with the markers. hg and qs have both looked at it. */
function repositoryWithMarkers(repo: string, scratch: string): string {
  const clone = join(scratch, 'markers');
  if (existsSync(clone)) return clone;
  hg(scratch, 'clone', '-q', '-U', repo, clone);
  hg(clone, 'phase', '-q', '--force', '--draft', 'all()');
  const nodes = hg(clone, 'log', '-T', '{node}\n').trimEnd().split('\n');
  writeFileSync(join(clone, '.hg/store/obsstore'), encodeMarkers(markersFor(nodes), 1));
  appendFileSync(join(clone, '.hg/hgrc'), '\n[experimental]\nevolution=all\n');
  hg(clone, 'debugupdatecaches');
  // The first look makes our index, the second one notices that the file has come to rest.
  for (let look = 0; look < 2; look++) {
    execFileSync('sleep', ['4']);
    execFileSync(QS[0] as string, [QS[1] as string, '-R', clone, 'log', '-r', 'obsolete()'], {
      env: benchEnvironment(),
      maxBuffer: 1 << 28,
    });
  }
  return clone;
}

/** @param wanted asked for each name before anything is prepared. */
export function obsolescenceRows(
  { repo, scratch }: { readonly repo: string; readonly scratch: string },
  wanted: (name: string) => boolean,
): BenchRow[] {
  const commands: readonly (readonly [name: string, aim: number | undefined, args: readonly string[]])[] = [
    ['debugobsolete --rev X', 5, ['debugobsolete', '--rev', '-2']],
    ["log -r 'obsolete()'", 5, ['log', '-r', 'obsolete()', '-T', '{rev}\n']],
    ["log -r 'orphan()'", undefined, ['log', '-r', 'orphan()', '-T', '{rev}\n']],
    ["log -r 'contentdivergent()'", undefined, ['log', '-r', 'contentdivergent()', '-T', '{rev}\n']],
    ['debugobsolete, all', undefined, ['debugobsolete']],
  ];
  return commands.flatMap(([title, aim, args]) => {
    const name = `${title}, 200,000 markers`;
    if (!wanted(name)) return [];
    const clone = repositoryWithMarkers(repo, scratch);
    return [
      {
        name,
        ...(aim !== undefined && { aim }),
        hg: ['hg', '-R', clone, ...args],
        qs: [...QS, '-R', clone, ...args],
      },
    ];
  });
}
