/** Which changeset introduced a file version, as seen from a given descendant. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import type { RepoView } from '../../store/index.js';

/**
 * A filelog stores one link for each version, to the changeset that first brought it. When the same version was made on
 * another branch too, or that changeset is hidden, the link leads outside of the history that is looked at; then the
 * changeset in that history is searched for.
 */
export class Introductions {
  readonly #view: RepoView;
  readonly #history: LazyAncestors;

  /** @param rev the history looked at is this revision's, itself included. */
  constructor(view: RepoView, rev: number) {
    this.#view = view;
    this.#history = new LazyAncestors(view.graph, rev < 0 ? [] : [rev], { inclusive: true });
  }

  /**
   * The changeset that brought a version of `path` to `from`, whose link is `linkrev`.
   * @param inclusive whether `from` itself may be the one.
   */
  revOf(path: ByteString, node: NodeId, linkrev: number, from: number, inclusive: boolean): number {
    if (this.#history.has(linkrev) || from < 0) return linkrev;
    // Only wrong manifests lead to no changeset; hg takes the link then.
    return this.#view.introducingRev({ path, node, linkrev }, from, inclusive) ?? linkrev;
  }
}
