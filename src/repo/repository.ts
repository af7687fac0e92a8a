/** An opened repository: the store, the names around it and the working directory's state, behind one read-only view. */
import { type ByteString, type NodeId, NULL_REV, WDIR_NODE, WDIR_REV } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { headRevs } from '../dag/index.js';
import { readWorkingBranch, readWorkingParents } from '../dirstate/index.js';
import { LookupError } from '../errors/index.js';
import type { Manifest } from '../manifest/index.js';
import { compileMatcher, type Matcher, type PatternKind, pathAuditor } from '../match/index.js';
import {
  type BranchInfo,
  type Changelog,
  type Changeset,
  type FileRevision,
  type FileVersion,
  type Instabilities,
  type MatchOptions,
  type ObsStore,
  type Phase,
  type Phases,
  type RepoView,
  type RevlogStore,
  readActiveBookmark,
  type StatusLists,
  type TagFiles,
  type TagInfo,
} from '../store/index.js';
import { pathCopies, recordedCopies } from './copies.js';
import { StoredFileRevision } from './file-revision.js';
import { compileFileset } from './fileset/compile-fileset.js';
import { hiddenFate } from './hidden-fate.js';
import { fileLinkrevs, introducingAncestor } from './link-revisions/index.js';
import type { LocalText } from './local-text.js';
import { lookupSymbol } from './lookup.js';
import { Names, NamesByNode } from './names.js';
import { revsWithPrefix, shortestPrefix } from './node-prefixes.js';
import type { RepositoryPlace } from './place.js';
import { statusOfManifests } from './status.js';
import { hasSubrepos, subreposIn } from './subrepos/index.js';
import { Visibility } from './visibility.js';
import { hasContentFilters } from './working-copy/configured-filters.js';
import { ContentFilters } from './working-copy/content-filters.js';
import { statusBetween, WorkingContext } from './working-copy/working-context.js';
import { WORKING_ADDED_NODE, WORKING_MODIFIED_NODE } from './working-copy/working-nodes.js';

const NO_REVS: readonly number[] = [];
const NO_NAMES: readonly ByteString[] = [];

/**
 * Nothing is read before it is asked for, and everything read is kept: the object shows the repository as it was when its
 * parts were first used. Open another one to see what others have written since.
 */
export class Repository implements RepoView {
  readonly place: RepositoryPlace;
  readonly store: RevlogStore;
  readonly #showHidden: boolean;
  readonly #visibility: Visibility;
  #names: Names | undefined;
  #hidden: ReadonlySet<number> | undefined;
  #heads: readonly number[] | undefined;
  #bookmarks: ReadonlyMap<ByteString, NodeId> | undefined;
  #bookmarksByNode: NamesByNode | undefined;
  #workingParents: readonly [number, number] | undefined;
  readonly #texts: LocalText | undefined;
  #branches: ReadonlyMap<ByteString, BranchInfo> | undefined;
  #tags: ReadonlyMap<ByteString, TagInfo> | undefined;
  #tagsByNode: NamesByNode | undefined;
  #localRev = NULL_REV;
  #localChangeset: Changeset | undefined;
  #working: WorkingContext | undefined;
  #contentFilters: ContentFilters | null | undefined;
  #manifestRev = WDIR_REV;
  #manifest: Manifest | undefined;

  /** @param visibility shared with other views of the same repository. */
  constructor(place: RepositoryPlace, showHidden = false, visibility?: Visibility) {
    this.place = place;
    this.store = place.store;
    this.#texts = place.texts;
    this.#showHidden = showHidden;
    this.#visibility = visibility ?? new Visibility(place, () => this.workingParents());
  }

