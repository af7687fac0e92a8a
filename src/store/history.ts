/** What the small files around the changelog (phases, tags, branches, markers) need to know of it. */
import type { NodeId } from '../bytes/index.js';
import type { Graph } from '../dag/index.js';

/** The changelog as a graph with names. All revisions, hidden ones included. */
export interface History extends Graph {
  node(rev: number): NodeId;
  /** Revision of a full node; undefined when unknown; -1 for the null node. */
  revOf(node: NodeId): number | undefined;
  /** First four bytes of the node as an unsigned big-endian number: what hg's caches compare. Allocates nothing. */
  nodePrefix(rev: number): number;
  /** The 20 bytes of the node, to the start of `target`: for walks over many. */
  copyNode?(rev: number, target: Uint8Array): void;
}
