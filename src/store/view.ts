/**
 * The read-only view of a repository that the languages (`revset/`, `template/`) and the read commands work on.
 * `repo/` implements it; tests implement it in memory. Revisions are numbers, -1 is null; hidden revisions are still
 * readable here by number, but `isHidden` says so and names do not resolve to them.
 */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { Graph } from '../dag/index.js';
import type { Manifest } from '../manifest/index.js';
import type { Matcher } from '../match/index.js';
import type { Changeset } from './changeset.js';

/** 0 public, 1 draft, 2 secret, 32 archived, 96 internal. */
export type Phase = number;
export const PHASE_NAMES: Readonly<Record<number, string>> = {
  0: 'public',
  1: 'draft',
  2: 'secret',
  32: 'archived',
  96: 'internal',
};

export interface BranchInfo {
  readonly name: ByteString;
  /** All visible heads of the branch, ascending, closed ones included. */
  readonly heads: readonly number[];
  /** The heads that do not close the branch. */
  readonly openHeads: readonly number[];
  /** The branch's tip: the highest open head, or the highest head when all are closed. */
  readonly tip: number;
  readonly closed: boolean;
}

export interface TagInfo {
  readonly name: ByteString;
  readonly node: NodeId;
  /** `tip` is the pseudo tag. */
  readonly kind: 'global' | 'local' | 'tip' | ByteString;
}

/** Which files differ between two revisions; every list is in byte order. */
export interface StatusLists {
  readonly modified: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
  readonly clean: readonly ByteString[];
}

/** One version of one file. */
export interface FileRevision {
  readonly path: ByteString;
  readonly node: NodeId;
  /** Revision number in the filelog. */
  readonly filerev: number;
  /** As stored in the filelog: a changelog revision, not adjusted to any descendant. */
  readonly linkrev: number;
  readonly parents: readonly NodeId[];
  /** Copy source recorded with this version. */
  readonly copiedFrom: { readonly path: ByteString; readonly node: NodeId } | undefined;
  /** Content without metadata, its hash checked. Throws CorruptionError, or HgError `abort` when censored. */
  content(): Uint8Array;
  size(): number;
}

/** A version of a file, and the changeset that its filelog links to. */
export interface FileVersion {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly linkrev: number;
}

export interface RepoView {
  /** Absolute path of the working directory's root. */
  readonly root: ByteString;
  readonly config: Config;

  /** All revisions, hidden ones included. */
  readonly graph: Graph;
  /** Number of revisions, hidden ones included. */
  readonly length: number;
  isHidden(rev: number): boolean;
  /** True when anything is hidden at all (fast paths). */
  readonly hasHidden: boolean;
  /** What the ordinary view hides, ascending, also where this view shows it. */
  hiddenRevs(): readonly number[];
  /** Highest visible revision, or -1. */
  tip(): number;
  /** Visible heads, ascending; [-1] for an empty repository. */
  heads(): readonly number[];

  node(rev: number): NodeId;
  /** Revision of a full node, hidden or not; undefined when unknown. */
  revOf(node: NodeId): number | undefined;
  /**
   * Resolves one symbol as hg does: `.`, `null`, `tip`, number, full node, bookmark, tag, branch, unambiguous node prefix,
   * `x`-prefixed one when configured.
   * Returns undefined when nothing has that name. Throws LookupError when ambiguous or hidden.
   */
  lookup(symbol: ByteString): number | undefined;
  /** Visible revisions whose node starts with the hex prefix (at most two are returned). */
  matchPrefix(hexPrefix: string): readonly number[];
  /** Shortest hex prefix, of at least `minLength` digits, that names the node unambiguously. */
  shortestPrefix(node: NodeId, minLength: number): string;

  changeset(rev: number): Changeset;
  branch(rev: number): ByteString;
  phase(rev: number): Phase;
  /** Revisions that are not public, ascending, per phase (fast path of `draft()` and friends). */
  revsInPhase(phase: Phase): readonly number[];

  branches(): ReadonlyMap<ByteString, BranchInfo>;
  tags(): ReadonlyMap<ByteString, TagInfo>;
  /** Names of the tags at a node, sorted, `tip` included. */
  tagsAt(node: NodeId): readonly ByteString[];
  bookmarks(): ReadonlyMap<ByteString, NodeId>;
  readonly activeBookmark: ByteString | undefined;
  bookmarksAt(node: NodeId): readonly ByteString[];

  /** Parents of the working directory as revisions; [-1, -1] for none. */
  workingParents(): readonly [number, number];
  /** Branch that the next commit will be on. */
  workingBranch(): ByteString;

  /** Obsolete (a predecessor of a marker, and not public), ascending. */
  obsoleteRevs(): readonly number[];
  orphanRevs(): readonly number[];
  phaseDivergentRevs(): readonly number[];
  contentDivergentRevs(): readonly number[];
  extinctRevs(): readonly number[];
  /** `orphan`, `phase-divergent`, `content-divergent`. */
  instabilities(rev: number): readonly string[];

  manifest(rev: number): Manifest;
  /** Revision of a node in the manifest's own log; undefined when unknown. */
  manifestRev(node: NodeId): number | undefined;
  /** The version of a file in a changeset; undefined when not tracked there. */
  file(rev: number, path: ByteString): FileRevision | undefined;
  /** A version of a file by its own node. @throws LookupError. */
  fileByNode(path: ByteString, node: NodeId): FileRevision;
  /** Files changed from `from` to `to` (`clean` only when asked). */
  status(from: number, to: number, matcher?: Matcher, options?: { clean?: boolean }): StatusLists;
  /** Copies and renames between a revision and its first parent: destination -> source. */
  copiesFromParent1(rev: number): ReadonlyMap<ByteString, ByteString>;
  /** Copies and renames between two revisions: destination in `to` -> source in `from`. */
  pathCopies(from: number, to: number, matcher?: Matcher): ReadonlyMap<ByteString, ByteString>;
  /** Changelog revisions that introduced versions of a file, ascending, hidden ones removed, from its filelog. */
  fileLinkrevs(path: ByteString): readonly number[];
  /**
   * The highest ancestor of `from` (or `from` itself, when `inclusive`) that lists a file and holds a version of it: the changeset
   * that introduced the version, as seen from there, when its own one is none. Undefined when there is none.
   */
  introducingRev(version: FileVersion, from: number, inclusive: boolean): number | undefined;
  /** All paths ever tracked, in byte order (what `store` lists). */
  trackedPaths(): Iterable<ByteString>;

  /** Compiles patterns given on a command line or in a language, relative to `cwd` inside the repository. */
  matcher(patterns: readonly ByteString[], options?: MatchOptions): Matcher;
}

export interface MatchOptions {
  readonly include?: readonly ByteString[];
  readonly exclude?: readonly ByteString[];
  /** Kind of patterns without a prefix: `relpath` on the command line, `path` in the languages. */
  readonly defaultKind?: string;
  /** Directory the patterns are relative to, from the root (`''` is the root). */
  readonly cwd?: ByteString;
  /** Revision for `set:` patterns. */
  readonly rev?: number;
}
