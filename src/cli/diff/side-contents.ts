/** Contents of the two sides of files that are compared one after the other, in memory that is used again. */
import { type ByteString, type NodeId, WDIR_NODE } from '../../bytes/index.js';
import { readInto } from '../../platform/index.js';
import { type Repository, workingContent } from '../../repo/index.js';
import { FileVersions } from '../../store/index.js';

/** Longer files of the working directory are read into memory of their own. What is not used of this costs nothing. */
const SHORT_BYTES = 1 << 20;

/** A version to read; {@link WDIR_NODE} for what is in the working directory. */
export interface SideVersion {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly isLink: boolean;
}

/** What one side is given stays as it is until that side is asked for the next time; `before` comes first. */
export class SideContents {
  readonly #repo: Repository;
  readonly #versions: FileVersions;
  /** The last stored version on the side before. */
  #room = new Uint8Array(1 << 16);
  /** The file in the working directory that was read last. */
  #working: Uint8Array | undefined;
  /** The path on the side before, if that was read in the quick way. */
  #path: ByteString | undefined;

  constructor(repo: Repository) {
    this.#repo = repo;
    this.#versions = new FileVersions(repo.place.platform, repo.place.store);
  }

  /** @throws CorruptionError, LookupError, FileSystemError; HgError for censored content */
  before(version: SideVersion): Uint8Array {
    const { path, node } = version;
    this.#path = undefined;
    if (node === WDIR_NODE) return this.#inWorkingCopy(version);
    const versions = this.#versions;
    if (!versions.tryLoad(path, node)) return this.#repo.fileByNode(path, node).content();
    this.#path = path;
    const { bytes, start, end } = versions;
    if (end - start > this.#room.length) this.#room = new Uint8Array(2 * (end - start));
    // The next version will be built where this one is now.
    this.#room.set(bytes.subarray(start, end));
    return this.#room.subarray(0, end - start);
  }

  /** As {@link before}. */
  after(version: SideVersion): Uint8Array {
    const { path, node } = version;
    if (node === WDIR_NODE) return this.#inWorkingCopy(version);
    const versions = this.#versions;
    const isLoaded = path === this.#path ? versions.tryOther(path, node) : versions.tryLoad(path, node);
    this.#path = undefined;
    if (!isLoaded) return this.#repo.fileByNode(path, node).content();
    return versions.bytes.subarray(versions.start, versions.end);
  }

  #inWorkingCopy({ path, isLink }: SideVersion): Uint8Array {
    const repo = this.#repo;
    if (!isLink && repo.contentFilters === undefined) {
      this.#working ??= new Uint8Array(SHORT_BYTES);
      const length = readInto(repo.place.workFs, path, this.#working, 0, SHORT_BYTES);
      if (length < SHORT_BYTES) return this.#working.subarray(0, length);
    }
    return workingContent(repo, path, isLink);
  }
}
