/** What `update` does for a user: a destination when none is named, checks, the update, bookmarks, other heads. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { StateError } from '../../errors/index.js';
import { advanceActiveBookmark, setActiveBookmark } from '../bookmarks/index.js';
import { SILENT } from '../messages.js';
import { Repository } from '../repository.js';
import { hasSubrepos, subreposIn } from '../subrepos/index.js';
import { workingStatus } from '../working-copy/status.js';
import { withWlock } from '../writing/index.js';
import { reportOtherHeads, updateDestination } from './destination.js';
import { type UpdateOptions, updateTo } from './update-to.js';

export interface CheckoutOptions extends Omit<UpdateOptions, 'check'> {
  /** `abort`: refuse when anything has changed. Default: `commands.update.check`, else `linear`. */
  readonly check?: 'linear' | 'none' | 'noconflict' | 'abort' | undefined;
  /** The words that named the revision: a bookmark's name makes it the active one. */
  readonly name?: ByteString | undefined;
}

const CHECKS = ['linear', 'none', 'noconflict', 'abort'] as const;

/** @throws StateError when something has changed or a merge is going on */
export function refuseChanges(repo: Repository, options: { readonly merge?: boolean } = {}): void {
  if (options.merge !== false && repo.workingParents()[1] >= 0)
    throw new StateError('outstanding uncommitted merge', {
      hint: "use 'hg commit' or 'hg merge --abort'",
    });
  const { modified, added, removed, deleted } = workingStatus(repo);
  if (modified.length + added.length + removed.length + deleted.length > 0)
    throw new StateError('uncommitted changes');
  if (hasSubrepos(repo, WDIR_REV)) subreposIn(repo).localSubrepos(repo).refuseDirty();
}

/**
 * @param rev undefined: where an update without argument goes.
 * @returns true when files are left to be resolved. @throws as `updateTo`
 */
export function checkOut(repo: Repository, rev: number | undefined, options: CheckoutOptions = {}): boolean {
  const { messages = SILENT, clean = false } = options;
  return withWlock(repo, () => {
    const view = new Repository(repo.place, repo.showsHidden);
    const configured = CHECKS.find((check) => check === view.config.get('commands', 'update.check'));
    const check = options.check ?? configured ?? 'linear';
    const found =
      rev === undefined ? updateDestination(view, clean, messages) : { rev, bookmark: options.name };
    const before = view.workingParents()[0];
    if (!clean && check === 'abort') refuseChanges(view, { merge: false });
    const unresolved = updateTo(view, found.rev, {
      ...options,
      check: check === 'abort' ? 'none' : check,
    });
    const moved = 'moveBookmarkFrom' in found ? found.moveBookmarkFrom : undefined;
    if (!unresolved && moved !== undefined) carryBookmark(view, before, found.rev, messages);
    else settleBookmark(view, found.bookmark, messages);
    if (rev === undefined) reportOtherHeads(new Repository(repo.place, repo.showsHidden), messages);
    return unresolved;
  });
}

function carryBookmark(repo: Repository, from: number, to: number, messages: typeof SILENT): void {
  const active = repo.activeBookmark;
  if (from === to || active === undefined) return;
  if (advanceActiveBookmark(repo, [repo.node(from)], repo.node(to)))
    messages.status(`updating bookmark ${active}\n`);
  else {
    messages.status(`(leaving bookmark ${active})\n`);
    setActiveBookmark(repo, undefined);
  }
}

function settleBookmark(repo: Repository, name: ByteString | undefined, messages: typeof SILENT): void {
  const active = repo.activeBookmark;
  if (name === undefined || name === '') return;
  if (repo.bookmarks().has(name)) {
    if (name !== active) messages.status(`(activating bookmark ${name})\n`);
    setActiveBookmark(repo, repo.place.texts?.toStored(name) ?? name);
  } else {
    if (active !== undefined) messages.status(`(leaving bookmark ${active})\n`);
    setActiveBookmark(repo, undefined);
  }
}
