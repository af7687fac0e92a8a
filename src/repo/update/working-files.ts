/** Writes files of the working directory: audited, never through links, and what is in the way goes first. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import type { SeenFile } from '../../dirstate/index.js';
import { FileSystemError, isNotFound } from '../../errors/index.js';
import type { FileFlags } from '../../manifest/index.js';
import { pathAuditor } from '../../match/index.js';
import { type FileSystem, preciseStat, readFile, writeFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import type { ContentFilters } from '../working-copy/content-filters.js';

/** What was seen of a file just after it was written; its time may not be reliable yet. */
export type WrittenFile = Omit<SeenFile, 'time'> & {
  readonly seconds: number;
  readonly nanoseconds: number;
};

export class WorkingFiles {
  readonly #fs: FileSystem;
  readonly #filters: ContentFilters | undefined;
  #audit: (path: ByteString) => void;
  readonly #auditName = pathAuditor();
  /** Directories that exist, and are neither links nor in one. */
  readonly #directories = new Set<ByteString>(['']);
  /** Those of them that were made here: nothing can be in the way in them. */
  readonly #made = new Set<ByteString>();
  readonly #removesEmpty: boolean;

  constructor(repo: Repository) {
    this.#fs = repo.place.workFs;
    this.#filters = repo.contentFilters;
    this.#audit = pathAuditor(this.#fs);
    this.#removesEmpty = repo.config.getBool('experimental', 'removeemptydirs', true);
  }

  /** @throws HgError for paths that lead elsewhere */
  audit(path: ByteString): void {
    this.#audit(path);
  }

