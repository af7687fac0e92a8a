/** The store of a repository on a file system: changelog, manifests and files on revlogs. */
import type { ByteString } from '../bytes/index.js';
import type { FileSystem, Platform } from '../platform/index.js';
import { Revlog, type RevlogKind, type RevlogOptions, type RevlogPlace } from '../revlog/index.js';
import { ByteBoundedCache } from './byte-bounded-cache.js';
import { Changelog } from './changelog.js';
import { type DataFileLister, listDataFiles, listTrackedPaths } from './data-files.js';
import { Filelog } from './filelog.js';
import { type LinkCachePolicy, LinkCaches } from './link-caches.js';
import { RevlogManifestLog } from './manifest-log.js';
import { ManifestTexts } from './manifest-texts.js';
import { type PathEncoder, pathEncoder, type StoreLayout } from './path-encoding.js';
import { pendingPlaces } from './pending-view.js';
import { type FindPlacesOptions, findPlaces, type RepositoryPlaces } from './requirements.js';
import type { DataFile, Store } from './storage.js';

/** Bytes of indexes and texts of tracked files that stay at hand: walks over changesets come back to the same files. */
const FILE_CACHE_BYTES = 32 << 20;

/** What configuration can change about reading revlogs. */
type RevlogTuning = Partial<
  Omit<RevlogOptions, 'codecs' | 'hasher' | 'kind' | 'mustExist' | 'persistentNodemap' | 'sparseRevlog'>
>;

export interface OpenStoreOptions extends FindPlacesOptions {
  readonly revlog?: RevlogTuning;
  /** Whether indexes over the store's files are kept in `.hg/cache`. Default `auto`. */
  readonly linkCaches?: LinkCachePolicy;
  /** Bytes of manifest texts to keep. */
  readonly manifestCacheBytes?: number;
  /** Of another view of the same repository. */
  readonly manifestTexts?: ManifestTexts;
  /** Show what a running transaction has made visible to the hooks that it waits for. */
  readonly showPending?: boolean;
}

export function layoutOf(requirements: ReadonlySet<ByteString>): StoreLayout {
  if (!requirements.has('store')) return 'plain';
  if (!requirements.has('fncache')) return 'store';
  return requirements.has('dotencode') ? 'dotencode' : 'fncache';
}

/** Options of revlogs are made once for each kind; thousands of files share one object. */
export class RevlogStore implements Store {
  #places: RepositoryPlaces;
  readonly layout: StoreLayout;
  readonly encodePath: PathEncoder;
  readonly linkCaches: LinkCaches;
  readonly manifestTexts: ManifestTexts;
  readonly #options: ReadonlyMap<RevlogKind, RevlogOptions>;
  readonly #manifestCacheBytes: number | undefined;
  readonly #files = new ByteBoundedCache<Filelog>(FILE_CACHE_BYTES);
  #lastFile: Filelog | undefined;
  #changelog: Changelog | undefined;
  #manifests: RevlogManifestLog | undefined;

