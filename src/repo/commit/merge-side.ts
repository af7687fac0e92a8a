/** Which of the parents' versions a file of a merge goes on from, as `hg commit` finds it in what `hg merge` has left. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { commonAncestorsHeads } from '../../dag/index.js';
import type { Manifest, ManifestDifference } from '../../manifest/index.js';
import type { Filelog } from '../../store/index.js';
import type { MergeSide } from './new-changeset.js';

export interface MergeContext {
  readonly manifest1: Manifest;
  readonly manifest2: Manifest;
  /** Of the heads of the parents' common ancestors; computed once. */
  readonly ancestors: () => readonly Manifest[];
  /** See {@link leavesMergeState}; computed once. */
  readonly leavesState: () => boolean;
}

type Side = NonNullable<ManifestDifference['left']>;

function isSame(a: Side | undefined, b: Side | undefined): boolean {
  return a?.node === b?.node && a?.flags === b?.flags;
}

/** True when one side's version is that of the common ancestor; a change of the mode alone counts for nothing, except to or from a link. */
function isUnchanged(kept: Side | undefined, other: Side | undefined, base: Side | undefined): boolean {
  if (kept === undefined || base?.node !== kept.node) return false;
  return base.flags === kept.flags || ![base.flags, kept.flags, other?.flags].includes('l');
}

/**
 * For a merge that nobody interfered with, by the parents' common ancestors. Whatever the file's own history says: what merging kept is
 * the first parent's, what it took is the second one's, even where that is the older version. With several ancestors keeping wins.
 * @param nodes of the file in both parents.
 */
export function sideOfMerge(
  context: MergeContext,
  path: ByteString,
  filelog: Filelog,
  nodes: readonly [NodeId, NodeId],
): MergeSide {
  const entry1 = context.manifest1.entry(path);
  const entry2 = context.manifest2.entry(path);
  const bases = context.ancestors().map((manifest) => manifest.entry(path));
  const kin = sideOfKin(filelog, nodes);
  // What was kept is not noted anywhere: hg knows only that nothing else was noted of the file, and looks at that when there are notes at all.
  if (bases.some((base) => isUnchanged(entry2, entry1, base)))
    return kin === 'parent1' || context.leavesState() ? 'parent1' : kin;
  return bases.some((base) => isUnchanged(entry1, entry2, base)) ? 'parent2' : kin;
}

/** The younger of two versions, when one descends from the other. */
export function sideOfKin({ revlog, index }: Filelog, [node1, node2]: readonly [NodeId, NodeId]): MergeSide {
  const rev1 = index.rev(node1);
  const rev2 = index.rev(node2);
  const ancestors = commonAncestorsHeads(revlog, [rev1, rev2]);
  return ancestors.includes(rev1) ? 'parent2' : ancestors.includes(rev2) ? 'parent1' : 'both';
}

/**
 * True when merging notes anything: a file that is taken or merged, one that the second parent removed, one that one parent changed and the
 * other one removed. O(differences of the parents).
 */
export function leavesMergeState({
  manifest1,
  manifest2,
  ancestors,
}: Pick<MergeContext, 'manifest1' | 'manifest2' | 'ancestors'>): boolean {
  const bases = ancestors();
  return manifest1.diff(manifest2).some(({ path, left, right }) =>
    bases.every((manifest) => {
      const base = manifest.entry(path);
      if (left !== undefined && right !== undefined) return !isUnchanged(right, left, base);
      if (base === undefined) return false;
      return left !== undefined || !isSame(right, base);
    }),
  );
}
