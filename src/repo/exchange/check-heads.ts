/** Refuses pushes that would leave the other side with more heads than before. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { headsOf, onlyRevs } from '../../dag/index.js';
import { StateError } from '../../errors/index.js';
import type { ExchangeUi } from '../../exchange/index.js';
import type { ObsStore } from '../../store/index.js';
import type { Repository } from '../repository.js';

export interface HeadCheck {
  /** Shows hidden changesets, too, and names as they are stored. */
  readonly repo: Repository;
  /** What will be sent, ascending. */
  readonly missing: Int32Array;
  /** Whether the other side will have a changeset of this one after the push. */
  readonly isFutureCommon: (rev: number) => boolean;
  readonly remoteBranches: ReadonlyMap<ByteString, readonly NodeId[]>;
  /** Bookmarks that the other side has or will get: their changesets may be heads. */
  readonly bookmarkedNodes: ReadonlySet<NodeId>;
  readonly newBranch: boolean;
  readonly ui: ExchangeUi;
}

interface BranchHeads {
  /** The other side's heads before, undefined when it has no such branch; those that are unknown here included. */
  readonly before: ReadonlySet<NodeId> | undefined;
  readonly after: ReadonlySet<NodeId>;
  /** Heads of the other side that are unknown here, and stay. */
  readonly unknown: readonly NodeId[];
}

const HEADS_HELP = "see 'hg help push' for details about pushing new heads";
/** More than this many are counted, not listed. */
const MOST_LISTED = 4;

/** @throws StateError in hg's words. O(what is sent, and the range that the heads span) */
export function checkHeads(check: HeadCheck): void {
  const { repo, missing, remoteBranches, ui } = check;
  const sent = new Map<ByteString, number[]>();
  for (const rev of missing) {
    const branch = repo.branch(rev);
    const revs = sent.get(branch);
    if (revs === undefined) sent.set(branch, [rev]);
    else revs.push(rev);
  }
  const created = [...sent.keys()].filter((branch) => !remoteBranches.has(branch)).sort();
  if (created.length > 0 && !check.newBranch) refuseBranches(repo, created);
  let message: string | undefined;
  let hint: string | undefined;
  for (const branch of [...sent.keys()].sort()) {
    const heads = branchHeads(check, branch, sent.get(branch) as number[]);
    if (heads.unknown.length > 0)
      ui.status(
        `remote has heads on branch '${branch}' that are not known locally: ${listed(repo, heads.unknown)}\n`,
      );
    let added: NodeId[] = [];
    if (heads.before === undefined) {
      if (heads.after.size > 1) {
        added = [...heads.after];
        message ??= `push creates new branch '${branch}' with multiple heads`;
        hint ??= `merge or ${HEADS_HELP}`;
      }
    } else if (heads.after.size > heads.before.size) {
      const { before } = heads;
      added = [...heads.after].filter((node) => !before.has(node) && !check.bookmarkedNodes.has(node)).sort();
    }
    if (added.length === 0) continue;
    if (message === undefined) {
      const [first] = added as [NodeId];
      const bookmarks = repo.bookmarksAt(first);
      message = `push creates new remote head ${first.slice(0, 12)}`;
      if (branch !== 'default') message += ` on branch '${branch}'`;
      else if (bookmarks.length > 0) message += ` with bookmark '${bookmarks[0]}'`;
      hint = heads.unknown.length > 0 ? `pull and merge or ${HEADS_HELP}` : `merge or ${HEADS_HELP}`;
    }
    ui.note(`new remote heads on branch '${branch}':\n`);
    for (const node of added) ui.note(` ${node.slice(0, 12)}\n`);
  }
  if (message !== undefined) throw new StateError(message, hint === undefined ? {} : { hint });
}

function listed({ config }: Repository, nodes: readonly NodeId[]): ByteString {
  const most = config.getBool('ui', 'verbose') ? nodes.length : MOST_LISTED;
  const shown = nodes.slice(0, most).map((node) => node.slice(0, 12));
  const rest = nodes.length - shown.length;
  return rest > 0 ? `${shown.join(' ')} and ${rest} others` : shown.join(' ');
}

function refuseBranches(repo: Repository, created: readonly ByteString[]): never {
  const branches = repo.withHidden(false).branches();
  const closed = created.filter((branch) => branches.get(branch)?.closed === true).length;
  throw new StateError(
    `push creates new remote branches: ${created.join(', ')}${closed > 0 ? ` (${closed} closed)` : ''}`,
    { hint: "use 'hg push --new-branch' to create new remote branches" },
  );
}

function branchHeads(check: HeadCheck, branch: ByteString, sent: readonly number[]): BranchHeads {
  const { repo } = check;
  const remote = check.remoteBranches.get(branch);
  const known: number[] = [];
  const unknown: NodeId[] = [];
  for (const node of remote ?? []) {
    const rev = repo.revOf(node);
    if (rev === undefined) unknown.push(node);
    else known.push(rev);
  }
  const heads = headsOf(repo.graph, [...known, ...sent]).map((rev) => repo.node(rev));
  const { kept, replaced } = withoutReplaced(check, [...heads, ...unknown]);
  const stays = unknown.filter((node) => !replaced.has(node)).sort();
  return {
    before: remote === undefined ? undefined : new Set([...known.map((rev) => repo.node(rev)), ...stays]),
    after: new Set([...kept, ...stays]),
    unknown: stays,
  };
}

/**
 * Heads that markers pushed along will make obsolete do not count: a head is replaced when each changeset that only it leads to is, and
 * none of them is public.
 */
function withoutReplaced(
  check: HeadCheck,
  heads: readonly NodeId[],
): { kept: readonly NodeId[]; replaced: ReadonlySet<NodeId> } {
  const { repo } = check;
  const local = heads.filter((node) => repo.revOf(node) !== undefined);
  if (repo.obsStore.isEmpty || local.length <= 1) return { kept: heads, replaced: new Set() };
  const kept = new Set(heads.filter((node) => repo.revOf(node) === undefined));
  const replaced = new Set<NodeId>();
  const obsolete = new Set(repo.obsoleteRevs());
  const open = new Set(local);
  for (const head of local) {
    open.delete(head);
    const rev = repo.revOf(head) as number;
    if (repo.phases.isPublic(rev) || !obsolete.has(rev)) {
      kept.add(head);
      continue;
    }
    const others = [...open, ...kept].map((node) => repo.revOf(node) ?? -1).filter((other) => other >= 0);
    const own = onlyRevs(repo.graph, [rev], others);
    const branch = repo.branch(rev);
    const stays = [...own].some((one) => {
      if (repo.phases.isPublic(one)) return true;
      if (repo.branch(one) !== branch) return false;
      const node = repo.node(one);
      return (node !== head && heads.includes(node)) || !isReplacedBy(check, repo.obsStore, node);
    });
    if (stays) kept.add(head);
    else replaced.add(head);
  }
  return { kept: [...kept], replaced };
}

/** Whether the other side will have what a changeset was rewritten to, or pruned onto. */
function isReplacedBy({ repo, isFutureCommon }: HeadCheck, obsStore: ObsStore, node: NodeId): boolean {
  const seen = new Set([node]);
  for (const current of seen) {
    const rev = repo.revOf(current);
    if (current !== node && rev !== undefined && isFutureCommon(rev)) return true;
    for (const marker of obsStore.successorMarkers(current)) {
      const { successors, parents } = obsStore.marker(marker);
      for (const next of successors.length > 0 ? successors : (parents ?? [])) seen.add(next);
    }
  }
  return false;
}
