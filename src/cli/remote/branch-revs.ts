/** Which changesets of another repository `#NAME` and `--branch` mean. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Peer } from '../../exchange/index.js';
import type { Repository } from '../../repo/index.js';

export interface BranchRevs {
  /** Revisions asked for, branches resolved; undefined for everything. Names and full nodes. */
  readonly revs: readonly ByteString[] | undefined;
  /** What to update to: the first of them. */
  readonly checkout: ByteString | undefined;
}

/**
 * @param fragment what followed `#` of the URL: a branch, or any revision.
 * @param branches `--branch`; `.` is the branch of the working directory.
 * @throws HgError "unknown branch".
 */
export async function addBranchRevs(
  peer: Pick<Peer, 'branchMap'>,
  local: Repository | undefined,
  wanted: { fragment: ByteString | undefined; branches: readonly ByteString[]; revs: readonly ByteString[] },
): Promise<BranchRevs> {
  const { fragment, branches, revs } = wanted;
  if (fragment === undefined && branches.length === 0)
    return { revs: revs.length === 0 ? undefined : revs, checkout: revs[0] };
  const out: ByteString[] = [...revs];
  const map = await peer.branchMap();
  const add = (branch: ByteString): boolean => {
    let name = branch;
    if (branch === '.') {
      if (local === undefined) throw new HgError('abort', 'dirstate branch not accessible');
      name = local.workingBranch();
    }
    const heads: readonly NodeId[] | undefined = map.get(name);
    if (heads === undefined) return false;
    out.push(...[...heads].reverse());
    return true;
  };
  for (const branch of branches) if (!add(branch)) throw new HgError('abort', `unknown branch '${branch}'`);
  if (fragment !== undefined && !add(fragment)) out.push(fragment);
  return { revs: out, checkout: out[0] };
}
