/** Where `update` and `merge` go when nothing is named. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { descendants, isAncestor } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import { SuccessorsSets } from '../../store/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';

export interface UpdateDestination {
  readonly rev: number;
  /** The active bookmark comes along from this revision. */
  readonly moveBookmarkFrom?: number;
  /** To be made the active one. */
  readonly bookmark?: ByteString;
}

/** The active bookmark points at the working directory's parent. */
function activeIsHere(repo: Repository): boolean {
  const name = repo.activeBookmark;
  if (name === undefined) return false;
  return repo.bookmarks().get(name) === repo.node(repo.workingParents()[0]);
}

/** @param clean changes are thrown away, so that the branch they are on does not count. */
export function updateDestination(repo: Repository, clean: boolean, messages: Messages): UpdateDestination {
  const [p1] = repo.workingParents();
  const carries = activeIsHere(repo) ? { moveBookmarkFrom: p1 } : {};
  const successor = successorDestination(repo, p1);
  if (successor !== undefined) return { rev: successor, ...carries };
  const active = repo.activeBookmark;
  if (active !== undefined && !activeIsHere(repo)) {
    messages.status(`updating to active bookmark ${active}\n`);
    return { rev: repo.rev(active), bookmark: active };
  }
  const name = clean ? (p1 < 0 ? 'default' : repo.branch(p1)) : repo.workingBranch();
  const branch = repo.branches().get(name);
  const highest = (heads: readonly number[]): number | undefined => {
    const reachable = p1 < 0 ? heads : heads.filter((head) => isAncestor(repo.graph, p1, head));
    return reachable.length === 0 ? undefined : Math.max(...reachable);
  };
  if (branch !== undefined) {
    const rev = highest(branch.openHeads) ?? highest(branch.heads);
    if (rev !== undefined) return { rev, ...carries };
    return { rev: p1, ...carries };
  }
  if (name === 'default' && p1 === NULL_REV) {
    const open = repo.heads().filter((rev) => rev >= 0 && !repo.closesBranch(rev));
    return { rev: open.length > 0 ? Math.max(...open) : repo.tip() };
  }
  return { rev: p1 };
}

/** The parent is obsolete and nothing builds on it: what it became, or the nearest ancestor that is not. */
function successorDestination(repo: Repository, p1: number): number | undefined {
  if (p1 < 0 || repo.obsStore.length === 0) return undefined;
  const all = repo.withHidden(true);
  const obsolete = new Set(all.obsoleteRevs());
  if (!obsolete.has(p1)) return undefined;
  for (const rev of descendants(repo.graph, [p1])) if (!repo.isHidden(rev)) return undefined;
  const sets = new SuccessorsSets(repo.obsStore, (node) => repo.changelog.revOf(node) !== undefined).of(
    repo.node(p1),
  );
  if (sets.length > 0)
    return Math.max(
      ...sets.flatMap(({ successors }) => successors.map((node) => repo.changelog.revOf(node) ?? NULL_REV)),
    );
  let rev = p1;
  while (rev >= 0 && obsolete.has(rev)) rev = repo.graph.parent1(rev);
  return rev;
}

/** What is said after an update without a named destination: other heads there are. */
export function reportOtherHeads(repo: Repository, messages: Messages): void {
  if (repo.activeBookmark !== undefined) {
    reportOtherBookmarks(repo, repo.activeBookmark, messages);
    return;
  }
  const name = repo.workingBranch();
  const branch = repo.branches().get(name);
  const [p1] = repo.workingParents();
  if (branch === undefined || !branch.heads.includes(p1)) return;
  const others = branch.openHeads.filter((rev) => rev !== p1);
  if (repo.closesBranch(p1)) {
    messages.warn(`no open descendant heads on branch "${name}", updating to a closed head\n`);
    messages.warn(
      others.length > 0
        ? `(committing will reopen the head, use 'hg heads .' to see ${others.length} other heads)\n`
        : `(committing will reopen branch "${name}")\n`,
    );
  } else if (others.length > 0) {
    const [summary = ''] = repo.changeset(p1).description.split('\n');
    messages.status(`updated to "${repo.node(p1).slice(0, 12)}: ${summary}"\n`);
    messages.status(`${others.length} other heads for branch "${name}"\n`);
  }
}

/** Bookmarks that have diverged from one, itself included. */
function versions(repo: Repository, name: ByteString): readonly number[] {
  const base = name.split('@', 1)[0] as string;
  const revs: number[] = [];
  for (const [other, node] of repo.bookmarks())
    if (other.split('@', 1)[0] === base) revs.push(repo.revOf(node) as number);
  return revs;
}

function reportOtherBookmarks(repo: Repository, name: ByteString, messages: Messages): void {
  const here = repo.revOf(repo.bookmarks().get(name) as string);
  if (here !== repo.workingParents()[0]) return;
  const others = versions(repo, name).filter((rev) => rev !== here);
  if (others.length > 0) messages.status(`${others.length} other divergent bookmarks for "${name}"\n`);
}

function noDestination(message: ByteString, hint?: string): HgError {
  return new HgError('abort', message, hint === undefined ? {} : { hint });
}

const SEE_HEADS = "run 'hg heads' to see all heads, specify rev with -r";

/**
 * The only other head of the branch, or the bookmark that has diverged from the active one.
 * @param from other than the working directory's parent. @throws HgError in hg's words
 */
export function mergeDestination(repo: Repository, from?: number): number {
  const active = from === undefined ? repo.activeBookmark : undefined;
  if (active !== undefined) return divergedBookmark(repo, active);
  const name = from === undefined ? repo.workingBranch() : repo.branch(from);
  const p1 = from ?? repo.workingParents()[0];
  const heads = repo.branches().get(name)?.openHeads ?? [];
  const allHeads = repo.heads().length;
  if (!heads.includes(p1)) {
    if (allHeads <= 1) throw noDestination('nothing to merge', "use 'hg update' instead");
    throw noDestination(
      'working directory not at a head revision',
      "use 'hg update' or merge with an explicit revision",
    );
  }
  const others = heads.filter((rev) => rev !== p1 && !isAncestor(repo.graph, p1, rev));
  // Heads that a bookmark marks are not merged by chance.
  const marked = new Set([...repo.bookmarks().values()].map((node) => repo.revOf(node)));
  const anonymous = others.filter((rev) => !marked.has(rev));
  if (anonymous.length > 1)
    throw noDestination(
      `branch '${name}' has ${others.length + 1} heads - please merge with an explicit rev`,
      "run 'hg heads .' to see heads, specify rev with -r",
    );
  const [only] = anonymous;
  if (only !== undefined) return only;
  if (others.length > 0)
    throw noDestination('heads are bookmarked - please merge with an explicit rev', SEE_HEADS);
  if (allHeads > 1)
    throw noDestination(`branch '${name}' has one head - please merge with an explicit rev`, SEE_HEADS);
  throw noDestination('nothing to merge');
}

function divergedBookmark(repo: Repository, name: ByteString): number {
  const here = repo.revOf(repo.bookmarks().get(name) as string);
  const all = versions(repo, name);
  if (all.length === 2) return (all[0] === here ? all[1] : all[0]) as number;
  throw noDestination(
    all.length > 2
      ? 'multiple matching bookmarks to merge - please merge with an explicit rev or bookmark'
      : 'no matching bookmark to merge - please merge with an explicit rev or bookmark',
    SEE_HEADS,
  );
}
