/** Which changesets introduced a version of a file, beside the one that its filelog links to. */
import { LazyAncestors } from '../../dag/index.js';
import { CorruptionError, FileSystemError } from '../../errors/index.js';
import { type LinkCache, Radixlink, type StoredLinks } from '../../radixlink/index.js';
import type { FileVersion, RevlogStore } from '../../store/index.js';
import { indexLinkRevisions, linkKey } from './link-index.js';

const NAME = 'link revisions';
const ENTRY_BYTES = 64;
/** Looking at a changeset costs a fifth of indexing it; but once it is made, the index stays. */
const WALKS_BEFORE_INDEX = 2;
/** New changesets are added to the index at once as long as they are so few. */
const MOST_AT_ONCE = 2000;
/** The cache is written anew when it lacks more changesets than this. */
const MOST_MISSING = 64;

/**
 * Answers from the index in the cache. Where there is none, callers walk over history, which is cheap as a rule; when they have
 * looked at as many changesets as making the index takes, it is made. Shared by all views of a repository.
 */
export class LinkRevisions {
  readonly #store: RevlogStore;
  readonly #cache: LinkCache | undefined;
  #index: Radixlink | undefined;
  /** True while `#index` is read from the cache. */
  #isStored = false;
  #isOpen = false;
  #examined = 0;

  constructor(store: RevlogStore, cache: LinkCache | undefined) {
    this.#store = store;
    this.#cache = cache;
  }

  /** Number of changesets whose bytes on disk the cache can cover. */
  get #onDisk(): number {
    const { revlog } = this.#store.changelog;
    return revlog.inline || revlog.version !== 1 ? 0 : revlog.index.entriesOnDisk().count;
  }

  /**
   * All changesets, hidden ones included, that list the file and hold the version, newest first; undefined when that would take
   * a walk over history.
   */
  changesets({ path, node, linkrev }: FileVersion): readonly number[] | undefined {
    const key = linkKey(path, node);
    const others = this.#ask((index) => index.values(key));
    if (others === undefined) return undefined;
    const all = new Set([...others, linkrev]);
    return [...all].sort((a, b) => b - a);
  }

  /** Called by walks for every changeset that they look into. */
  examined(): void {
    this.#examined++;
  }

  #ask<T>(question: (index: Radixlink) => T): T | undefined {
    const index = this.#usable();
    if (index === undefined) return undefined;
    try {
      return question(index);
    } catch (error) {
      if (!this.#isStored || !(error instanceof CorruptionError || error instanceof FileSystemError))
        throw error;
      this.#isStored = false;
      this.#index = this.#build();
      return question(this.#index);
    }
  }

  #usable(): Radixlink | undefined {
    if (this.#cache === undefined) return undefined;
    if (!this.#isOpen) {
      this.#isOpen = true;
      const onDisk = this.#onDisk;
      if (onDisk === 0 || !this.#cache.isWorth(onDisk * ENTRY_BYTES))
        this.#examined = Number.NEGATIVE_INFINITY;
      else {
        const stored = this.#cache.open();
        this.#index = stored === undefined ? undefined : this.#use(stored, onDisk);
      }
    }
    const { length } = this.#store.changelog;
    const isDue = this.#examined >= (this.#cache.isEager ? 0 : WALKS_BEFORE_INDEX * length);
    if (this.#index === undefined && isDue) this.#index = this.#build();
    return this.#index;
  }

  #use(stored: StoredLinks, onDisk: number): Radixlink | undefined {
    const covered = stored.sourceOfTruthSize;
    const { length } = this.#store.changelog;
    if (covered > onDisk || length - covered > MOST_AT_ONCE || !stored.isCurrent()) return undefined;
    let index: Radixlink;
    try {
      index = Radixlink.load(stored.pages, NAME);
      // Extending an index reads all of it.
      if (covered < length) index.bytes();
    } catch (error) {
      if (error instanceof CorruptionError || error instanceof FileSystemError) return this.#build();
      throw error;
    }
    this.#isStored = covered === length;
    if (covered < length) {
      indexLinkRevisions(index, this.#store, covered, length);
      if (length - covered > MOST_MISSING) this.#write(index);
    }
    return index;
  }

  #build(): Radixlink {
    const index = Radixlink.empty(NAME);
    indexLinkRevisions(index, this.#store, 0, this.#store.changelog.length);
    this.#write(index);
    return index;
  }

  /** Within a transaction there are changesets that the file does not have yet: then not. */
  #write(index: Radixlink): void {
    const { changelog } = this.#store;
    if (this.#onDisk !== changelog.length) return;
    changelog.revlog.index.loadAll();
    index.sourceOfTruthSize = changelog.length;
    const { bytes } = changelog.revlog.index.entriesOnDisk();
    this.#cache?.write(index, bytes.subarray(0, changelog.length * ENTRY_BYTES));
  }
}

/**
 * The highest ancestor of `from` that lists the file and holds the version; undefined when none does. With the index that takes a
 * look at the graph, without it one into every changeset on the way down to the link.
 * @param inclusive whether `from` itself may be the one.
 */
export function introducingAncestor(
  links: LinkRevisions,
  store: RevlogStore,
  version: FileVersion,
  from: number,
  inclusive: boolean,
): number | undefined {
  const { changelog, manifests } = store;
  const { path, node, linkrev } = version;
  const changesets = links.changesets(version);
  if (changesets !== undefined) {
    const candidates = changesets.filter((rev) => (inclusive ? rev <= from : rev < from));
    if (candidates.length === 0) return undefined;
    const ancestors = new LazyAncestors(changelog, [from], { inclusive, stop: candidates.at(-1) as number });
    return candidates.find((rev) => ancestors.has(rev));
  }
  for (const rev of new LazyAncestors(changelog, [from], { stop: linkrev, inclusive })) {
    links.examined();
    const { files, manifestNode } = changelog.changeset(rev);
    if (files.includes(path) && manifests.manifest(manifestNode).find(path) === node) return rev;
  }
  return undefined;
}
