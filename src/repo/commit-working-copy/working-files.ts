/** Files of the working directory as a changeset takes them: read when they are stored, one at a time. */
import { type ByteString, equalBytes, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { type Dirstate, type FileTime, reliableTime, type SeenFile } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import type { FileFlags } from '../../manifest/index.js';
import { type FileStat, preciseStat } from '../../platform/index.js';
import type { MergeSide, NewFile } from '../commit/new-changeset.js';
import type { Repository } from '../repository.js';
import type { Notices } from '../tracking/index.js';
import { workingContent, workingFlags } from '../working-copy/index.js';
import type { ChosenFiles } from './chosen-files.js';

export class CommittedFiles {
  readonly #repo: Repository;
  readonly #dirstate: Dirstate;
  readonly #messages: Notices;
  readonly #show: (path: ByteString) => ByteString;
  readonly #now: FileTime | undefined;
  readonly #seen = new Map<ByteString, FileStat>();
  readonly #chosen: ChosenFiles | undefined;

  /**
   * @param now the file system's clock before the first file is read.
   * @param chosen contents that are taken in place of those of the working directory.
   */
  constructor(
    repo: Repository,
    dirstate: Dirstate,
    messages: Notices,
    show: (path: ByteString) => ByteString,
    now: FileTime | undefined,
    chosen?: ChosenFiles,
  ) {
    this.#repo = repo;
    this.#dirstate = dirstate;
    this.#messages = messages;
    this.#show = show;
    this.#now = now;
    this.#chosen = chosen;
  }

  /**
   * @param goesOnFrom see {@link NewFile.goesOnFrom}.
   * @param isSalvaged see {@link NewFile.isSalvaged}.
   * @throws FileSystemError when it is not there any more
   */
  file(path: ByteString, goesOnFrom?: MergeSide, isSalvaged = false): NewFile {
    const chosen = this.#chosen?.get(path);
    if (chosen !== undefined && chosen !== null) return this.#chosenFile(path, chosen);
    const stat = this.#look(path);
    const flags = workingFlags(this.#repo, stat, this.#knownFlags(path));
    const source = this.#dirstate.copies.get(path);
    const read = (): Uint8Array => {
      const content = this.#read(path, flags === 'l' && stat.kind === 'symlink');
      if (source !== undefined && this.#messages.debugFlag)
        this.#messages.debug(` ${path}: copy ${source}:${this.#nodeOf(source)}\n`);
      return content;
    };
    return {
      get content() {
        return read();
      },
      flags,
      ...(source !== undefined && { copiedFrom: source }),
      ...(goesOnFrom !== undefined && { goesOnFrom }),
      ...(isSalvaged && { isSalvaged }),
    };
  }

  /** It counts as clean afterwards only if the working directory holds just this. */
  #chosenFile(path: ByteString, chosen: NewFile): NewFile {
    const stat = preciseStat(this.#repo.place.workFs, path);
    if (stat?.kind === 'file' || stat?.kind === 'symlink') {
      const flags = workingFlags(this.#repo, stat, this.#knownFlags(path));
      const isLink = flags === 'l' && stat.kind === 'symlink';
      if (flags === chosen.flags && equalBytes(workingContent(this.#repo, path, isLink), chosen.content))
        this.#seen.set(path, stat);
    }
    const messages = this.#messages;
    return {
      ...chosen,
      get content() {
        messages.note(`${path}\n`);
        return chosen.content;
      },
    };
  }

  #nodeOf(path: ByteString): NodeId {
    for (const rev of this.#repo.workingParents()) {
      const node = rev === NULL_REV ? undefined : this.#repo.manifest(rev).find(path);
      if (node !== undefined) return node;
    }
    return NULL_NODE;
  }

  #look(path: ByteString): FileStat {
    const stat = preciseStat(this.#repo.place.workFs, path);
    if (stat === undefined || (stat.kind !== 'file' && stat.kind !== 'symlink')) {
      this.#messages.warn(`trouble committing ${this.#show(path)}!\n`);
      throw new FileSystemError('ENOENT', `${this.#repo.root}/${path}`, 'No such file or directory');
    }
    this.#seen.set(path, stat);
    return stat;
  }

  #read(path: ByteString, isLink: boolean): Uint8Array {
    this.#messages.note(`${path}\n`);
    try {
      this.#look(path);
      return workingContent(this.#repo, path, isLink);
    } catch (error) {
      if (error instanceof FileSystemError && error.errno !== 'ENOENT')
        this.#messages.warn(`trouble committing ${this.#show(path)}!\n`);
      throw error;
    }
  }

  /** Where the file system cannot show flags, they stay what they were. */
  #knownFlags(path: ByteString): FileFlags {
    const { executableBit, symlinks } = this.#repo.place.workFs.features;
    if (executableBit && symlinks) return '';
    for (const rev of this.#repo.workingParents()) {
      const entry = rev === NULL_REV ? undefined : this.#repo.manifest(rev).entry(path);
      if (entry !== undefined) return entry.flags;
    }
    return '';
  }

  /** How the file looked before it was read; undefined when it may have changed since without showing it. */
  seen(path: ByteString): SeenFile | undefined {
    const stat = this.#seen.get(path);
    if (stat === undefined || this.#now === undefined) return undefined;
    return { mode: stat.mode, size: stat.size, time: reliableTime(stat, this.#now) };
  }
}
