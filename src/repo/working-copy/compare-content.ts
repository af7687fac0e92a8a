/** Files of which only the content says whether they differ from the first parent. */
import { type ByteString, bytesOf, NULL_REV } from '../../bytes/index.js';
import { type FileTime, reliableTime, type SeenFile } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import { type FileFlags, FlatManifest, type Manifest } from '../../manifest/index.js';
import { type FileStat, type FileSystem, preciseStat, readFile } from '../../platform/index.js';
import type { Filelog } from '../../store/index.js';
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

/** Whether a version may have content of `size` bytes; from the index alone, without what metadata takes. */
function mayHaveSize(file: Filelog, rev: number, size: number): boolean {
  if (file.isCensored(rev)) return size === 0;
  const excess = file.revlog.rawSize(rev) - size;
  // Only versions without first parent have metadata; otherwise the mark in front of texts that begin like it.
  return excess === 0 || excess === 4 || (excess > 0 && file.revlog.parent1(rev) === NULL_REV);
}

/** Bytes of the longest file whose room is kept. */
const MOST_KEPT = 4 << 20;
let content = new Uint8Array(1 << 16);

/** As `readFile`, without asking for the size. Valid until the next call. @throws FileSystemError */
function readBySize(fs: FileSystem, path: ByteString, size: number): Uint8Array {
  if (size >= content.length) {
    if (size >= MOST_KEPT) return readFile(fs, path);
    content = new Uint8Array(Math.max(size + 1, content.length * 2));
  }
  const handle = fs.open(path, 'read');
  try {
    const got = handle.readAt(content, 0, size + 1, 0);
    if (got === size) return content.subarray(0, size);
  } finally {
    handle.close();
  }
  // It is being changed.
  return readFile(fs, path);
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
      const file = this.#repo.store.file(path);
      const rev = file.index.rev(committed.node);
      if (stat.kind === 'file' && !mayHaveSize(file, rev, stat.size)) return { state: 'modified' };
      const content =
        stat.kind === 'symlink' ? bytesOf(workFs.readLink(path)) : readBySize(workFs, path, stat.size);
      if (!file.equals(rev, content)) return { state: 'modified' };
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
