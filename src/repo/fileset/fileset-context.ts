/** The revision that a fileset is about, and what predicates ask of its files. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import type { FileFlags, Manifest } from '../../manifest/index.js';
import type { Matcher } from '../../match/index.js';
import type { MergeState } from '../merge/merge-state.js';
import { readMergeStateOf } from '../merge/merge-state-of.js';
import type { Repository } from '../repository.js';
import {
  flagsOfStat,
  ignoreMatcher,
  statusBetween,
  type WorkingStatus,
  workingContent,
} from '../working-copy/index.js';

export class FilesetContext {
  readonly repo: Repository;
  /** Compared with by status predicates. */
  readonly base: number;
  readonly rev: number;
  /** Patterns are relative to it; absolute. */
  readonly cwd: ByteString;
  #status: WorkingStatus | undefined;
  #manifest: Manifest | undefined;
  #mergeState: MergeState | undefined;

  constructor(repo: Repository, rev: number, cwd: ByteString, base?: number) {
    this.repo = repo;
    this.rev = rev;
    this.cwd = cwd;
    this.base = base ?? firstParent(repo, rev);
  }

  get isWorking(): boolean {
    return this.rev === WDIR_REV;
  }

  /** Another revision, or another one to compare with. */
  at(rev: number, base?: number): FilesetContext {
    return new FilesetContext(this.repo, rev, this.cwd, base);
  }

  /** Every list of it. */
  get status(): WorkingStatus {
    this.#status ??= statusBetween(this.repo, this.base, this.rev, {
      unknown: true,
      ignored: true,
      clean: true,
    });
    return this.#status;
  }

  get #files(): Manifest {
    this.#manifest ??= this.repo.manifest(this.rev);
    return this.#manifest;
  }

  isTracked(path: ByteString): boolean {
    if (this.isWorking) return this.repo.workingContext().dirstate.isTracked(path);
    return this.#files.has(path);
  }

  /** Undefined for a file that is not there. */
  content(path: ByteString): Uint8Array | undefined {
    if (!this.isWorking) return this.repo.file(this.rev, path)?.content();
    const stat = this.repo.place.workFs.stat(path, true);
    if (stat?.kind !== 'file' && stat?.kind !== 'symlink') return undefined;
    try {
      return workingContent(this.repo, path, stat.kind === 'symlink');
    } catch (error) {
      // Not ours to read, or gone: then nothing holds of it.
      if (error instanceof FileSystemError) return undefined;
      throw error;
    }
  }

  size(path: ByteString): number | undefined {
    if (this.isWorking) return this.repo.place.workFs.stat(path, true)?.size;
    return this.repo.file(this.rev, path)?.size();
  }

  flags(path: ByteString): FileFlags {
    if (!this.isWorking) return this.#files.flags(path);
    const stat = this.repo.place.workFs.stat(path, true);
    return stat === undefined ? '' : flagsOfStat(stat);
  }

  isCopied(path: ByteString): boolean {
    if (this.isWorking) return this.repo.workingContext().copies().has(path);
    const file = this.repo.file(this.rev, path);
    return file?.copiedFrom !== undefined && file.copiedFrom.path !== path;
  }

  ignores(): (path: ByteString) => boolean {
    const matcher = ignoreMatcher(this.repo);
    return (path) => matcher?.matches(path) ?? false;
  }

  /** Files of the merge that goes on, in the working directory. */
  mergedFiles(resolved: boolean): ReadonlySet<ByteString> {
    if (!this.isWorking) return new Set();
    this.#mergeState ??= readMergeStateOf(this.repo);
    const found = [...this.#mergeState.entries].filter(([, entry]) => entry.resolved === resolved);
    return new Set(found.map(([path]) => path));
  }

  /** A plain pattern. @throws InputError */
  matcher(pattern: ByteString): Matcher {
    return this.repo.matcher([pattern], { cwd: this.cwd, defaultKind: 'glob', rev: this.rev });
  }
}

function firstParent(repo: Repository, rev: number): number {
  if (rev === NULL_REV) return NULL_REV;
  return repo.graph.parent1(rev);
}
