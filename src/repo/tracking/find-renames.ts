/** Guesses which added files are removed ones under another name. */
import { type ByteString, equalBytes, NULL_REV } from '../../bytes/index.js';
import { LineDiffer, similarity } from '../../diff/index.js';
import type { Repository } from '../repository.js';
import { workingContent } from '../working-copy/index.js';

export interface Rename {
  readonly from: ByteString;
  readonly to: ByteString;
  /** 0 to 1. */
  readonly score: number;
}

interface Candidate {
  readonly path: ByteString;
  content(): Uint8Array;
}

function addedCandidate(repo: Repository, path: ByteString): Candidate | undefined {
  const stat = repo.place.workFs.stat(path, true);
  if (stat === undefined || stat.size === 0) return undefined;
  if (stat.kind !== 'file' && stat.kind !== 'symlink') return undefined;
  return { path, content: () => workingContent(repo, path, stat.kind === 'symlink') };
}

/**
 * Equal contents first; below a threshold of 1 every pair of the others is compared, O(added × removed) texts. Empty files are
 * like nothing.
 * @param removed paths of the first parent. @param threshold 0 to 1. @throws CorruptionError, FileSystemError
 */
export function findRenames(
  repo: Repository,
  added: readonly ByteString[],
  removed: readonly ByteString[],
  threshold: number,
): Rename[] {
  const parent = repo.workingParents()[0];
  if (threshold <= 0 || added.length === 0 || removed.length === 0 || parent === NULL_REV) return [];
  const news = [...added].sort().flatMap((path) => addedCandidate(repo, path) ?? []);
  const olds: Candidate[] = [];
  for (const path of [...removed].sort()) {
    const file = repo.file(parent, path);
    if (file !== undefined && file.size() > 0) olds.push({ path, content: () => file.content() });
  }
  const renames = exactRenames(repo, news, olds);
  if (threshold >= 1) return renames;
  const taken = new Set(renames.map(({ to }) => to));
  return [
    ...renames,
    ...similarRenames(
      new LineDiffer(repo.place.platform.lines),
      news.filter(({ path }) => !taken.has(path)),
      olds,
      threshold,
    ),
  ];
}

function exactRenames(repo: Repository, news: readonly Candidate[], olds: readonly Candidate[]): Rename[] {
  const { hasher } = repo.place.platform;
  const byHash = new Map<string, Candidate[]>();
  for (const old of olds) {
    const hash = hasher.sha1Hex(old.content());
    byHash.set(hash, [...(byHash.get(hash) ?? []), old]);
  }
  const found: Rename[] = [];
  for (const candidate of news) {
    const content = candidate.content();
    const old = byHash.get(hasher.sha1Hex(content))?.find((one) => equalBytes(one.content(), content));
    if (old !== undefined) found.push({ from: old.path, to: candidate.path, score: 1 });
  }
  return found;
}

function similarRenames(
  differ: LineDiffer,
  news: readonly Candidate[],
  olds: readonly Candidate[],
  threshold: number,
): Rename[] {
  const best = new Map<ByteString, Rename>();
  for (const old of olds) {
    const before = old.content();
    for (const { path, content } of news) {
      const score = similarity(content(), before, differ);
      if (score > (best.get(path)?.score ?? threshold)) best.set(path, { from: old.path, to: path, score });
    }
  }
  return [...best.values()];
}