  constructor(platform: Platform, places: RepositoryPlaces, options: OpenStoreOptions = {}) {
    this.#places = places;
    this.layout = layoutOf(places.requirements);
    this.encodePath = pathEncoder(this.layout, platform.hasher);
    this.#manifestCacheBytes = options.manifestCacheBytes;
    this.linkCaches = new LinkCaches(platform, places, options.linkCaches);
    this.manifestTexts = options.manifestTexts ?? new ManifestTexts(places.hgFs);
    const { requirements } = places;
    const kinds: readonly RevlogKind[] = ['changelog', 'manifest', 'filelog'];
    this.#options = new Map(
      kinds.map((kind) => [
        kind,
        {
          ...options.revlog,
          codecs: platform.codecs,
          hasher: platform.hasher,
          kind,
          generalDelta: kind !== 'changelog' && requirements.has('generaldelta'),
          sparseRevlog: requirements.has('sparserevlog'),
          persistentNodemap: kind !== 'filelog' && requirements.has('persistent-nodemap'),
        },
      ]),
    );
  }

  get places(): RepositoryPlaces {
    return this.#places;
  }

  get requirements(): ReadonlySet<ByteString> {
    return this.places.requirements;
  }

  /** For a store without history, whose list of requirements is about to say so. */
  useTreeManifests(): void {
    this.#places = { ...this.#places, requirements: new Set([...this.requirements, 'treemanifest']) };
    this.#manifests = undefined;
  }

  /** Rooted at the store. */
  get fs(): FileSystem {
    return this.places.storeFs;
  }

  get changelog(): Changelog {
    this.#changelog ??= Changelog.open(this.fs, {
      ...this.#optionsOf('changelog'),
      nodeCache: this.linkCaches.changesets,
    });
    return this.#changelog;
  }

  get manifests(): RevlogManifestLog {
    this.#manifests ??= new RevlogManifestLog(
      (directory) => this.openManifestRevlog(directory),
      this.requirements.has('treemanifest'),
      this.#manifestCacheBytes,
      this.manifestTexts,
    );
    return this.#manifests;
  }

  /** Manifests are opened again when they are next asked for: their files have changed. */
  forgetManifests(): void {
    this.#manifests = undefined;
  }

  #optionsOf(kind: RevlogKind): RevlogOptions {
    return this.#options.get(kind) as RevlogOptions;
  }

  #open(kind: RevlogKind, radix: ByteString, scratch?: Uint8Array, isNew = false): Revlog {
    const indexPath = this.encodePath(`${radix}.i`);
    const place: RevlogPlace = {
      name: radix,
      // Only hashed names of index and data file differ in more than the last letter.
      ...(indexPath.startsWith('dh/') && { dataPath: this.encodePath(`${radix}.d`) }),
      ...(scratch !== undefined && { scratch }),
      ...(isNew && { isNew }),
    };
    return Revlog.open(this.fs, indexPath, this.#optionsOf(kind), place);
  }

  /** A new revlog of a directory's manifests (`''` is the root). */
  openManifestRevlog(directory: ByteString): Revlog {
    return this.#open('manifest', directory === '' ? '00manifest' : `meta/${directory}00manifest`);
  }

  /**
   * A new filelog, which nothing keeps: for walks over all files.
   * @param scratch see `RevlogPlace.scratch`.
   */
  openFile(path: ByteString, scratch?: Uint8Array): Filelog {
    return new Filelog(path, this.#open('filelog', `data/${path}`, scratch));
  }

  /** The filelog of a path that is known to have none yet. */
  newFile(path: ByteString): Filelog {
    return new Filelog(path, this.#open('filelog', `data/${path}`, undefined, true));
  }

  file(path: ByteString): Filelog {
    const last = this.#lastFile;
    if (last?.path === path) return last;
    // What it holds may have grown while it was in use.
    if (last !== undefined) this.#files.set(last.path, last, last.revlog.heldBytes);
    const file = this.#files.get(path) ?? this.openFile(path);
    this.#lastFile = file;
    return file;
  }

  /** Others have written files: what was read of them may not be so any more. */
  forgetFiles(): void {
    this.#files.clear();
    this.#lastFile = undefined;
  }

  #lister(): DataFileLister {
    return { fs: this.fs, layout: this.layout, encode: this.encodePath };
  }

  trackedPaths(): Iterable<ByteString> {
    return listTrackedPaths(this.#lister());
  }

  dataFiles(): Iterable<DataFile> {
    return listDataFiles(this.#lister());
  }
}

/**
 * Opens the store of the repository whose `.hg` is given; shares lead to their source's store.
 * @throws RequirementError for what is not supported, StateError for broken shares, FileSystemError. Revlogs are opened when
 * they are first used.
 */
export function openStore(platform: Platform, hgFs: FileSystem, options: OpenStoreOptions = {}): RevlogStore {
  const places = findPlaces(hgFs, options);
  return new RevlogStore(platform, options.showPending === true ? pendingPlaces(places) : places, options);
}
