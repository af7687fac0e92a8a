/** Creating, renaming and deleting bookmarks as users do. Names are stored (UTF-8) ones. */
import { type ByteString, type NodeId, stripSpace } from '../../bytes/index.js';
import { HgError, InputError, LookupError } from '../../errors/index.js';
import { type BookmarkChange, readActiveBookmark } from '../../store/index.js';
import { checkNewLabel } from '../new-label.js';
import type { Repository } from '../repository.js';
import type { WriteSession } from '../writing/index.js';
import { setActiveBookmark } from './active-bookmark.js';
import { isForward, settledVersions, versionsBelow, versionsOf } from './divergence.js';

export interface EditBookmarksOptions {
  /** Take names that exist, or that are branches; move backward. */
  readonly force?: boolean;
  /** Do not make a new bookmark the active one; make a named active one inactive. */
  readonly inactive?: boolean;
  /** Hears of new names (local ones) that could be taken for a changeset's. */
  readonly onAmbiguous: (name: ByteString) => void;
  /** Hears of bookmarks that are moved to what descends from them; where they have been. */
  readonly onForward: (name: ByteString, from: NodeId) => void;
}

export interface AddBookmarks {
  readonly names: readonly ByteString[];
  /** Where they point. */
  readonly target: NodeId;
  /** The target is the working directory's parent because no other was named: the first name becomes active. */
  readonly isWorkingParent: boolean;
}

/** One set of changes to the bookmarks of a repository, under both locks and in a transaction. */
export class BookmarkEditor {
  readonly #repo: Repository;
  readonly #session: WriteSession;
  readonly #options: EditBookmarksOptions;

  /** @param repo as the user sees it, hidden changesets or not. */
  constructor(repo: Repository, session: WriteSession, options: EditBookmarksOptions) {
    this.#repo = repo;
    this.#session = session;
    this.#options = options;
  }

  get #all(): ReadonlyMap<ByteString, NodeId> {
    return this.#session.writer.bookmarks.all;
  }

  get #active(): ByteString | undefined {
    return readActiveBookmark(this.#repo.store.places.hgFs, this.#all);
  }

  #apply(changes: readonly BookmarkChange[]): void {
    this.#session.writer.bookmarks.apply(changes);
  }

  get #workingParent(): NodeId {
    return this.#repo.node(this.#repo.workingParents()[0]);
  }

  /** @throws InputError, HgError in hg's words for names that cannot be taken. */
  add({ names, target, isWorkingParent }: AddBookmarks): void {
    const { inactive = false } = this.#options;
    const changes: BookmarkChange[] = [];
    let first: ByteString | undefined;
    for (const raw of names) {
      const name = checkedName(raw);
      first ??= name;
      if (inactive && name === this.#active) {
        setActiveBookmark(this.#repo, undefined);
        continue;
      }
      for (const settled of this.#checkFree(name, target)) changes.push([settled, undefined]);
      changes.push([name, target]);
    }
    if (changes.length === 0 || first === undefined) return;
    this.#apply(changes);
    const isHere = this.#workingParent === target;
    if (isWorkingParent && !inactive && isHere) setActiveBookmark(this.#repo, first);
    else if (!isHere && first === this.#active) setActiveBookmark(this.#repo, undefined);
  }

  /** @throws InputError, HgError */
  rename(from: ByteString, to: ByteString): void {
    const name = checkedName(to);
    const node = this.#all.get(from);
    if (node === undefined) throw new InputError(`bookmark '${this.#local(from)}' does not exist`);
    const settled = this.#checkFree(name, undefined);
    const wasActive = this.#active === from;
    this.#apply([
      ...settled.map((other): BookmarkChange => [other, undefined]),
      [name, node],
      [from, undefined],
    ]);
    if (wasActive && this.#options.inactive !== true) setActiveBookmark(this.#repo, name);
  }

  /** All or, when one is missing, none. @throws InputError */
  delete(names: readonly ByteString[]): void {
    for (const name of names) {
      if (!this.#all.has(name)) throw new InputError(`bookmark '${this.#local(name)}' does not exist`);
      if (name === this.#active) setActiveBookmark(this.#repo, undefined);
    }
    this.#apply(names.map((name) => [name, undefined]));
  }

  #local(name: ByteString): ByteString {
    return this.#repo.place.texts?.toLocal(name) ?? name;
  }

  /**
   * Whether a name can be taken for `target`.
   * @returns divergent versions that go then.
   */
  #checkFree(name: ByteString, target: NodeId | undefined): ByteString[] {
    if (this.#options.force === true) return [];
    const local = this.#local(name);
    const at = this.#all.get(name);
    if (at !== undefined) {
      const settled = target === undefined ? undefined : this.#mayMove(name, at, target);
      if (settled !== undefined) return settled;
      throw new HgError('abort', `bookmark '${local}' already exists (use -f to force)`);
    }
    if (this.#repo.branches().has(local) || local === this.#repo.workingBranch())
      throw new HgError('abort', 'a bookmark cannot have the name of an existing branch');
    if (local.length > 3 && this.#isRevision(local)) this.#options.onAmbiguous(local);
    return [];
  }

  #mayMove(name: ByteString, at: NodeId, target: NodeId): ByteString[] | undefined {
    if (at === target && target === this.#workingParent) return [];
    const repo = this.#session.repository;
    const all = this.#all;
    const from = repo.revOf(at) ?? -1;
    const to = repo.revOf(target) ?? -1;
    const below = versionsBelow(repo, all, name, to);
    const isVersionThere = versionsOf(all, name).some((version) => all.get(version) === target);
    // A version that has diverged to another branch is settled by saying which one counts.
    if (isVersionThere && (at === target || !below.has(at)))
      return settledVersions(all, new Set([target]), name);
    if (!isForward(repo, from, to)) return undefined;
    this.#options.onForward(this.#local(name), at);
    return settledVersions(all, below, name);
  }

  #isRevision(name: ByteString): boolean {
    try {
      return this.#repo.lookup(name) !== undefined;
    } catch (error) {
      if (error instanceof LookupError) return false;
      throw error;
    }
  }
}

/** @throws InputError */
function checkedName(raw: ByteString): ByteString {
  const name = stripSpace(raw);
  if (name === '') throw new InputError('bookmark names cannot consist entirely of whitespace');
  checkNewLabel(name);
  return name;
}
