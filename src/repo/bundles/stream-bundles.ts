/** Stream clones in bundles of their own (`HGS1`). */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import {
  applyStream,
  type ByteStream,
  type ExchangeUi,
  encodePacked,
  openBundle,
  packedEntries,
  packedHeader,
  storeStreamFiles,
  streamRequirements,
  totalSize,
} from '../../exchange/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, withLock } from '../writing/index.js';

/** Of the files as they are now. @returns the requirements for a message, and the bundle, made as it is read */
export function packedBundle(
  repo: Repository,
  ui: ExchangeUi,
): { readonly requirements: readonly ByteString[]; readonly bundle: ByteStream } {
  const { store } = repo;
  const requirements = streamRequirements(store);
  const files = withLock(repo, () => storeStreamFiles(store));
  const bytes = totalSize(files);
  ui.status(`writing ${bytes} bytes for ${files.length} files\n`);
  const progress = ui.progress('bundle', bytes, 'bytes');
  return { requirements, bundle: encodePacked(requirements, files, (done) => progress.update(done)) };
}

/** Fills an empty repository. @throws HgError for anything that is no packed bundle, or does not fit: nothing has changed then */
export function applyPackedBundle(
  repo: Repository,
  stream: ByteStream,
  name: ByteString,
  ui: ExchangeUi,
): void {
  const { platform } = repo.place;
  const bundle = openBundle(stream, platform, name);
  if (bundle.kind !== 'packed') throw new HgError('abort', `${name}: not a stream clone bundle`);
  const header = packedHeader(bundle.reader);
  inTransaction(repo, { name: 'clone' }, (session) =>
    applyStream(session, header, packedEntries(bundle.reader, header.files), {
      ui,
      now: () => platform.clock.now(),
    }),
  );
}
