/** Goes through revisions and their files, and finds what matches there and in the parent. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import type { MatchedLine, Matcher } from '../../match/index.js';
import type { Repository } from '../../repo/index.js';
import type { FileMatches } from './file-matches.js';

export interface FoundMatches {
  readonly rev: number;
  readonly path: ByteString;
  readonly matches: readonly MatchedLine[];
  /** Of the same file in the first parent; none unless changes are looked for. */
  readonly before: readonly MatchedLine[];
}

/** All files of revisions, by path. */
export function* matchesInFiles(
  repo: Repository,
  found: FileMatches,
  revs: Iterable<number>,
  matcher: Matcher,
): Generator<FoundMatches> {
  for (const rev of revs) {
    if (rev < 0) continue;
    const isWorking = rev === WDIR_REV;
    for (const { path, node } of repo.manifest(rev).entries(matcher.always ? undefined : matcher)) {
      const matches = isWorking ? found.inWorkingFile(path) : found.inVersion(path, node, rev);
      if (matches.length > 0) yield { rev, path, matches, before: [] };
    }
  }
}

export interface ChangesRequest {
  readonly revs: Iterable<number>;
  /** The files of a revision; undefined for all. */
  readonly matcherOf: (rev: number) => Matcher | undefined;
  /** A copy is compared with what it was copied from. */
  readonly follow: boolean;
}

/** Files that revisions changed, by path, when they or what they were before match. */
export function* matchesInChanges(
  repo: Repository,
  found: FileMatches,
  { revs, matcherOf, follow }: ChangesRequest,
): Generator<FoundMatches> {
  for (const rev of revs) {
    if (rev < 0) continue;
    const matcher = matcherOf(rev);
    for (const path of repo.changeset(rev).files) {
      if (matcher?.matches(path) === false) continue;
      const versions = versionsOf(repo, rev, path, follow);
      if (versions === undefined) continue;
      const { node, source, before } = versions;
      const matches = rev === WDIR_REV ? found.inWorkingFile(path) : found.inVersion(path, node, rev);
      const earlier = before === undefined ? [] : found.inVersion(source, before, rev);
      if (matches.length > 0 || earlier.length > 0) yield { rev, path, matches, before: earlier };
    }
  }
}

interface Versions {
  readonly node: ByteString;
  /** What it is compared with: where it lies, and its node. */
  readonly source: ByteString;
  readonly before: ByteString | undefined;
}

/** Undefined for a file that the revision does not have. */
function versionsOf(repo: Repository, rev: number, path: ByteString, follow: boolean): Versions | undefined {
  const node = repo.manifest(rev).find(path);
  if (node === undefined) return undefined;
  const source = (follow ? copySource(repo, rev, path, node) : undefined) ?? path;
  const parent = rev === WDIR_REV ? repo.workingParents()[0] : repo.graph.parent1(rev);
  return { node, source, before: parent < 0 ? undefined : repo.manifest(parent).find(source) };
}

function copySource(
  repo: Repository,
  rev: number,
  path: ByteString,
  node: ByteString,
): ByteString | undefined {
  return rev === WDIR_REV
    ? repo.copiesFromParent1(rev).get(path)
    : repo.fileByNode(path, node).copiedFrom?.path;
}
