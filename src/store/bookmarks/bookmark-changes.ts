/** The bookmarks of a repository while a transaction changes them. */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import { StateError } from '../../errors/index.js';
import { replaceFile } from '../../platform/index.js';
import type { Transaction } from '../../transaction/index.js';
import type { BookmarksPlace } from './bookmarks-place.js';

/** What changing bookmarks needs of a transaction. */
export type BookmarkTransaction = Pick<
  Transaction,
  'addFileGenerator' | 'addFinalize' | 'changes' | 'hookArguments' | 'isRunning'
>;

/** A bookmark and where it goes; undefined removes it. */
export type BookmarkChange = readonly [name: ByteString, node: NodeId | undefined];

/** Lines in byte order of the names. */
export function encodeBookmarks(bookmarks: ReadonlyMap<ByteString, NodeId>): Uint8Array {
  const sorted = [...bookmarks].sort(([a], [b]) => (a < b ? -1 : 1));
  return bytesOf(sorted.map(([name, node]) => `${node} ${name}\n`).join(''));
}

/** One object per transaction, so that all changes within it add up. The file is written when the transaction closes. */
export class BookmarkChanges {
  readonly #transaction: BookmarkTransaction;
  readonly #place: BookmarksPlace;
  readonly #bookmarks: Map<ByteString, NodeId>;

  /** @param bookmarks as they were when the transaction began; names as they are stored. */
  constructor(
    transaction: BookmarkTransaction,
    place: BookmarksPlace,
    bookmarks: ReadonlyMap<ByteString, NodeId>,
  ) {
    this.#transaction = transaction;
    this.#place = place;
    this.#bookmarks = new Map(bookmarks);
  }

  /** As they are now, by their stored names. */
  get all(): ReadonlyMap<ByteString, NodeId> {
    return this.#bookmarks;
  }

  /** Sets, moves and removes bookmarks; the nodes must be known. What is not there cannot be removed and is passed over. */
  apply(changes: Iterable<BookmarkChange>): void {
    const { changes: told } = this.#transaction;
    let any = false;
    for (const [name, to] of changes) {
      const now = this.#bookmarks.get(name);
      if (to === undefined && now === undefined) continue;
      any = true;
      if (to === undefined) this.#bookmarks.delete(name);
      else this.#bookmarks.set(name, to);
      const before = told.bookmarks.get(name);
      const from = before === undefined ? now : before.from;
      if (from === to) told.bookmarks.delete(name);
      else told.bookmarks.set(name, { from, to });
    }
    if (any) this.#write();
  }

  #write(): void {
    if (!this.#transaction.isRunning)
      throw new StateError('cannot use transaction when it is already committed/aborted');
    const { location, alsoIn } = this.#place;
    this.#transaction.addFileGenerator('bookmarks', {
      files: ['bookmarks'],
      location,
      order: 'post-finalize',
      generate: () => [encodeBookmarks(this.#bookmarks)],
    });
    this.#transaction.hookArguments.set('BOOKMARK_MOVED', '1');
    if (alsoIn !== undefined)
      this.#transaction.addFinalize('shared-bookmarks', () =>
        replaceFile(alsoIn, 'bookmarks', encodeBookmarks(this.#bookmarks)),
      );
  }
}
