/** Files of which only the content says whether they differ from the first parent. */
import { type ByteString, bytesOf, equalBytes, NULL_REV } from '../../bytes/index.js';
import { type FileTime, reliableTime, type SeenFile } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import { type FileFlags, FlatManifest, type Manifest } from '../../manifest/index.js';
import { type FileStat, preciseStat, readFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { flagsOfStat } from './file-flags.js';

/** The content of a file in the working directory; of a link its target. @throws FileSystemError */
export function workingContent(repo: Repository, path: ByteString, isLink: boolean): Uint8Array {
  const { workFs } = repo.place;
  return isLink ? bytesOf(workFs.readLink(path)) : readFile(workFs, path);
}

/**
 * Flags that a commit of the file would record: what the file system cannot show is taken from where the file comes from.
 * @param known of the version that it came from.
 */
export function workingFlags(repo: Repository, stat: FileStat, known: FileFlags): FileFlags {
  const { symlinks, executableBit } = repo.place.workFs.features;
  const flags = flagsOfStat(stat);
  if (flags === 'l') return 'l';
  // A link is a plain file with its target in it there.
  if (!symlinks && known === 'l') return 'l';
  return executableBit ? flags : known === 'x' ? 'x' : '';
}

export type Comparison =
  | { readonly state: 'modified' | 'deleted' }
  /** `seen` when the file cannot change any more without showing it. */
  | { readonly state: 'clean'; readonly seen: SeenFile | undefined };

export class ContentComparer {
  readonly #repo: Repository;
  readonly #now: () => FileTime | undefined;
  #manifest: Manifest | undefined;

  /** @param now the file system's clock, taken before the first comparison. */
  constructor(repo: Repository, now: () => FileTime | undefined) {
    this.#repo = repo;
    this.#now = now;
  }

  get #parent(): Manifest {
    if (this.#manifest === undefined) {
      const parent = this.#repo.workingParents()[0];
      this.#manifest = parent === NULL_REV ? new FlatManifest(new Uint8Array()) : this.#repo.manifest(parent);
    }
    return this.#manifest;
  }

  /** @throws CorruptionError */
  compare(path: ByteString): Comparison {
    const { workFs } = this.#repo.place;
    const now = this.#now();
    try {
      const stat = preciseStat(workFs, path);
      if (stat?.kind !== 'file' && stat?.kind !== 'symlink') return { state: 'deleted' };
      const committed = this.#parent.entry(path);
      if (committed === undefined) return { state: 'modified' };
      if (workingFlags(this.#repo, stat, committed.flags) !== committed.flags) return { state: 'modified' };
      const file = this.#repo.fileByNode(path, committed.node);
      // The size may count the mark in front of texts that begin like metadata.
      const excess = file.size() - stat.size;
      if (stat.kind === 'file' && excess !== 0 && excess !== 4) return { state: 'modified' };
      const content = workingContent(this.#repo, path, stat.kind === 'symlink');
      if (!equalBytes(content, file.content())) return { state: 'modified' };
      const time = now === undefined ? undefined : reliableTime(stat, now);
      return {
        state: 'clean',
        seen: time === undefined ? undefined : { mode: stat.mode, size: stat.size, time },
      };
    } catch (error) {
      // Gone in between, or not to be read: hg shows both as missing.
      if (error instanceof FileSystemError) return { state: 'deleted' };
      throw error;
    }
  }
}
