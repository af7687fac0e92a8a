/** What templates need besides the repository: services of the rows beside and above, injected. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { HgDate } from '../dates/index.js';
import type { Matcher } from '../match/index.js';
import type { Clock } from '../platform/index.js';
import type { RepoView } from '../store/index.js';

/** One obsolescence marker as templates show it. */
export interface MarkerView {
  readonly predecessor: NodeId;
  readonly successors: readonly NodeId[];
  readonly flags: number;
  /** Parents of the predecessor, where they were recorded. */
  readonly parents: readonly NodeId[] | undefined;
  readonly date: HgDate;
  /** `user`, `operation`, `ef1`... */
  readonly metadata: ReadonlyMap<ByteString, ByteString>;
}

/** One set of successors of an obsolete changeset, with the markers that lead there. */
export interface SuccessorsSet {
  readonly successors: readonly NodeId[];
  readonly markers: readonly MarkerView[];
}

/** One reason why a changeset is unstable. */
export interface InstabilityReason {
  readonly instability: ByteString;
  readonly reason: ByteString;
  readonly divergentNodes: readonly NodeId[];
  readonly node: NodeId;
}

/** Obsolescence beyond what RepoView tells. */
export interface ObsolescenceView {
  /** Closest visible predecessors of a changeset. */
  closestPredecessors(rev: number): readonly NodeId[];
  /** Sets of closest visible successors, with markers. */
  successorsAndMarkers(rev: number): readonly SuccessorsSet[];
  /** Sets of the last successors. */
  successorsSets(rev: number): readonly (readonly NodeId[])[];
  whyUnstable(rev: number): readonly InstabilityReason[];
}

export type Verbosity = 'debug' | 'verbose' | 'quiet' | '';

/** Optional members are services that a caller may lack; what depends on them then aborts with a message that says so. */
export interface TemplateResources {
  readonly config: Config;
  readonly repo: RepoView | undefined;
  readonly clock: Clock;
  readonly verbosity: Verbosity;
  /** Who works here: the name on new changesets; `ui.username` when absent. */
  userName?(): ByteString | undefined;
  /** Columns of the terminal. */
  terminalWidth(): number;
  /** Wraps text in the colour of labels (space separated); identity when absent. */
  label?(text: ByteString, label: ByteString): ByteString;
  /** Revisions of a revset expression whose arguments are already filled in, in the set's order. */
  revset?(expression: ByteString): readonly number[];
  /** Compiles file patterns (any kind, relative to the current directory) for a revision. */
  matcher?(rev: number, include: readonly ByteString[], exclude: readonly ByteString[]): Matcher;
  /** Text of the changes against the first parent, with the diff options of the configuration. */
  diff?(rev: number, matcher: Matcher | undefined): ByteString;
  /** Number of files and lines that differ from the first parent. */
  diffStat?(rev: number): { readonly files: number; readonly added: number; readonly removed: number };
  /** A path of the repository as seen from the current directory. */
  relativePath?(path: ByteString): ByteString;
  /** `good`, `bad (implicit)`...; undefined when the changeset is no part of a bisection. */
  bisectLabel?(rev: number): ByteString | undefined;
  /** The sides of a merge with unresolved files. */
  mergeConflict?(): { readonly local: NodeId; readonly other: NodeId } | undefined;
  /** Environment variables that `experimental.exportableenviron` exports. */
  readonly environment?: ReadonlyMap<ByteString, ByteString>;
  /** Content of a file in the working directory (`.mailmap`), or undefined. */
  workingFile?(path: ByteString): ByteString | undefined;
  /** Value of an `extdata` source for a revision. @throws HgError for an unknown source. */
  extdata?(source: ByteString, rev: number): ByteString;
  /** The UTF-8 of a text in the local encoding, of a stored text as it was stored; identity when absent. */
  storedText?(local: ByteString): ByteString;
  readonly obsolescence?: ObsolescenceView;
}
