/** The diffs of all files that differ between two revisions, the working directory among them. */
import { type ByteString, NULL_NODE, WDIR_NODE, WDIR_REV } from '../../bytes/index.js';
import {
  type DiffOptions,
  type DiffServices,
  diffFiles,
  type FileDiff,
  type FilePair,
  type FileSide,
  formatDiffDate,
  type PathPair,
  pairPaths,
} from '../../diff/index.js';
import type { ManifestDifference, ManifestEntry } from '../../manifest/index.js';
import { intersectMatchers, type Matcher, predicateMatcher } from '../../match/index.js';
import { flagsOfStat, type Repository, statusBetween, workingDate, workingFlags } from '../../repo/index.js';
import { SideContents, type SideVersion } from './side-contents.js';

export interface RevisionDiffSettings {
  readonly options: DiffOptions;
  /** Needed for git's format. */
  readonly services: DiffServices | undefined;
  readonly matcher?: Matcher | undefined;
  /** Only what is below this directory, shown with paths relative to it. */
  readonly root?: ByteString | undefined;
  /** Where the repository is that paths are shown from; '' when it is this one. */
  readonly nestedAt?: ByteString | undefined;
  /** Digits of the nodes in headers. */
  readonly digits?: number;
  /** Copies to show, where they are known already: destination -> source. */
  readonly copies?: ReadonlyMap<ByteString, ByteString> | undefined;
  /** Told of named files of the working directory that are not there. */
  readonly bad?: ((path: ByteString, message: ByteString) => void) | undefined;
}

type FileEntry = Pick<ManifestEntry, 'node' | 'flags'>;
type EntryFinder = (path: ByteString) => FileEntry | undefined;

/**
 * Both revisions may be -1, or WDIR_REV. Files come in the order in which hg shows them; the bytes of one are valid until the next is
 * asked for. Nothing is computed for files that are not asked for.
 */
export function diffRevisions(
  repo: Repository,
  from: number,
  to: number,
  settings: RevisionDiffSettings,
): Iterable<FileDiff> {
  const { options, services, root = '', digits = 12 } = settings;
  const git = options.git === true;
  const prefix = root === '' ? '' : `${root}/`;
  const matcher = below(prefix, settings.matcher);
  const { modified, added, removed, oldEntry, newEntry } = changesBetween(
    repo,
    from,
    to,
    matcher,
    settings.bad,
  );
  let copies: ReadonlyMap<ByteString, ByteString> = new Map();
  if (git && added.length > 0) copies = settings.copies ?? repo.pathCopies(from, to, matcher);
  if (prefix !== '')
    copies = new Map([...copies].filter(([to, from]) => to.startsWith(prefix) && from.startsWith(prefix)));
  const pairs = pairPaths({ modified, added, removed, copies }, git);
  const shown: DiffOptions = {
    ...options,
    revisions: [from, to].filter((rev) => rev !== WDIR_REV).map((rev) => nodeOf(repo, rev).slice(0, digits)),
    ...(options.git === true || options.noDates === true
      ? {}
      : { dateBefore: dateOf(repo, from), dateAfter: dateOf(repo, to) }),
  };
  const { nestedAt = '' } = settings;
  const name = (path: ByteString): ByteString =>
    nestedAt === '' ? path.slice(prefix.length) : `${nestedAt}/${path}`;
  const files = filePairs(repo, oldEntry, newEntry, pairs, name);
  return diffFiles(files, shown, services, repo.place.platform.lines);
}

interface Changes {
  readonly modified: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
  /** Also of files that are the same: sources of copies may be. */
  readonly oldEntry: EntryFinder;
  readonly newEntry: EntryFinder;
}

/** In a merge, what only the other parent has counts as modified; for the diff it is new. */
function withoutForeign(changes: Changes): Changes {
  const { oldEntry } = changes;
  const isNew = (path: ByteString): boolean => oldEntry(path) === undefined;
  return {
    ...changes,
    modified: changes.modified.filter((path) => !isNew(path)),
    added: [...changes.added, ...changes.modified.filter(isNew)].sort(),
  };
}

