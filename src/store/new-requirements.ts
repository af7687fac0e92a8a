/** The requirements of new repositories, from the sections `format`, `storage` and `experimental` of the configuration. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { HgError } from '../errors/index.js';

/** Engines that can write revlogs here; what they add to the requirements. */
const ENGINES: ReadonlyMap<ByteString, ByteString | undefined> = new Map([
  ['zlib', undefined],
  ['zstd', 'revlog-compression-zstd'],
  ['none', 'exp-compression-none'],
]);

/** These concern a working copy, not the history: with share-safe they stay in `.hg/requires`. */
const OF_WORKING_COPY: ReadonlySet<ByteString> = new Set([
  'share-safe',
  'dirstate-v2',
  'dirstate-tracked-key-v1',
]);

/** Formats that can neither be read nor written here, and what asks for them. */
const FOREIGN: readonly (readonly [section: string, name: string])[] = [
  ['experimental', 'revlogv2'],
  ['format', 'exp-use-changelog-v2'],
  ['format', 'exp-use-copies-side-data-changeset'],
];
const FOREIGN_WORD = 'enable-unstable-format-and-corrupt-my-data';

/** @throws HgError when no engine that is named is known. */
function compressionRequirement(config: Config): ByteString | undefined {
  const old = config.get('experimental', 'format.compression');
  const names = config.has('format', 'revlog-compression')
    ? config.getList('format', 'revlog-compression')
    : old === undefined
      ? ['zstd']
      : [old];
  const engine = names.find((name) => ENGINES.has(name));
  if (engine !== undefined) return ENGINES.get(engine);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  throw new HgError(
    'abort',
    `compression engines ${quoted} defined by format.revlog-compression not available`,
    { hint: 'run "hg debuginstall" to list available compression engines' },
  );
}

function refuseForeign(config: Config): void {
  for (const [section, name] of FOREIGN) {
    const value = config.get(section, name);
    const isOn = name.endsWith('changeset') ? config.getBool(section, name) : value === FOREIGN_WORD;
    if (isOn) throw new HgError('abort', `${section}.${name} asks for a format that is not supported`);
  }
}

/**
 * What `hg init` 6.3 would require.
 * @param warn gets a message for settings that contradict each other.
 * @throws HgError, ConfigError.
 */
export function newRequirements(config: Config, warn: (message: ByteString) => void): Set<ByteString> {
  const backend = config.get('storage', 'new-repo-backend') ?? 'revlogv1';
  if (backend !== 'revlogv1')
    throw new HgError('abort', `unable to determine repository requirements for storage backend: ${backend}`);
  refuseForeign(config);
  const format = (name: ByteString, fallback: boolean) => config.getBool('format', name, fallback);
  const found = new Set<ByteString>(['revlogv1']);
  const addIf = (condition: boolean, name: ByteString) => {
    if (condition) found.add(name);
  };
  const hasStore = format('usestore', true);
  addIf(hasStore, 'store');
  const hasFncache = hasStore && format('usefncache', true);
  addIf(hasFncache, 'fncache');
  addIf(hasFncache && format('dotencode', true), 'dotencode');
  const compression = compressionRequirement(config);
  if (compression !== undefined) found.add(compression);
  const generalDelta = format('generaldelta', false) || format('usegeneraldelta', true);
  addIf(generalDelta, 'generaldelta');
  addIf(generalDelta && format('sparse-revlog', true), 'sparserevlog');
  addIf(config.getBool('experimental', 'treemanifest'), 'treemanifest');
  addIf(format('use-dirstate-v2', format('exp-rc-dirstate-v2', false)), 'dirstate-v2');
  addIf(format('use-dirstate-tracked-hint', false), 'dirstate-tracked-key-v1');
  addIf(format('exp-archived-phase', false), 'exp-archived-phase');
  addIf(format('use-internal-phase', false), 'internal-phase-2');
  addIf(format('use-persistent-nodemap', false), 'persistent-nodemap');
  const bookmarks = format('bookmarks-in-store', false);
  const shareSafe = format('use-share-safe', true);
  addIf(hasStore && bookmarks, 'bookmarksinstore');
  addIf(hasStore && shareSafe, 'share-safe');
  const ignored = (name: ByteString, because: ByteString) =>
    warn(
      `ignoring enabled '${name}' config ${because} it is incompatible with disabled 'format.usestore' config`,
    );
  if (!hasStore) {
    // The words are hg's, one by one.
    if (bookmarks) ignored('format.bookmarks-in-store', 'beacuse');
    if (shareSafe && config.has('format', 'use-share-safe')) ignored('format.use-share-safe', 'because');
  }
  return found;
}

/** Where each requirement is written: with share-safe the store has its own list. Sorted. */
export function splitRequirements(requirements: ReadonlySet<ByteString>): {
  readonly own: readonly ByteString[];
  readonly store: readonly ByteString[] | undefined;
} {
  const all = [...requirements].sort();
  if (!requirements.has('share-safe')) return { own: all, store: undefined };
  return {
    own: all.filter((name) => OF_WORKING_COPY.has(name)),
    store: all.filter((name) => !OF_WORKING_COPY.has(name)),
  };
}
