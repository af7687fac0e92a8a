/** Opens repositories. */
import type { ByteString } from '../bytes/index.js';
import { Config } from '../config/index.js';
import { HgError } from '../errors/index.js';
import type { FileSystem, Platform } from '../platform/index.js';
import { linkCachePolicy, openStore } from '../store/index.js';
import type { LocalText } from './local-text.js';
import type { BundlePlace } from './place.js';
import { Repository } from './repository.js';
import type { SubrepoHost } from './subrepos/types.js';
import { WritingState } from './writing/index.js';

export interface OpenRepositoryOptions {
  /** Nothing configured when absent: reading hgrc files is the caller's choice. */
  readonly config?: Config;
  /** Names, users and descriptions are given out in a local encoding; as stored when absent. */
  readonly texts?: LocalText;
  /** Show hidden (obsolete) changesets as if they were not. */
  readonly hidden?: boolean;
  /** The platform shows a bundle above the repository. */
  readonly bundle?: BundlePlace;
  /** Opens repositories nested in this one; without it they are left alone. */
  readonly subrepos?: SubrepoHost;
  readonly warn?: (message: ByteString) => void;
  readonly debug?: (message: ByteString) => void;
}

function ignoreMessage(): void {}

/**
 * Opens the repository whose working directory (the directory that has `.hg`) is given. Reads only the small files that
 * say what kind of repository it is.
 * @throws HgError `abort` when there is none, RequirementError, StateError (broken shares), FileSystemError.
 */
export function openRepository(
  platform: Platform,
  root: ByteString,
  options: OpenRepositoryOptions = {},
): Repository {
  const workFs: FileSystem = platform.openFileSystem(root);
  if (workFs.stat('.hg')?.kind !== 'directory') throw new HgError('abort', `repository ${root} not found`);
  const config = options.config ?? new Config();
  const store = openStore(platform, workFs.at('.hg'), {
    // A hook of a transaction in this very repository started us.
    showPending: platform.env('HG_PENDING') === root,
    linkCaches: linkCachePolicy(config.get('quicksilver', 'radixlink')),
    allowSafeMismatch: config.get('share', 'safe-mismatch.source-safe') === 'allow',
  });
  const place = {
    platform,
    workFs,
    store,
    config,
    texts: options.texts,
    bundle: options.bundle,
    nesting: options.subrepos && { host: options.subrepos, opened: new Map<ByteString, Repository>() },
    warn: options.warn ?? ignoreMessage,
    debug: options.debug ?? ignoreMessage,
  };
  return new Repository({ ...place, writing: new WritingState(place) }, options.hidden ?? false);
}

/** The nearest directory at or above `from` that has a `.hg` directory; undefined when there is none. */
export function findRepositoryRoot(platform: Platform, from: ByteString): ByteString | undefined {
  const fs = platform.openFileSystem('/');
  for (let at = from; ; ) {
    if (fs.stat(at === '/' ? '/.hg' : `${at}/.hg`)?.kind === 'directory') return at;
    if (at === '/' || at === '') return undefined;
    const slash = at.lastIndexOf('/');
    at = slash <= 0 ? '/' : at.slice(0, slash);
  }
}
