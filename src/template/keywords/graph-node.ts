/** The character that stands for a changeset in a drawn history. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { RepoView } from '../../store/index.js';

/**
 * `@` parent of the working directory, `%` side of an unresolved merge, `x` obsolete, `*` unstable, `_` closes its
 * branch, `o` any other.
 */
export function graphNode(
  repo: Pick<
    RepoView,
    'workingParents' | 'node' | 'hasHidden' | 'obsoleteRevs' | 'instabilities' | 'changeset'
  >,
  rev: number,
  conflict?: { readonly local: NodeId; readonly other: NodeId },
): ByteString {
  if (rev < 0) return 'o';
  const [p1, p2] = repo.workingParents();
  if (rev === p1 || rev === p2) return '@';
  if (conflict !== undefined) {
    const node = repo.node(rev);
    if (node === conflict.local || node === conflict.other) return '%';
  }
  if (repo.hasHidden || repo.obsoleteRevs().length > 0) {
    if (repo.obsoleteRevs().includes(rev)) return 'x';
    if (repo.instabilities(rev).length > 0) return '*';
  }
  return repo.changeset(rev).closesBranch ? '_' : 'o';
}
