/** What a rewrite changed, as markers record it (`ef1`). */
import { type ByteString, byteStringOf, type NodeId } from '../../bytes/index.js';
import { diffFiles, type FileSide, pairPaths } from '../../diff/index.js';
import type { Repository } from '../repository.js';

const DESCRIPTION = 1;
const METADATA = 2;
const PARENTS = 4;
const DIFF = 8;
const USER = 16;
const DATE = 32;
const BRANCH = 64;

/** Where a changeset was grafted or rebased from says nothing about it. */
function counts(key: ByteString): boolean {
  return key !== 'branch' && key !== 'source' && !key.endsWith('-source') && !key.endsWith('_source');
}

function extraOf(repo: Repository, rev: number): string {
  const pairs = [...repo.changeset(rev).extra].filter(([key]) => counts(key));
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Git diffs of what a changeset did to its first parent, one text per file. */
function* diffTexts(repo: Repository, rev: number): Generator<ByteString> {
  const parent = repo.graph.parent1(rev);
  const copies = repo.pathCopies(parent, rev);
  const pairs = pairPaths({ ...repo.status(parent, rev), copies }, true);
  const side = (at: number, path: ByteString | undefined): FileSide | undefined =>
    path === undefined
      ? undefined
      : {
          path,
          flags: repo.manifest(at).flags(path),
          content: () => repo.file(at, path)?.content() ?? new Uint8Array(0),
        };
  const { hasher, lines } = repo.place.platform;
  const services = { hasher, deflate: (data: Uint8Array) => data };
  const files = pairs.map(({ before, after, operation }) => {
    const old = side(parent, before);
    const now = side(rev, after);
    return {
      ...(old !== undefined && { before: old }),
      ...(now !== undefined && { after: now }),
      ...(operation !== undefined && { operation }),
    };
  });
  for (const { bytes } of diffFiles(files, { git: true }, services, lines)) yield byteStringOf(bytes);
}

function sameDiff(repo: Repository, a: number, b: number): boolean {
  if (repo.graph.parent1(a) === repo.graph.parent1(b)) {
    const { modified, added, removed } = repo.status(a, b);
    if (modified.length + added.length + removed.length === 0) return true;
  }
  const others = diffTexts(repo, b);
  for (const text of diffTexts(repo, a)) if (others.next().value !== text) return false;
  return others.next().done === true;
}

/**
 * Bits for what differs between a changeset and its successors: 1 description, 2 extra metadata, 4 parents, 8 diff, 16 user,
 * 32 date, 64 branch. 0 without successors. Compares diffs only where the files may say otherwise.
 */
export function effectOf(repo: Repository, rev: number, successors: readonly NodeId[]): number {
  const before = repo.changeset(rev);
  let effect = 0;
  for (const node of successors) {
    const other = repo.revOf(node);
    if (other === undefined) continue;
    const after = repo.changeset(other);
    if (after.description !== before.description) effect |= DESCRIPTION;
    if (after.user !== before.user) effect |= USER;
    if (after.date.seconds !== before.date.seconds || after.date.offset !== before.date.offset)
      effect |= DATE;
    if (after.branch !== before.branch) effect |= BRANCH;
    if (extraOf(repo, rev) !== extraOf(repo, other)) effect |= METADATA;
    const { graph } = repo;
    if (graph.parent1(rev) !== graph.parent1(other) || graph.parent2(rev) !== graph.parent2(other))
      effect |= PARENTS;
    if (!sameDiff(repo, rev, other)) effect |= DIFF;
  }
  return effect;
}