  /** Something was made or removed that changes what is known of directories. */
  #forget(): void {
    this.#directories.clear();
    this.#directories.add('');
    this.#made.clear();
    this.#audit = pathAuditor(this.#fs);
  }

  /**
   * Makes the directory that a file is going to be in; from now on the file may be created without another look.
   * @throws HgError for paths that lead elsewhere, FileSystemError
   */
  prepare(path: ByteString): void {
    this.#auditName(path);
    this.#enter(directoryOf(path), path);
  }

  #enter(directory: ByteString, path: ByteString): void {
    if (this.#directories.has(directory)) return;
    const above = directoryOf(directory);
    this.#enter(above, path);
    if (this.#made.has(above) || !this.#isDirectory(directory, path)) {
      try {
        this.#fs.makeDirectory(directory);
        this.#made.add(directory);
      } catch (error) {
        // Somebody else was quicker; or this is no directory.
        if (!(error instanceof FileSystemError) || error.errno !== 'EEXIST') throw error;
        if (!this.#isDirectory(directory, path)) throw error;
      }
    }
    this.#directories.add(directory);
  }

  /** @throws HgError when it is a link or a nested repository */
  #isDirectory(directory: ByteString, path: ByteString): boolean {
    this.#audit(path);
    return this.#fs.stat(directory, true)?.kind === 'directory';
  }

  /** As {@link writeExactly}, with content as history has it. @throws HgError when a filter fails, too */
  write(path: ByteString, content: Uint8Array, flags: FileFlags, exists = true): WrittenFile | undefined {
    return this.writeExactly(path, this.decoded(path, content), flags, exists);
  }

  /** What a version of a file is on disk. @throws HgError when a filter fails */
  decoded(path: ByteString, content: Uint8Array): Uint8Array {
    return this.#filters?.decode(path, content) ?? content;
  }

  /**
   * Replaces whatever file or link is there. A file that could not be written whole is removed.
   * @param exists something is known to be there. @returns what it looks like now, where that is known cheaply.
   * @throws HgError from the audit, FileSystemError
   */
  writeExactly(
    path: ByteString,
    content: Uint8Array,
    flags: FileFlags,
    exists = true,
  ): WrittenFile | undefined {
    try {
      this.prepare(path);
      return this.#write(path, content, flags, exists);
    } catch (error) {
      // Users are told where it is, wherever they are.
      if (!(error instanceof FileSystemError) || error.path.startsWith('/')) throw error;
      throw new FileSystemError(error.errno, `${this.#fs.root}/${error.path}`, error.message, {
        cause: error,
      });
    }
  }

  #write(path: ByteString, content: Uint8Array, flags: FileFlags, exists: boolean): WrittenFile | undefined {
    if (exists) this.#clear(path);
    if (flags === 'l' && this.#fs.features.symlinks) {
      this.#create(path, () => this.#fs.makeSymlink(byteStringOf(content), path));
      // Where it leads is no business of what comes next.
      this.#forget();
      return this.#seen(path);
    }
    return this.#create(path, () => this.#writeNew(path, content, flags === 'x'));
  }

  #create<T>(path: ByteString, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      if (error.errno === 'ENOENT' || error.errno === 'ENOTDIR') {
        // A directory that was there has gone meanwhile.
        this.#forget();
        this.prepare(path);
      } else if (error.errno === 'EEXIST') this.#clear(path);
      else throw error;
      return make();
    }
  }

  #writeNew(path: ByteString, content: Uint8Array, executable: boolean): WrittenFile | undefined {
    const fs = this.#fs;
    if (fs.createFile !== undefined) {
      const stat = fs.createFile(path, content, executable && fs.features.executableBit);
      return {
        mode: stat.mode,
        size: stat.size,
        seconds: stat.mtimeSeconds,
        nanoseconds: stat.mtimeNanoseconds,
      };
    }
    const handle = fs.open(path, 'exclusive');
    let done = false;
    try {
      handle.writeAt(content, 0);
      done = true;
    } finally {
      handle.close();
      if (!done) fs.remove(path);
    }
    if (executable && fs.features.executableBit) fs.setExecutable(path, true);
    return this.#seen(path);
  }

  #seen(path: ByteString): WrittenFile | undefined {
    const stat = preciseStat(this.#fs, path);
    if (stat === undefined) return undefined;
    return {
      mode: stat.mode,
      size: stat.size,
      seconds: stat.mtimeSeconds,
      nanoseconds: stat.mtimeNanoseconds,
    };
  }

  /** Removes the file or link at a path, or the empty directories. */
  #clear(path: ByteString): void {
    try {
      this.#fs.remove(path);
    } catch (error) {
      if (isNotFound(error)) return;
      if (this.#fs.stat(path, true)?.kind !== 'directory') throw error;
      this.#removeEmptyBelow(path);
    }
  }

  #removeEmptyBelow(directory: ByteString): void {
    for (const { name, kind } of this.#fs.listEntries(directory))
      if (kind === 'directory') this.#removeEmptyBelow(`${directory}/${name}`);
    this.#fs.removeDirectory(directory);
    this.#forget();
  }

  /** Removes a file and the directories that are empty then. @throws HgError, FileSystemError when it cannot be removed */
  remove(path: ByteString): void {
    this.unlink(path);
    this.removeEmptyDirectories([path]);
  }

  /** Removes a file and leaves its directory. @throws HgError, FileSystemError when it cannot be removed */
  unlink(path: ByteString): void {
    this.#audit(path);
    try {
      this.#fs.remove(path);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /**
   * Directories above the paths, as far as they are empty. Each is tried once.
   * @param keepsPrepared those of {@link prepare} stay: files are going to be in them.
   */
  removeEmptyDirectories(paths: Iterable<ByteString>, keepsPrepared = false): void {
    if (!this.#removesEmpty) return;
    const directories = new Set<ByteString>();
    for (const path of paths) {
      const directory = directoryOf(path);
      if (directory !== '') directories.add(directory);
    }
    // Those below come first, and add those above when they are gone.
    const order = [...directories].sort();
    for (let directory = order.pop(); directory !== undefined; directory = order.pop()) {
      if (keepsPrepared && this.#directories.has(directory)) continue;
      try {
        this.#fs.removeDirectory(directory);
      } catch (error) {
        if (error instanceof FileSystemError) continue;
        throw error;
      }
      const above = directoryOf(directory);
      if (above === '' || directories.has(above)) continue;
      directories.add(above);
      let at = order.length;
      while (at > 0 && (order[at - 1] as ByteString) > above) at--;
      order.splice(at, 0, above);
    }
    if (!keepsPrepared) this.#forget();
  }

  /** Sets the executable bit, or turns a link into a file and back. */
  setFlags(path: ByteString, flags: FileFlags, content: () => Uint8Array): void {
    this.#audit(path);
    const stat = this.#fs.stat(path, true);
    if (stat === undefined) return;
    const isLink = stat.kind === 'symlink';
    if (isLink !== (flags === 'l')) {
      this.write(path, content(), flags);
      return;
    }
    if (!isLink && this.#fs.features.executableBit) this.#fs.setExecutable(path, flags === 'x');
  }

  /** What a commit would store of a file or link; undefined when there is none. @throws FileSystemError, HgError when a filter fails */
  read(path: ByteString): Uint8Array | undefined {
    const content = this.readExactly(path);
    return content && (this.#filters?.encode(path, content) ?? content);
  }

  /** The content of a file, or a link's target; undefined when there is none. @throws FileSystemError */
  readExactly(path: ByteString): Uint8Array | undefined {
    try {
      const kind = this.#fs.stat(path, true)?.kind;
      if (kind === 'symlink') return bytesOf(this.#fs.readLink(path));
      return kind === 'file' ? readFile(this.#fs, path) : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Writes into the file that is there, which keeps its bits. @throws FileSystemError */
  overwrite(path: ByteString, content: Uint8Array): void {
    this.#audit(path);
    writeFile(this.#fs, path, content);
  }

  /** A directory with all that is in it: what stands in the way of a file and was backed up or warned of. */
  removeTree(directory: ByteString): void {
    this.#audit(directory);
    for (const { name, kind } of this.#fs.listEntries(directory)) {
      const path = `${directory}/${name}`;
      if (kind === 'directory') this.removeTree(path);
      else this.#fs.remove(path);
    }
    this.#fs.removeDirectory(directory);
    this.#forget();
  }
}

/** `''` for the root. */
function directoryOf(path: ByteString): ByteString {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