  /** Made when it is first asked for: a repository with a damaged changelog can still be opened, and recovered. */
  get #namesOfView(): Names {
    if (this.#names === undefined) {
      const visibility = this.#visibility;
      const showHidden = this.#showHidden;
      this.#names = new Names(this.place, {
        view: this,
        get hidden() {
          return showHidden ? NO_REVS : visibility.hidden;
        },
        filterName: showHidden ? '' : 'visible',
      });
    }
    return this.#names;
  }

  /** The same repository with hidden changesets shown, or not. */
  withHidden(showHidden: boolean): Repository {
    return showHidden === this.#showHidden ? this : new Repository(this.place, showHidden, this.#visibility);
  }

  /** Hidden changesets are shown. */
  get showsHidden(): boolean {
    return this.#showHidden;
  }

  get root(): ByteString {
    return this.place.workFs.root;
  }
  get config(): Config {
    return this.place.config;
  }
  /** Opened when it is first asked for. */
  get changelog(): Changelog {
    return this.store.changelog;
  }
  /** Also knows the parents of the working directory. */
  get graph(): Changelog {
    const { changelog } = this;
    changelog.workingParents ??= () => this.workingParents();
    return changelog;
  }
  get length(): number {
    return this.changelog.length;
  }
  get phases(): Phases {
    return this.#visibility.phases;
  }
  get obsStore(): ObsStore {
    return this.#visibility.obsStore;
  }

  // Visibility

  get #hiddenSet(): ReadonlySet<number> {
    this.#hidden ??= new Set(this.#showHidden ? NO_REVS : this.#visibility.hidden);
    return this.#hidden;
  }

  get hasHidden(): boolean {
    return this.#hiddenSet.size > 0;
  }

  isHidden(rev: number): boolean {
    return this.#hiddenSet.has(rev);
  }

  hiddenRevs(): readonly number[] {
    return this.#visibility.hidden;
  }

  tip(): number {
    let rev = this.length - 1;
    while (rev >= 0 && this.isHidden(rev)) rev--;
    return rev;
  }

  heads(): readonly number[] {
    if (this.#heads === undefined) {
      const heads = [...headRevs(this.changelog, this.hasHidden ? this.#hiddenSet : undefined)];
      this.#heads = heads.length === 0 ? [NULL_REV] : heads;
    }
    return this.#heads;
  }

  // Names

  node(rev: number): NodeId {
    return rev === WDIR_REV ? WDIR_NODE : this.changelog.node(rev);
  }

  revOf(node: NodeId): number | undefined {
    return node === WDIR_NODE ? WDIR_REV : this.changelog.revOf(node);
  }

  lookup(symbol: ByteString): number | undefined {
    return lookupSymbol(
      {
        view: this,
        matchNodes: (prefix) => revsWithPrefix(this.changelog, prefix),
        hiddenFate: (rev) =>
          hiddenFate(this.obsStore, (node) => this.changelog.revOf(node) !== undefined, this.node(rev)),
      },
      symbol,
    );
  }

  /** As {@link lookup}. @throws LookupError when nothing has the name. */
  rev(symbol: ByteString): number {
    const rev = this.lookup(symbol);
    if (rev === undefined) throw new LookupError(symbol, `unknown revision '${symbol}'`);
    return rev;
  }

  matchPrefix(hexPrefix: string): readonly number[] {
    return revsWithPrefix(this.changelog, hexPrefix).filter((rev) => !this.isHidden(rev));
  }

  shortestPrefix(node: NodeId, minLength: number): string {
    return shortestPrefix(this.changelog, node, minLength);
  }

  branches(): ReadonlyMap<ByteString, BranchInfo> {
    this.#branches ??= this.#texts?.branches(this.#namesOfView.branches()) ?? this.#namesOfView.branches();
    return this.#branches;
  }
  branch(rev: number): ByteString {
    if (rev === WDIR_REV) return this.workingBranch();
    const name = this.#namesOfView.revBranches.branch(rev);
    return this.#texts?.toLocal(name) ?? name;
  }
  closesBranch(rev: number): boolean {
    return rev !== WDIR_REV && this.#namesOfView.revBranches.closesBranch(rev);
  }
  tags(): ReadonlyMap<ByteString, TagInfo> {
    this.#tags ??= this.#texts?.tags(this.#namesOfView.tags()) ?? this.#namesOfView.tags();
    return this.#tags;
  }
  tagsAt(node: NodeId): readonly ByteString[] {
    this.#tagsByNode ??= new NamesByNode([...this.tags().values()].map((tag) => [tag.name, tag.node]));
    return this.#tagsByNode.at(node);
  }

  /** What the tag files say, removed tags included, by stored names. Read anew each time. */
  tagFiles(): TagFiles {
    return this.#namesOfView.tagFiles();
  }

  bookmarks(): ReadonlyMap<ByteString, NodeId> {
    this.#bookmarks ??= this.#texts?.names(this.#visibility.bookmarks) ?? this.#visibility.bookmarks;
    return this.#bookmarks;
  }
  bookmarksAt(node: NodeId): readonly ByteString[] {
    this.#bookmarksByNode ??= new NamesByNode(this.bookmarks());
    return this.#bookmarksByNode.at(node);
  }
  get activeBookmark(): ByteString | undefined {
    const name = readActiveBookmark(this.place.store.places.hgFs, this.#visibility.bookmarks);
    return name === undefined ? undefined : (this.#texts?.toLocal(name) ?? name);
  }

  // Working directory

  workingParents(): readonly [number, number] {
    if (this.#workingParents === undefined) {
      const { hgFs, requirements } = this.place.store.places;
      const [p1, p2] =
        this.place.pendingParents?.() ?? readWorkingParents(hgFs, requirements.has('dirstate-v2'));
      this.#workingParents = [this.#workingParent(p1), this.#workingParent(p2)];
    }
    return this.#workingParents;
  }

  /** An unknown parent counts as null, as in hg, which warns. */
  #workingParent(node: NodeId): number {
    const rev = this.changelog.revOf(node);
    if (rev !== undefined) return rev;
    this.place.warn(`warning: ignoring unknown working parent ${node.slice(0, 12)}!`);
    return NULL_REV;
  }

  workingBranch(): ByteString {
    const name = readWorkingBranch(this.place.store.places.hgFs);
    return this.#texts?.toLocal(name) ?? name;
  }

  // Obsolescence

  phase(rev: number): Phase {
    return rev === WDIR_REV
      ? Math.max(1, ...this.workingParents().map((parent) => this.phase(parent)))
      : this.phases.phase(rev);
  }
  revsInPhase(phase: Phase): readonly number[] {
    const revs = this.phases.revsInPhase(phase);
    return this.hasHidden ? revs.filter((rev) => !this.isHidden(rev)) : revs;
  }

  /** @param which of the sets; without markers all are empty, and phases of all revisions need not be known. */
  #visibleOf(which: (sets: Instabilities) => ReadonlySet<number>): readonly number[] {
    if (this.obsStore.isEmpty) return NO_REVS;
    const revs = which(this.#visibility.instabilities);
    return [...revs].filter((rev) => !this.isHidden(rev)).sort((a, b) => a - b);
  }
  obsoleteRevs(): readonly number[] {
    return this.#visibleOf(({ obsolete }) => obsolete);
  }
  orphanRevs(): readonly number[] {
    return this.#visibleOf(({ orphan }) => orphan);
  }
  phaseDivergentRevs(): readonly number[] {
    return this.#visibleOf(({ phaseDivergent }) => phaseDivergent);
  }
  contentDivergentRevs(): readonly number[] {
    return this.#visibleOf(({ contentDivergent }) => contentDivergent);
  }
  extinctRevs(): readonly number[] {
    return this.#visibleOf(({ extinct }) => extinct);
  }
  instabilities(rev: number): readonly string[] {
    if (this.obsStore.isEmpty) return NO_NAMES;
    const { orphan, contentDivergent, phaseDivergent } = this.#visibility.instabilities;
    if (orphan.size + contentDivergent.size + phaseDivergent.size === 0) return NO_NAMES;
    const found: string[] = [];
    if (orphan.has(rev)) found.push('orphan');
    if (phaseDivergent.has(rev)) found.push('phase-divergent');
    if (contentDivergent.has(rev)) found.push('content-divergent');
    return found;
  }

  // Contents

  /** The working directory seen as a revision: a moment of it, looked at when first asked for. */
  workingContext(): WorkingContext {
    this.#working ??= new WorkingContext(this);
    return this.#working;
  }

  /** What contents go through on their way to and from the working directory; undefined when they stay what they are. */
  get contentFilters(): ContentFilters | undefined {
    if (this.#contentFilters === undefined)
      this.#contentFilters = hasContentFilters(this.config) ? new ContentFilters(this) : null;
    return this.#contentFilters ?? undefined;
  }

  /** @throws HgError for the working directory of somebody without a name. */
  changeset(rev: number): Changeset {
    if (rev === WDIR_REV) return this.workingContext().changeset();
    const texts = this.#texts;
    if (texts === undefined || rev < 0) return this.changelog.changeset(rev);
    if (this.#localRev !== rev || this.#localChangeset === undefined) {
      this.#localChangeset = texts.changeset(this.changelog.changeset(rev));
      this.#localRev = rev;
    }
    return this.#localChangeset;
  }

  manifest(rev: number): Manifest {
    if (rev === WDIR_REV) return this.workingContext().manifest;
    if (this.#manifest === undefined || this.#manifestRev !== rev) {
      this.#manifest = this.store.manifests.manifest(this.changeset(rev).manifestNode);
      this.#manifestRev = rev;
    }
    return this.#manifest;
  }

  manifestRev(node: NodeId): number | undefined {
    return this.store.manifests.root.index.revOf(node);
  }

  file(rev: number, path: ByteString): FileRevision | undefined {
    if (rev === WDIR_REV) return this.workingContext().file(path);
    const node = this.manifest(rev).find(path);
    return node === undefined ? undefined : this.fileByNode(path, node);
  }

  /** A version of a file by its own node. @throws LookupError. */
  fileByNode(path: ByteString, node: NodeId): FileRevision {
    if (node === WORKING_MODIFIED_NODE || node === WORKING_ADDED_NODE) {
      const file = this.workingContext().file(path);
      if (file !== undefined) return file;
    }
    return new StoredFileRevision(
      this.store.file(path),
      node,
      this.config.get('censor', 'policy') === 'ignore',
    );
  }

  status(
    from: number,
    to: number,
    matcher?: Matcher,
    options: { readonly clean?: boolean } = {},
  ): StatusLists {
    if (from === WDIR_REV || to === WDIR_REV)
      return statusBetween(this, from, to, { matcher, clean: options.clean === true });
    return statusOfManifests(this.manifest(from), this.manifest(to), matcher, options);
  }

  copiesFromParent1(rev: number): ReadonlyMap<ByteString, ByteString> {
    if (rev === WDIR_REV) return this.workingContext().copies();
    return recordedCopies(this, rev);
  }

  pathCopies(from: number, to: number, matcher?: Matcher): ReadonlyMap<ByteString, ByteString> {
    if (from === WDIR_REV || to === WDIR_REV) return this.workingContext().copiesBetween(from, to, matcher);
    return pathCopies(
      { view: this, fileByNode: (path, node) => this.fileByNode(path, node) },
      from,
      to,
      matcher,
    );
  }

  fileLinkrevs(path: ByteString): readonly number[] {
    return fileLinkrevs(this, this.store, this.#visibility.linkRevisions, path);
  }

  introducingRev(version: FileVersion, from: number, inclusive: boolean): number | undefined {
    return introducingAncestor(this.#visibility.linkRevisions, this.store, version, from, inclusive);
  }

  trackedPaths(): Iterable<ByteString> {
    return this.store.trackedPaths();
  }

  /** Checks paths that are named: those in nested repositories that this one knows of are fine. */
  pathAuditor(): (path: ByteString) => void {
    return pathAuditor(
      this.place.workFs,
      (directory) => hasSubrepos(this, WDIR_REV) && subreposIn(this).isKnownSubrepo(this, directory),
    );
  }

  matcher(patterns: readonly ByteString[], options: MatchOptions = {}): Matcher {
    const { cwd = '', defaultKind = 'glob', include = [], exclude = [], rev } = options;
    const from = cwd.startsWith('/') ? cwd : cwd === '' ? this.root : `${this.root}/${cwd}`;
    return compileMatcher({
      root: this.root,
      cwd: from,
      patterns,
      include,
      exclude,
      defaultKind: defaultKind as PatternKind,
      fs: this.place.workFs,
      // What is on disk has nothing to do with what a revision holds.
      audit: rev === undefined || rev === WDIR_REV ? this.pathAuditor() : pathAuditor(),
      fileset: (expression) => compileFileset(expression, { repo: this, rev, cwd: from }),
      warn: this.place.warn,
    });
  }
}
