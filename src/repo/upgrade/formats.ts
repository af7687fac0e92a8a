/** What an upgrade can change about a repository, and what hg says about it. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';

/** Kinds of revlogs, in the order in which lists have them. */
export type RevlogPart = 'all-filelogs' | 'changelog' | 'manifest';

export interface FormatVariant {
  readonly name: ByteString;
  readonly requirement: ByteString;
  /** New repositories of hg have it unless configured otherwise. */
  readonly isDefault: boolean;
  readonly isConfigured: (config: Config) => boolean;
  /** Revlogs have to be written anew for it. */
  readonly touchesRevlogs: boolean;
  /** What a repository without it lacks. */
  readonly description: ByteString;
  /** What it brings. */
  readonly upgrade: ByteString;
}

function option(name: ByteString, fallback: boolean): (config: Config) => boolean {
  return (config) => config.getBool('format', name, fallback);
}

export const FORMAT_VARIANTS: readonly FormatVariant[] = [
  {
    name: 'fncache',
    requirement: 'fncache',
    isDefault: true,
    isConfigured: option('usefncache', true),
    touchesRevlogs: true,
    description: 'long and reserved filenames may not work correctly; repository performance is sub-optimal',
    upgrade:
      'repository will be more resilient to storing certain paths and performance of certain operations should be improved',
  },
  {
    name: 'dirstate-v2',
    requirement: 'dirstate-v2',
    isDefault: false,
    isConfigured: option('use-dirstate-v2', false),
    touchesRevlogs: false,
    description:
      'version 1 of the dirstate file format requires reading and parsing it all at once.\nVersion 2 has a better structure,better information and lighter update mechanism',
    upgrade: '"hg status" will be faster',
  },
  {
    name: 'tracked-hint',
    requirement: 'dirstate-tracked-key-v1',
    isDefault: false,
    isConfigured: option('use-dirstate-tracked-hint', false),
    touchesRevlogs: false,
    description: 'Add a small file to help external tooling that watch the tracked set',
    upgrade: 'external tools will be informated of potential change in the tracked set',
  },
  {
    name: 'dotencode',
    requirement: 'dotencode',
    isDefault: true,
    isConfigured: option('dotencode', true),
    touchesRevlogs: true,
    description: 'storage of filenames beginning with a period or space may not work correctly',
    upgrade: 'repository will be better able to store files beginning with a space or period',
  },
  {
    name: 'generaldelta',
    requirement: 'generaldelta',
    isDefault: true,
    isConfigured: option('usegeneraldelta', true),
    touchesRevlogs: true,
    description:
      'deltas within internal storage are unable to choose optimal revisions; repository is larger and slower than it could be; interaction with other repositories may require extra network and CPU resources, making "hg push" and "hg pull" slower',
    upgrade:
      'repository storage will be able to create optimal deltas; new repository data will be smaller and read times should decrease; interacting with other repositories using this storage model should require less network and CPU resources, making "hg push" and "hg pull" faster',
  },
  {
    name: 'share-safe',
    requirement: 'share-safe',
    isDefault: true,
    isConfigured: option('use-share-safe', true),
    touchesRevlogs: false,
    description:
      'old shared repositories do not share source repository requirements and config. This leads to various problems when the source repository format is upgraded or some new extensions are enabled.',
    upgrade:
      'Upgrades a repository to share-safe format so that future shares of this repository share its requirements and configs.',
  },
  {
    name: 'sparserevlog',
    requirement: 'sparserevlog',
    isDefault: true,
    isConfigured: option('sparse-revlog', true),
    touchesRevlogs: true,
    description:
      'in order to limit disk reading and memory usage on older version, the span of a delta chain from its root to its end is limited, whatever the relevant data in this span. This can severly limit Mercurial ability to build good chain of delta resulting is much more storage space being taken and limit reusability of on disk delta during exchange.',
    upgrade:
      'Revlog supports delta chain with more unused data between payload. These gaps will be skipped at read time. This allows for better delta chains, making a better compression and faster exchange with server.',
  },
  {
    name: 'persistent-nodemap',
    requirement: 'persistent-nodemap',
    isDefault: false,
    isConfigured: option('use-persistent-nodemap', false),
    touchesRevlogs: true,
    description: 'persist the node -> rev mapping on disk to speedup lookup',
    upgrade: 'Speedup revision lookup by node id.',
  },
];

export const COMPRESSION_REQUIREMENTS: ReadonlySet<ByteString> = new Set([
  'revlog-compression-zstd',
  'exp-compression-zstd',
  'exp-compression-none',
]);

export interface Optimization {
  readonly name: ByteString;
  readonly description: ByteString;
  readonly upgrade: ByteString;
}

export const OPTIMIZATIONS: readonly Optimization[] = [
  {
    name: 're-delta-parent',
    description:
      'deltas within internal storage will be recalculated to choose an optimal base revision where this was not already done; the size of the repository may shrink and various operations may become faster; the first time this optimization is performed could slow down upgrade execution considerably; subsequent invocations should not run noticeably slower',
    upgrade: 'deltas within internal storage will choose a new base revision if needed',
  },
  {
    name: 're-delta-multibase',
    description:
      'deltas within internal storage will be recalculated against multiple base revision and the smallest difference will be used; the size of the repository may shrink significantly when there are many merges; this optimization will slow down execution in proportion to the number of merges in the repository and the amount of files in the repository; this slow down should not be significant unless there are tens of thousands of files and thousands of merges',
    upgrade:
      'deltas within internal storage will choose an optimal delta by computing deltas against multiple parents; may slow down execution time significantly',
  },
  {
    name: 're-delta-all',
    description:
      'deltas within internal storage will always be recalculated without reusing prior deltas; this will likely make execution run several times slower; this optimization is typically not needed',
    upgrade:
      'deltas within internal storage will be fully recomputed; this will likely drastically slow down execution time',
  },
  {
    name: 're-delta-fulladd',
    description:
      'every revision will be re-added as if it was new content. It will go through the full storage mechanism giving extensions a chance to process it (eg. lfs). This is similar to "re-delta-all" but even slower since more logic is involved.',
    upgrade:
      'each revision will be added as new content to the internal storage; this will likely drastically slow down execution time, but some extensions might need it',
  },
];
