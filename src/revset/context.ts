/** What a query may need beside the repository's view. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { HgDate } from '../dates/index.js';
import type { Clock } from '../platform/index.js';
import type { StatusLists } from '../store/index.js';

/** What `bisect` has recorded, as revisions. */
export interface BisectState {
  readonly good: readonly number[];
  readonly bad: readonly number[];
  readonly skip: readonly number[];
  readonly current: readonly number[];
}

/** The changeset that a commit now would make. */
export interface WorkingContext {
  readonly user: ByteString;
  readonly date: HgDate;
  status(): StatusLists;
  /** Tracked paths, in byte order. */
  paths(): Iterable<ByteString>;
}

/**
 * Everything but the clock is optional; a function of the language that needs what is missing fails with hg's message
 * for that situation, or one that says what is missing.
 */
export interface RevsetContext {
  readonly clock: Clock;
  /** Directory that patterns are relative to: absolute, or below the root (`''` is the root). */
  readonly cwd?: ByteString;
  readonly working?: WorkingContext;
  /** `merge.preferancestor`: of several greatest common ancestors the first one named here counts. */
  readonly preferredAncestors?: readonly ByteString[];
  /** A number in [0, 1) for `sort(x, random)`. */
  random?(): number;
  bisect?(): BisectState;
  /** The sides of an unresolved merge. */
  conflict?(): { readonly local: NodeId; readonly other: NodeId } | undefined;
  /** Where `update` would go by itself; where `merge` would, from a revision or from the working directory. */
  updateDestination?(): number;
  mergeDestination?(from: number | undefined): number;
  /** Revisions that came with a bundle given by `-R`. */
  bundleRevs?(): readonly number[];
  /** Nodes and their values from an `[extdata]` source; undefined for an unknown source. */
  externalData?(source: ByteString): Iterable<NodeId> | undefined;
  /** Nodes that a remote repository lacks. */
  outgoing?(path: ByteString): readonly number[];
  /** Node that a remote repository has under a name; undefined when it is not in this one. */
  remote?(identifier: ByteString, path: ByteString): NodeId | undefined;
  /** All successors of nodes, the nodes included. */
  successors?(nodes: Iterable<NodeId>): Iterable<NodeId>;
  /** All predecessors of nodes, the nodes included. */
  predecessors?(nodes: Iterable<NodeId>): Iterable<NodeId>;
  /** Lines of a file outside the repository. Throws when it cannot be read. */
  readLines?(path: ByteString): readonly ByteString[];
  /** Revisions that changed lines `from` to `to` (0-based, end excluded) of a file as of a revision. */
  followLines?(path: ByteString, rev: number, from: number, to: number, descend: boolean): readonly number[];
  /** Text of the changes of a revision, for `matching(x, diff)`. */
  diff?(rev: number): ByteString;
  /** Revisions in the working directory's stack, for `stack()`. */
  stack?(base: number | undefined): readonly number[];
}
