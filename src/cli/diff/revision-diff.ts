/** The diffs of all files that differ between two committed revisions. */
import { type ByteString, NULL_NODE } from '../../bytes/index.js';
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
import type { Repository } from '../../repo/index.js';

export interface RevisionDiffSettings {
  readonly options: DiffOptions;
  /** Needed for git's format. */
  readonly services: DiffServices | undefined;
  readonly matcher?: Matcher | undefined;
  /** Only what is below this directory, shown with paths relative to it. */
  readonly root?: ByteString | undefined;
  /** Digits of the nodes in headers. */
  readonly digits?: number;
  /** Copies to show, where they are known already: destination -> source. */
  readonly copies?: ReadonlyMap<ByteString, ByteString> | undefined;
}

type FileEntry = Pick<ManifestEntry, 'node' | 'flags'>;
type EntryFinder = (path: ByteString) => FileEntry | undefined;

/**
 * Both revisions may be -1. Files come in the order in which hg shows them; the bytes of one are valid until the next is
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
  let copies: ReadonlyMap<ByteString, ByteString> = new Map();
  if (git && added.length > 0) copies = settings.copies ?? repo.pathCopies(from, to, matcher);
  if (prefix !== '')
    copies = new Map([...copies].filter(([to, from]) => to.startsWith(prefix) && from.startsWith(prefix)));
  const pairs = pairPaths({ modified, added, removed, copies }, git);
  const shown: DiffOptions = {
    ...options,
    revisions: [nodeOf(repo, from).slice(0, digits), nodeOf(repo, to).slice(0, digits)],
    ...(options.git === true || options.noDates === true
      ? {}
      : { dateBefore: dateOf(repo, from), dateAfter: dateOf(repo, to) }),
  };
  // Sources of copies may be unchanged, so that only the manifest knows them.
  const oldEntry = (path: ByteString): FileEntry | undefined => changes.get(path)?.left ?? before.entry(path);
  const newEntry = (path: ByteString): FileEntry | undefined => changes.get(path)?.right ?? after.entry(path);
  return diffFiles(filePairs(repo, oldEntry, newEntry, pairs, prefix.length), shown, services);
}

function nodeOf(repo: Repository, rev: number): string {
  return rev < 0 ? NULL_NODE : repo.node(rev);
}

function dateOf(repo: Repository, rev: number): ByteString {
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
  cut: number,
): Generator<FilePair, void, undefined> {
  for (const pair of pairs) {
    const old = pair.before === undefined ? undefined : sideOf(repo, before, pair.before, cut);
    const now = pair.after === undefined ? undefined : sideOf(repo, after, pair.after, cut);
    yield {
      ...(old && { before: old }),
      ...(now && { after: now }),
      ...(pair.operation && { operation: pair.operation }),
    };
  }
}

function sideOf(repo: Repository, entryOf: EntryFinder, path: ByteString, cut: number): FileSide | undefined {
  const entry = entryOf(path);
  if (entry === undefined) return undefined;
  return {
    path: cut === 0 ? path : path.slice(cut),
    flags: entry.flags,
    content: () => repo.fileByNode(path, entry.node).content(),
  };
}
