/** What an upgrade of a repository would do. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { newRequirements } from '../../store/index.js';
import type { Repository } from '../repository.js';
import {
  COMPRESSION_REQUIREMENTS,
  FORMAT_VARIANTS,
  type FormatVariant,
  OPTIMIZATIONS,
  type Optimization,
  type RevlogPart,
} from './formats.js';

export interface UpgradeRequest {
  /** Names of optimizations. */
  readonly optimize: readonly ByteString[];
  /** True: only those; false: all but those; undefined: no wish. */
  readonly parts: Readonly<Record<RevlogPart, boolean | undefined>>;
}

/** Something that was wished and cannot be, or has to be: one line of a report. */
export interface PlanNote {
  readonly isWarning: boolean;
  readonly text: ByteString;
}

export interface UpgradePlan {
  readonly requirements: ReadonlySet<ByteString>;
  readonly preserved: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
  /** What the repository lacks, by who wants it. */
  readonly lacking: { readonly config: readonly FormatVariant[]; readonly default: readonly FormatVariant[] };
  readonly formats: readonly FormatVariant[];
  /** By name. */
  readonly optimizations: readonly Optimization[];
  readonly unusedOptimizations: readonly Optimization[];
  /** Sorted. */
  readonly parts: readonly RevlogPart[];
  readonly notes: readonly PlanNote[];
}

const REMOVABLE: ReadonlySet<ByteString> = new Set([
  'sparserevlog',
  'persistent-nodemap',
  'dirstate-v2',
  'dirstate-tracked-key-v1',
  'share-safe',
  ...COMPRESSION_REQUIREMENTS,
]);
const ADDABLE: ReadonlySet<ByteString> = new Set(['dotencode', 'fncache', 'generaldelta', ...REMOVABLE]);
/** These stay as they are, whatever is configured. */
const KEPT: readonly ByteString[] = [
  'shared',
  'relshared',
  'internal-phase',
  'internal-phase-2',
  'exp-archived-phase',
];

const PARTS: readonly (readonly [part: RevlogPart, shown: ByteString, option: ByteString])[] = [
  ['all-filelogs', 'all-filelogs', '--no-filelogs'],
  ['manifest', 'all-manifestlogs', '--no-manifest'],
  ['changelog', 'changelog', '--no-changelog'],
];

/** @throws HgError in hg's words for repositories that cannot be upgraded, changes that cannot be made, unknown optimizations. */
export function planUpgrade(repo: Repository, request: UpgradeRequest): UpgradePlan {
  const source = repo.store.requirements;
  checkSource(source);
  const requirements = newRequirements(repo.config, repo.place.warn);
  for (const name of KEPT) if (source.has(name)) requirements.add(name);
  const added = [...requirements].filter((name) => !source.has(name)).sort();
  const removed = [...source].filter((name) => !requirements.has(name)).sort();
  refuse(
    removed.filter((name) => !REMOVABLE.has(name)),
    'requirement would be removed',
  );
  refuse(
    added.filter((name) => !ADDABLE.has(name)),
    'do not support adding requirement',
  );
  const optimizations = optimizationsOf(request.optimize);
  const lacking = FORMAT_VARIANTS.filter(({ requirement }) => !source.has(requirement));
  const wanted = lacking.filter(({ isConfigured }) => isConfigured(repo.config));
  const formats = lacking.filter(({ requirement }) => requirements.has(requirement));
  const changed = changedFormats(added, removed);
  if (repo.store.places.isShare) checkShare(changed);
  const notes: PlanNote[] = [];
  const parts = touchedParts(request, optimizations.length > 0, changed, notes);
  return {
    requirements,
    preserved: [...requirements].filter((name) => source.has(name)).sort(),
    added,
    removed,
    lacking: { config: wanted, default: lacking.filter((one) => one.isDefault && !wanted.includes(one)) },
    formats,
    optimizations,
    unusedOptimizations: OPTIMIZATIONS.filter((one) => !optimizations.includes(one)),
    parts,
    notes,
  };
}

function checkSource(source: ReadonlySet<ByteString>): void {
  if (!source.has('revlogv1'))
    throw new HgError('abort', 'cannot upgrade repository; missing a revlog version');
  refuse(
    ['store'].filter((name) => !source.has(name)),
    'requirement missing',
  );
  refuse(
    ['treemanifest'].filter((name) => source.has(name)),
    'unsupported source requirement',
  );
}

function refuse(names: readonly ByteString[], problem: ByteString): void {
  if (names.length > 0)
    throw new HgError('abort', `cannot upgrade repository; ${problem}: ${names.join(', ')}`);
}

function optimizationsOf(names: readonly ByteString[]): Optimization[] {
  const unknown = names.filter((name) => !OPTIMIZATIONS.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new HgError(
      'abort',
      `unknown optimization action requested: ${[...new Set(unknown)].sort().join(', ')}`,
      {
        hint: 'run without arguments to see valid optimizations',
      },
    );
  const found = OPTIMIZATIONS.filter(({ name }) => names.includes(name));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface ChangedFormat {
  readonly name: ByteString;
  readonly touchesRevlogs: boolean;
}

/** By name. */
function changedFormats(added: readonly ByteString[], removed: readonly ByteString[]): ChangedFormat[] {
  const names = new Set([...added, ...removed]);
  const found: ChangedFormat[] = FORMAT_VARIANTS.filter(({ requirement }) => names.has(requirement));
  if ([...names].some((name) => COMPRESSION_REQUIREMENTS.has(name)))
    found.push({ name: 'compression', touchesRevlogs: true });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function checkShare(changed: readonly ChangedFormat[]): void {
  const refused = changed.filter(({ touchesRevlogs, name }) => touchesRevlogs || name === 'share-safe');
  if (refused.length > 0)
    throw new HgError(
      'abort',
      `cannot use these actions on a share repository: ${refused.map(({ name }) => name).join(', ')}`,
      { hint: 'upgrade the main repository directly' },
    );
}

function touchedParts(
  { parts: wished }: UpgradeRequest,
  optimizes: boolean,
  changed: readonly ChangedFormat[],
  notes: PlanNote[],
): RevlogPart[] {
  const touched = new Set<RevlogPart>();
  if (optimizes) {
    const only = PARTS.filter(([part]) => wished[part] === true);
    for (const [part] of only.length > 0 ? only : PARTS) if (wished[part] !== false) touched.add(part);
  }
  for (const { name, touchesRevlogs } of changed) {
    if (!touchesRevlogs) continue;
    for (const [part, shown, option] of PARTS) {
      if (touched.has(part)) continue;
      touched.add(part);
      if (wished[part] === false)
        notes.push({
          isWarning: true,
          text: `warning: ignoring ${option.padStart(14)}, as upgrade is changing: ${name}\n`,
        });
      else
        notes.push({
          isWarning: false,
          text: `note:    selecting ${shown} for processing to change: ${name}\n`,
        });
    }
  }
  return [...touched].sort();
}