function changesBetween(
  repo: Repository,
  from: number,
  to: number,
  matcher: Matcher | undefined,
  bad: RevisionDiffSettings['bad'],
): Changes {
  if (from === WDIR_REV || to === WDIR_REV) {
    const status = statusBetween(repo, from, to, { matcher, ...(bad && { bad }) });
    const entries = (rev: number): EntryFinder => {
      if (rev === WDIR_REV) return (path) => workingEntry(repo, path);
      const manifest = repo.manifest(rev);
      return (path) => manifest.entry(path);
    };
    const changes = { ...status, oldEntry: entries(from), newEntry: entries(to) };
    return repo.workingParents()[1] < 0 ? changes : withoutForeign(changes);
  }
  const before = repo.manifest(from);
  const after = repo.manifest(to);
  const modified: ByteString[] = [];
  const added: ByteString[] = [];
  const removed: ByteString[] = [];
  const changes = new Map<ByteString, ManifestDifference>();
  for (const change of before.diff(after, matcher)) {
    const { path, left, right } = change;
    (left === undefined ? added : right === undefined ? removed : modified).push(path);
    changes.set(path, change);
  }
  return {
    modified,
    added,
    removed,
    oldEntry: (path) => changes.get(path)?.left ?? before.entry(path),
    newEntry: (path) => changes.get(path)?.right ?? after.entry(path),
  };
}

/** A file on disk; {@link WDIR_NODE} says that its content is there, too. */
function workingEntry(repo: Repository, path: ByteString): FileEntry | undefined {
  const stat = repo.place.workFs.stat(path, true);
  if (stat === undefined || (stat.kind !== 'file' && stat.kind !== 'symlink')) return undefined;
  const { executableBit, symlinks } = repo.place.workFs.features;
  if (executableBit && symlinks) return { node: WDIR_NODE, flags: flagsOfStat(stat) };
  const [parent] = repo.workingParents();
  return { node: WDIR_NODE, flags: workingFlags(repo, stat, repo.manifest(parent).flags(path)) };
}

function nodeOf(repo: Repository, rev: number): string {
  return rev < 0 ? NULL_NODE : repo.node(rev);
}

function dateOf(repo: Repository, rev: number): ByteString {
  if (rev === WDIR_REV) return formatDiffDate(workingDate(repo.config, repo.place.platform.clock));
  return formatDiffDate(rev < 0 ? { seconds: 0, offset: 0 } : repo.changeset(rev).date);
}

function below(prefix: ByteString, matcher: Matcher | undefined): Matcher | undefined {
  if (prefix === '') return matcher;
  const inside = predicateMatcher((path) => path.startsWith(prefix));
  return matcher === undefined ? inside : intersectMatchers(matcher, inside);
}

function* filePairs(
  repo: Repository,
  before: EntryFinder,
  after: EntryFinder,
  pairs: readonly PathPair[],
  name: (path: ByteString) => ByteString,
): Generator<FilePair, void, undefined> {
  const contents = new SideContents(repo);
  const { symlinks } = repo.place.workFs.features;
  const side = (
    entryOf: EntryFinder,
    path: ByteString | undefined,
    read: (version: SideVersion) => Uint8Array,
  ): FileSide | undefined => {
    const entry = path === undefined ? undefined : entryOf(path);
    if (path === undefined || entry === undefined) return undefined;
    const { node, flags } = entry;
    const version = { path, node, isLink: flags === 'l' && symlinks };
    return { path: name(path), flags, content: () => read(version) };
  };
  for (const pair of pairs) {
    const old = side(before, pair.before, (version) => contents.before(version));
    const now = side(after, pair.after, (version) => contents.after(version));
    yield {
      ...(old && { before: old }),
      ...(now && { after: now }),
      ...(pair.operation && { operation: pair.operation }),
    };
  }
}
