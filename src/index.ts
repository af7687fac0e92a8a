/** The library, without a platform: pass one to {@link openRepository}. */
import type { ByteString } from './bytes/index.js';
import type { Repository } from './repo/index.js';
import { revsOf } from './revset/index.js';

export * from './bytes/index.js';
export { Config } from './config/index.js';
export * from './errors/index.js';
export type { FileFlags, Manifest, ManifestDifference, ManifestEntry } from './manifest/index.js';
export type { Matcher } from './match/index.js';
export * from './platform/index.js';
export {
  type CommittedChangeset,
  type CreateRepositoryOptions,
  commitChangeset,
  createRepository,
  findRepositoryRoot,
  HistoryWriter,
  type HistoryWriterOptions,
  inTransaction,
  type NewChangeset,
  type NewFile,
  type OpenRepositoryOptions,
  openRepository,
  Repository,
  refreshed,
  type TransactionRequest,
  type WriteSession,
  withLock,
  withWlock,
} from './repo/index.js';
export type {
  BranchInfo,
  Changeset,
  FileRevision,
  HgDate,
  MatchOptions,
  Phase,
  RepoView,
  StatusLists,
  TagInfo,
} from './store/index.js';

/**
 * The revisions that revset expressions select, in the order they give. Expressions are byte strings.
 * @throws ParseError, LookupError, InputError.
 */
export function revs(repo: Repository, ...expressions: readonly ByteString[]): number[] {
  return [...revsOf(repo, expressions, { clock: repo.place.platform.clock })];
}
