/** Filling an empty store with the files of another one. */
import { type ByteString, concatBytes } from '../../bytes/index.js';
import { FileSystemError, HgError } from '../../errors/index.js';
import { type FileSystem, writeFile } from '../../platform/index.js';
import { changeRequirements } from '../change-requirements.js';
import type { ApplySession } from '../changegroup/apply-changegroup.js';
import type { ExchangeUi } from '../exchange-ui.js';
import { byteCount } from './byte-count.js';
import type { StreamEntry, StreamHeader } from './stream-entries.js';
import { STREAMED_FORMATS } from './stream-files.js';

const CACHE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export interface ApplyStreamOptions {
  readonly ui: ExchangeUi;
  /** Seconds since some moment, for the report. */
  readonly now: () => number;
}

/**
 * Writes the files and takes over the requirements that they need. Sizes are as announced, names are checked; contents are believed, as by hg:
 * `verify` looks at them. The store must be opened again afterwards.
 * @throws HgError when the store is not empty, for requirements that are not known and for names that have no place in a store.
 */
export function applyStream(
  session: ApplySession,
  header: StreamHeader,
  entries: Iterable<StreamEntry>,
  { ui, now }: ApplyStreamOptions,
): void {
  const { transaction, writer } = session;
  const { store } = writer;
  if (store.changelog.length > 0)
    throw new HgError('abort', 'cannot apply stream clone to non empty repository');
  const unknown = [...header.requirements].filter((name) => !STREAMED_FORMATS.has(name)).sort();
  if (unknown.length > 0)
    throw new HgError('abort', `unable to apply stream clone: unsupported format: ${unknown.join(', ')}`);
  ui.status(`${header.files} files to transfer, ${byteCount(header.bytes)} of data\n`);
  const begin = now();
  const progress = ui.progress('clone', header.bytes, 'bytes');
  let done = 0;
  const caches: { readonly name: ByteString; readonly content: Uint8Array }[] = [];
  const seen = new Set<ByteString>();
  for (const { place, name, size, content } of entries) {
    ui.debug(`adding [${place === 'store' ? 's' : 'c'}] ${name} (${byteCount(size)})\n`);
    if (place === 'cache') {
      const bytes = gathered(content, size);
      if (CACHE_NAME.test(name)) caches.push({ name, content: bytes });
    } else {
      checkStoreName(name);
      if (seen.has(name)) throw new HgError('abort', `stream clone has a file twice: ${name}`);
      seen.add(name);
      writer.newFile(name, transaction);
      transaction.add(name, 0);
      const file = transaction.openStoreFile(name, 'write');
      try {
        let at = 0;
        for (const piece of content) {
          file.writeAt(piece, at);
          at += piece.length;
          progress.update(done + at);
        }
      } finally {
        file.close();
      }
    }
    done += size;
  }
  progress.complete();
  const kept = [...store.requirements].filter((name) => !STREAMED_FORMATS.has(name));
  changeRequirements(session, new Set([...kept, ...header.requirements]));
  const { sharedHgFs } = store.places;
  transaction.addPostClose('stream-caches', () => {
    for (const { name, content } of caches) writeCache(sharedHgFs, name, content);
  });
  const seconds = Math.max(now() - begin, 0.001);
  ui.status(
    `transferred ${byteCount(done)} in ${seconds.toFixed(1)} seconds (${byteCount(done / seconds)}/sec)\n`,
  );
}

/** Caches are small; what is not is let go. */
const MOST_CACHE_BYTES = 1 << 28;

function gathered(content: Iterable<Uint8Array>, size: number): Uint8Array {
  if (size > MOST_CACHE_BYTES) throw new HgError('abort', 'corrupt stream clone: cache file too large');
  const parts: Uint8Array[] = [];
  for (const piece of content) parts.push(piece.slice());
  return concatBytes(parts);
}

function writeCache(hgFs: FileSystem, name: ByteString, content: Uint8Array): void {
  try {
    hgFs.makeDirectory('cache', true);
    writeFile(hgFs, `cache/${name}`, content);
  } catch (error) {
    // Nobody needs a cache.
    if (!(error instanceof FileSystemError)) throw error;
  }
}

const TOP_FILES = new Set([
  '00changelog.i',
  '00changelog.d',
  '00manifest.i',
  '00manifest.d',
  'phaseroots',
  'obsstore',
  'requires',
]);

/** @throws HgError for names that do not belong to the history of a store. */
function checkStoreName(name: ByteString): void {
  const isRevlog = /^(data|meta)\/.+\.[id]$/.test(name);
  const isNodemap = /^00(changelog|manifest)(-[0-9a-f]+)?\.n(d)?$/.test(name);
  const bad = name.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (bad || /[\0\n\r]/.test(name) || !(isRevlog || isNodemap || TOP_FILES.has(name)))
    throw new HgError(
      'security',
      `stream clone has a file that has no place in a store: ${JSON.stringify(name)}`,
    );
}
