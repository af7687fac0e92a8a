/** `requires`: the features that a program must know to touch a repository. One name per line. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { HgError, RequirementError, StateError } from '../errors/index.js';
import { type FileSystem, readFile, tryReadFile } from '../platform/index.js';

/** Everything that this version can read. */
const SUPPORTED_REQUIREMENTS: ReadonlySet<ByteString> = new Set([
  'revlogv1',
  'store',
  'fncache',
  'dotencode',
  'generaldelta',
  'sparserevlog',
  'treemanifest',
  'shared',
  'relshared',
  'share-safe',
  'bookmarksinstore',
  'persistent-nodemap',
  'dirstate-v2',
  'dirstate-tracked-key-v1',
  'internal-phase-2',
  'exp-archived-phase',
  'revlog-compression-zstd',
  'exp-compression-none',
  'exp-compression-zlib',
  'exp-compression-zstd',
]);

const LINE_END = /\r\n|[\n\r]/;

/** @throws RequirementError when a line cannot be a requirement. */
function parseRequirements(bytes: Uint8Array): ReadonlySet<ByteString> {
  const lines = byteStringOf(bytes).split(LINE_END);
  // The last line ends with LF too.
  if (lines[lines.length - 1] === '') lines.pop();
  for (const line of lines)
    if (!/^[0-9A-Za-z]/.test(line) && !SUPPORTED_REQUIREMENTS.has(line))
      throw new RequirementError('.hg/requires file is corrupt', [line]);
  return new Set(lines);
}

/** Reads `requires`; repositories from before 2006 have none. @throws RequirementError, FileSystemError. */
function readRequirements(fs: FileSystem, path: ByteString, mayBeMissing: boolean): ReadonlySet<ByteString> {
  if (!mayBeMissing) return parseRequirements(readFile(fs, path));
  const bytes = tryReadFile(fs, path);
  return bytes === undefined ? new Set() : parseRequirements(bytes);
}

/** @throws RequirementError that lists what is not supported, in byte order. */
function checkRequirements(
  requirements: ReadonlySet<ByteString>,
  supported: ReadonlySet<ByteString> = SUPPORTED_REQUIREMENTS,
): void {
  const missing = [...requirements].filter((name) => !supported.has(name)).sort();
  if (missing.length === 1 && missing[0] === 'exp-sparse')
    throw new RequirementError(
      'repository is using sparse feature but sparse is not enabled; enable the "sparse" extensions to access',
      missing,
    );
  if (missing.length > 0)
    throw new RequirementError(
      `repository requires features unknown to this Mercurial: ${missing.join(' ')}`,
      missing,
      { hint: 'see https://mercurial-scm.org/wiki/MissingRequirement for more information' },
    );
}

/** Where a repository's parts are. All file systems are rooted at what they are named after. */
export interface RepositoryPlaces {
  /** Of `.hg` and, with share-safe, of the store. */
  readonly requirements: ReadonlySet<ByteString>;
  /** `.hg` of the repository itself. */
  readonly hgFs: FileSystem;
  /** `.hg` of the repository that owns the store: the same unless this one is a share. */
  readonly sharedHgFs: FileSystem;
  /** `.hg/store`, or `.hg` in repositories without the requirement `store`. */
  readonly storeFs: FileSystem;
  readonly isShare: boolean;
  /** What else a share has in common with its source (`bookmarks`), from `.hg/shared`. */
  readonly sharedFeatures: ReadonlySet<ByteString>;
}

export interface FindPlacesOptions {
  readonly supported?: ReadonlySet<ByteString>;
  /** `share.safe-mismatch.source-safe` and `.source-not-safe`: read shares whose source differs from them in share-safe. */
  readonly allowSafeMismatch?: boolean;
}

const SHARE_HINT = 'see `hg help config.format.use-share-safe` for more information';

/** Joins and resolves `.` and `..` in a path; the result is absolute when `base` is. */
function joinPath(base: ByteString, relative: ByteString): ByteString {
  const parts: ByteString[] = [];
  const path = relative.startsWith('/') ? relative : `${base}/${relative}`;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/**
 * Reads the requirements of the repository whose `.hg` is given, follows shares, and checks that all is supported.
 * @throws RequirementError, StateError (hg's words for broken shares), FileSystemError.
 */
export function findPlaces(hgFs: FileSystem, options: FindPlacesOptions = {}): RepositoryPlaces {
  const own = readRequirements(hgFs, 'requires', true);
  const all = new Set(own);
  const isShare = own.has('shared') || own.has('relshared');
  let sharedHgFs = hgFs;
  let sharedFeatures: ReadonlySet<ByteString> = new Set();
  if (isShare) {
    const line = byteStringOf(readFile(hgFs, 'sharedpath')).replace(/\n+$/, '');
    const target = own.has('relshared') ? joinPath(hgFs.root, line) : line;
    sharedHgFs = hgFs.at(target);
    if (sharedHgFs.stat('')?.kind !== 'directory')
      throw new StateError(`.hg/sharedpath points to nonexistent directory ${target}`);
    const shared = tryReadFile(hgFs, 'shared');
    if (shared !== undefined)
      sharedFeatures = new Set(
        byteStringOf(shared)
          .split('\n')
          .filter((name) => name !== ''),
      );
  }
  // With share-safe, the store has its own list, and `.hg` only what concerns the working copy.
  const source = isShare ? readRequirements(sharedHgFs, 'requires', true) : own;
  if (isShare && source.has('share-safe') !== own.has('share-safe') && options.allowSafeMismatch !== true) {
    throw new HgError(
      'abort',
      source.has('share-safe')
        ? 'version mismatch: source uses share-safe functionality while the current share does not'
        : 'share source does not support share-safe requirement',
      { hint: SHARE_HINT },
    );
  }
  if (source.has('share-safe')) {
    const store = readRequirements(sharedHgFs, 'store/requires', false);
    for (const name of store) all.add(name);
  } else if (isShare && own.has('share-safe')) for (const name of source) all.add(name);
  checkRequirements(all, options.supported);
  const storeFs = all.has('store') ? sharedHgFs.at('store') : sharedHgFs;
  return { requirements: all, hgFs, sharedHgFs, storeFs, isShare, sharedFeatures };
}
