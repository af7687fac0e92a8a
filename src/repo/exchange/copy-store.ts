/** Copies the store of a repository into a new one, by hard links where the file system can. */
import type { ByteString } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import type { ExchangeUi } from '../../exchange/index.js';
import { type FileSystem, readFile, writeFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { isPublishing } from './is-publishing.js';

/** Directories of the store whose files only ever grow, or are replaced. */
const HISTORY_DIRECTORIES = ['data', 'meta', 'dh'];
/** What else of the store a clone takes. Node maps are made anew: whoever writes them changes them in place. */
const HISTORY_FILES = ['00manifest.d', '00manifest.i', '00changelog.d', '00changelog.i'];
const SMALL_FILES = ['requires', 'fncache', 'narrowspec', 'phaseroots', 'obsstore'];
/** Caches that a clone can use, because they say themselves what they are about. */
const CACHES = /^(branch2(-.*)?|rbc-(names|revs)-v1|tags2(-.*)?|hgtagsfnodes1)$/;

export interface CopiedStore {
  readonly files: number;
  readonly linked: boolean;
}

class Copier {
  /** Rooted at `/`. */
  readonly #fs: FileSystem;
  readonly #update: () => void;
  links: boolean;
  count = 0;

  constructor(fs: FileSystem, links: boolean, update: () => void) {
    this.#fs = fs;
    this.links = links;
    this.#update = update;
  }

  copy(from: ByteString, to: ByteString): void {
    writeFile(this.#fs, to, readFile(this.#fs, from));
    this.count++;
    this.#update();
  }

  /** Copies from the first file on that cannot be linked. */
  link(from: ByteString, to: ByteString): void {
    if (this.links) {
      try {
        this.#fs.hardLink(from, to);
        this.count++;
        this.#update();
        return;
      } catch (error) {
        if (
          !(error instanceof FileSystemError) ||
          !['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES'].includes(error.errno)
        )
          throw error;
        this.links = false;
      }
    }
    this.copy(from, to);
  }

  tree(from: ByteString, to: ByteString): void {
    this.#fs.makeDirectory(to);
    for (const { name, kind } of this.#fs.listEntries(from)) {
      if (kind === 'directory') this.tree(`${from}/${name}`, `${to}/${name}`);
      else if (kind === 'file') this.link(`${from}/${name}`, `${to}/${name}`);
    }
  }
}

/**
 * Under the source's lock. The new `.hg` gets what the store needs, bookmarks and caches; `requires` comes last, so that what is not whole
 * is not opened.
 * @param target an existing, empty `.hg`.
 * @throws FileSystemError
 */
export function copyStore(source: Repository, target: FileSystem, ui: ExchangeUi): CopiedStore {
  const { places } = source.store;
  const fs = target.at('/');
  const { sharedHgFs, storeFs, requirements } = places;
  const hasStore = requirements.has('store');
  const store = hasStore ? `${target.root}/store` : target.root;
  const device = storeFs.stat('')?.device;
  const links = storeFs.features.hardLinks && device !== undefined && device === target.stat('')?.device;
  const progress = ui.progress(links ? 'linking' : 'copying', undefined, 'files');
  const copier = new Copier(fs, links, () => progress.update(copier.count));
  if (hasStore) fs.makeDirectory(store);
  const skipped = isPublishing(source.config) ? 'phaseroots' : '';
  for (const name of SMALL_FILES) {
    if (name === skipped || (name === 'requires' && !hasStore)) continue;
    if (storeFs.stat(name) !== undefined) copier.copy(`${storeFs.root}/${name}`, `${store}/${name}`);
  }
  for (const name of HISTORY_DIRECTORIES)
    if (storeFs.stat(name)?.kind === 'directory') copier.tree(`${storeFs.root}/${name}`, `${store}/${name}`);
  // The changelog comes last: what it names is there.
  for (const name of HISTORY_FILES)
    if (storeFs.stat(name) !== undefined) copier.link(`${storeFs.root}/${name}`, `${store}/${name}`);
  if (hasStore && sharedHgFs.stat('00changelog.i') !== undefined)
    copier.copy(`${sharedHgFs.root}/00changelog.i`, `${target.root}/00changelog.i`);
  if (!requirements.has('bookmarksinstore') && sharedHgFs.stat('bookmarks') !== undefined)
    copier.copy(`${sharedHgFs.root}/bookmarks`, `${target.root}/bookmarks`);
  else if (storeFs.stat('bookmarks') !== undefined)
    copier.copy(`${storeFs.root}/bookmarks`, `${store}/bookmarks`);
  copyCaches(copier, sharedHgFs, target);
  progress.complete();
  const { count: files, links: linked } = copier;
  ui.debug(`${linked ? 'linked' : 'copied'} ${files} files\n`);
  return { files, linked };
}

function copyCaches(copier: Copier, source: FileSystem, target: FileSystem): void {
  target.makeDirectory('cache');
  target.makeDirectory('wcache');
  if (source.stat('cache')?.kind !== 'directory') return;
  for (const { name, kind } of source.listEntries('cache'))
    if (kind === 'file' && CACHES.test(name))
      copier.copy(`${source.root}/cache/${name}`, `${target.root}/cache/${name}`);
}
