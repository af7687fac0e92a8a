/** A bundle as a repository: what it holds, above the repository that it belongs to, which is only read. */
import type { ByteString } from '../../bytes/index.js';
import { Config } from '../../config/index.js';
import { HgError } from '../../errors/index.js';
import {
  applyChangegroup,
  Bundle2Reader,
  ByteReader,
  type ByteStream,
  ChangegroupReader,
  changegroupVersion,
  openBundle,
  parameter,
  readStream,
  SILENT_UI,
} from '../../exchange/index.js';
import { OverlayFileSystem, type Platform } from '../../platform/index.js';
import { createRepository } from '../create-repository.js';
import type { LocalText } from '../local-text.js';
import { openRepository } from '../open-repository.js';
import type { Repository } from '../repository.js';
import { inTransaction, type WriteSession } from '../writing/index.js';

export interface BundleRepositoryRequest {
  /** Absolute. */
  readonly file: ByteString;
  /** How messages call it. */
  readonly shownAs: ByteString;
  /** Root of the repository that has what the bundle builds on; absent for a bundle that needs nothing. */
  readonly parentRoot: ByteString | undefined;
  readonly config?: Config;
  readonly texts?: LocalText;
  readonly hidden?: boolean;
  readonly warn?: (message: ByteString) => void;
  readonly debug?: (message: ByteString) => void;
}

/**
 * Adds the bundle to a store that keeps in memory what is written; the files below are never touched. Its changesets are drafts, or secret
 * where their parents are. Whoever tries to change the repository gets a FileSystemError with errno EROFS. Memory: what the bundle
 * adds.
 * @throws HgError for what is no bundle, or needs changesets that are not there.
 */
export function openBundleRepository(platform: Platform, request: BundleRepositoryRequest): Repository {
  const { file, shownAs, parentRoot, texts, hidden = false, warn, debug } = request;
  const config = request.config?.clone() ?? new Config();
  const overlay = new OverlayFileSystem(platform.openFileSystem('/'));
  // Other processes and threads would not see it.
  const { processes: _, threads: __, ...rest } = platform;
  const above: Platform = { ...rest, openFileSystem: (root) => overlay.at(root) };
  // Looked at first: a repository is not made for what is no bundle.
  const bundle = openBundle(readStream(platform.openFileSystem('/'), file), platform, shownAs);
  if (bundle.kind === 'packed')
    throw new HgError('abort', `${shownAs}: a bundle of stored files cannot be opened as a repository`);
  // Nobody has said that what is in a bundle is public.
  config.set('phases', 'publish', 'False', 'bundlerepo');
  const root = parentRoot ?? `${file}.repository`;
  if (parentRoot === undefined) createRepository(above, root, config);
  const options = {
    config,
    hidden,
    ...(texts !== undefined && { texts }),
    ...(warn !== undefined && { warn }),
    ...(debug !== undefined && { debug }),
  };
  // A bundle that does not fit is told of by its error alone.
  const base = openRepository(above, root, { ...options, warn: () => undefined });
  const firstRev = base.length;
  inTransaction(base, { name: 'bundle', undo: false }, (session) => {
    if (bundle.kind === 'bundle1') add(session, bundle.group);
    else
      for (const part of new Bundle2Reader(bundle.reader, () => undefined).parts())
        if (part.type === 'changegroup') {
          const version = changegroupVersion(parameter(part, 'version') ?? '01');
          const group = new ChangegroupReader(new ByteReader(part.payload as ByteStream), version);
          add(session, group);
        }
  });
  overlay.freeze('bundle repositories cannot be changed');
  return openRepository(above, root, { ...options, bundle: { path: file, firstRev } });
}

function add(session: WriteSession, group: ChangegroupReader): void {
  applyChangegroup(session, group, { ui: SILENT_UI, source: 'bundle', url: '', unchecked: true });
}
