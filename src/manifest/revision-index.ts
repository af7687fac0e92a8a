/** What every kind of storage (files, manifests, the changelog) can say about its revisions without reading any text. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Graph } from '../dag/index.js';

export interface RevisionIndex extends Graph {
  /** Revision -1 is the null node. @throws LookupError for a number that is not a revision. */
  node(rev: number): NodeId;
  /** -1 for the null node, undefined for an unknown one. */
  revOf(node: NodeId): number | undefined;
  /** As {@link revOf}. @throws LookupError when unknown. */
  rev(node: NodeId): number;
  /** Changelog revision that introduced this one. */
  linkrev(rev: number): number;
  /** Revision of a full node, a revision number in decimal, or an unambiguous hex prefix. @throws LookupError. */
  lookup(key: ByteString): number;
  /** Revisions without children, ascending; [-1] when there are no revisions. */
  heads(): readonly number[];
  children(rev: number): readonly number[];
  /** Heads of the common ancestors of two revisions, ascending. */
  commonAncestorsHeads(a: number, b: number): readonly number[];
  /** Everything that descends from the given revisions, themselves not included, ascending. */
  descendants(revs: Iterable<number>): Iterable<number>;
}
