/** Copies and renames: on disk, and as what the next commit records. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { FileSystemError, InputError } from '../../errors/index.js';
import { joinPath, type Matcher, normalizePath, pathAuditor, splitPattern } from '../../match/index.js';
import { type FileSystem, readFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { WorkingFiles } from '../update/working-files.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { trackFiles } from './add-files.js';
import { NameChecker } from './portable-names.js';
import type { Notices } from './tracking-context.js';

export interface CopyRequest {
  readonly repo: Repository;
  readonly messages: Notices;
  readonly show: (path: ByteString) => ByteString;
  /** A path relative to the root as the user types it. */
  readonly canonical: (name: ByteString) => ByteString;
  /** Of one source pattern. */
  readonly matcher: (pattern: ByteString) => Matcher;
  /** Absolute. */
  readonly cwd: ByteString;
  /** Patterns; the last one is the destination. */
  readonly names: readonly ByteString[];
  readonly rename: boolean;
  readonly after: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
}

interface Source {
  readonly path: ByteString;
  readonly exact: boolean;
}

class Copier {
  readonly #request: CopyRequest;
  readonly #repo: Repository;
  readonly #dirstate: Dirstate;
  readonly #fs: FileSystem;
  readonly #anywhere: FileSystem;
  readonly #files: WorkingFiles;
  readonly #names: NameChecker;
  readonly #audit: (path: ByteString) => void;
  /** From destination to source. */
  readonly #targets = new Map<ByteString, ByteString>();
  readonly #destination: ByteString;
  readonly #intoDirectory: boolean;

  constructor(request: CopyRequest, dirstate: Dirstate, destination: ByteString) {
    const { repo, messages } = request;
    this.#request = request;
    this.#repo = repo;
    this.#dirstate = dirstate;
    this.#fs = repo.place.workFs;
    this.#anywhere = repo.place.workFs.at('/');
    this.#files = new WorkingFiles(repo);
    this.#names = new NameChecker(repo, messages, dirstate);
    this.#audit = pathAuditor(repo.place.workFs);
    this.#destination = destination;
    const there = this.#anywhere.stat(this.#absolute(destination).slice(1), true);
    this.#intoDirectory = there?.kind === 'directory';
  }

  #absolute(name: ByteString): ByteString {
    return normalizePath(joinPath(this.#request.cwd, name));
  }

  #isDirectory(name: ByteString): boolean {
    return this.#anywhere.stat(this.#absolute(name).slice(1))?.kind === 'directory';
  }

  /** @returns whether everything was copied. */
  run(patterns: readonly ByteString[]): boolean {
    const { after } = this.#request;
    const isPattern = (name: ByteString): boolean => splitPattern(name, 'relpath').text !== name;
    if (!this.#intoDirectory) {
      if (patterns.length > 1 || isPattern(patterns[0] as ByteString))
        throw new InputError('with multiple sources, destination must be an existing directory');
      if (this.#destination.endsWith('/'))
        throw new InputError(`destination ${this.#destination} is not a directory`);
    }
    const work: { target: (path: ByteString) => ByteString; sources: readonly Source[] }[] = [];
    for (const pattern of patterns) {
      const sources = this.#sources(pattern);
      if (sources.length === 0) continue;
      const target = after
        ? this.#targetAfter(pattern, sources, isPattern(pattern))
        : this.#targetOf(pattern);
      work.push({ target, sources });
    }
    if (work.length === 0) {
      throw new InputError(
        'no files to copy',
        this.#request.rename ? { hint: 'maybe you meant to use --after --at-rev=.' } : {},
      );
    }
    let good = true;
    for (const { target, sources } of work)
      for (const source of sources) if (!this.#copy(source, target(source.path))) good = false;
    return good;
  }

  #sources(pattern: ByteString): Source[] {
    const { repo, messages, show, after } = this.#request;
    const matcher = this.#request.matcher(pattern);
    const bad = (path: ByteString, message: ByteString): void => {
      messages.warn(`${show(path)}: ${message}\n`);
    };
    const status = workingStatus(repo, {
      matcher,
      unknown: true,
      clean: true,
      bad,
      dirstate: this.#dirstate,
    });
    const sources: Source[] = [];
    const { modified, added, removed, deleted, clean, unknown } = status;
    const isRemoved = new Set(removed);
    const isUnknown = new Set(unknown);
    const inParent = (path: ByteString): boolean => {
      const [parent] = repo.workingParents();
      return parent !== NULL_REV && repo.manifest(parent).has(path);
    };
    for (const path of [...modified, ...added, ...removed, ...deleted, ...clean, ...unknown].sort()) {
      const exact = matcher.isExact(path);
      if (isRemoved.has(path) && inParent(path)) {
        if (!after) {
          if (exact) messages.warn(`${show(path)}: not copying - file has been marked for remove\n`);
          continue;
        }
      } else if (isUnknown.has(path) || isRemoved.has(path)) {
        if (exact) messages.warn(`${show(path)}: not copying - file is not managed\n`);
        continue;
      }
      sources.push({ path, exact });
    }
    return sources;
  }

  /** Where the files of a source go: below the destination with as much of their path as the source covers. */
  #targetOf(pattern: ByteString): (path: ByteString) => ByteString {
    const destination = this.#destination;
    if (this.#isDirectory(pattern)) {
      const prefix = this.#request.canonical(pattern);
      const cut = this.#intoDirectory ? parentLength(prefix) : prefix.length;
      return (path) => joinPath(destination, path.slice(cut === 0 ? 0 : cut + 1));
    }
    if (this.#intoDirectory) return (path) => joinPath(destination, baseName(path));
    return () => destination;
  }

  /** The same for files that are there already: what of their path was kept has to be found out. */
  #targetAfter(
    pattern: ByteString,
    sources: readonly Source[],
    isPattern: boolean,
  ): (path: ByteString) => ByteString {
    const destination = this.#destination;
    const below = (cut: number) => (path: ByteString) =>
      joinPath(destination, path.slice(cut === 0 ? 0 : cut + 1));
    const byName = (path: ByteString): ByteString => joinPath(destination, baseName(path));
    if (isPattern) return byName;
    const prefix = this.#request.canonical(pattern);
    if (prefix.length >= (sources[0] as Source).path.length)
      return this.#intoDirectory ? byName : () => destination;
    let cut = prefix.length;
    if (this.#isDirectory(joinPath(destination, baseName(prefix)))) {
      const found = (length: number): number =>
        sources.filter(({ path }) => this.#exists(below(length)(path))).length;
      const shorter = parentLength(prefix);
      if (found(shorter) > found(cut)) cut = shorter;
    }
    return below(cut);
  }

  #exists(name: ByteString): boolean {
    return this.#anywhere.stat(this.#absolute(name).slice(1), true) !== undefined;
  }

  /** @returns false when the file was not copied, which was said. */
  #copy({ path: source, exact }: Source, name: ByteString): boolean {
    const { messages, show, rename, after, dryRun } = this.#request;
    const target = this.#request.canonical(name);
    this.#names.portable(target);
    const earlier = this.#targets.get(target);
    if (earlier !== undefined) {
      messages.warn(`${show(target)}: not overwriting - ${show(source)} collides with ${show(earlier)}\n`);
      return false;
    }
    const exists = this.#fs.stat(target, true) !== undefined;
    if (!this.#mayOverwrite(source, target, exists)) return false;
    let sourceThere = true;
    if (after) {
      if (!exists) {
        const what = rename ? 'move' : 'copy';
        messages.warn(`${show(source)}: not recording ${what} - ${show(target)} does not exist\n`);
        return false;
      }
    } else if (!dryRun) {
      const result = this.#copyContent(source, target, exists);
      if (result === 'failed') return false;
      sourceThere = result === 'copied';
    }
    if (messages.verbose || !exact)
      messages.status(`${rename ? 'moving' : 'copying'} ${show(source)} to ${show(target)}\n`);
    this.#targets.set(target, source);
    this.#record(source, target);
    if (rename && !dryRun) {
      if (!after && sourceThere) this.#files.remove(source);
      this.#dirstate.setUntracked(source);
    }
    return true;
  }

  #mayOverwrite(source: ByteString, target: ByteString, exists: boolean): boolean {
    const { messages, show, rename, after, force } = this.#request;
    const committed = this.#dirstate.isTracked(target) && !this.#dirstate.isAdded(target);
    if (force || !(after ? committed : exists)) return true;
    const verb = rename ? 'rename' : 'copy';
    const record = rename ? 'record the rename' : 'record the copy';
    if (!committed) {
      messages.warn(`${show(target)}: not overwriting - file exists\n`);
      messages.warn(`('hg ${verb} --after' to ${record})\n`);
      return false;
    }
    messages.warn(`${show(target)}: not overwriting - file already committed\n`);
    if (this.#looksCopiedInParent(source, target))
      messages.warn(`('hg ${verb} --at-rev .' to ${record} in the parent of the working copy)\n`);
    else
      messages.warn(
        `('hg ${verb} ${after ? '--after --force' : '--force'}' to replace the file by recording a ${verb})\n`,
      );
    return false;
  }

  #looksCopiedInParent(source: ByteString, target: ByteString): boolean {
    const repo = this.#repo;
    const [parent] = repo.workingParents();
    if (parent === NULL_REV || !repo.manifest(parent).has(target)) return false;
    const above = [repo.graph.parent1(parent), repo.graph.parent2(parent)].filter((rev) => rev >= 0);
    return above.some((rev) => repo.manifest(rev).has(source) && !repo.manifest(rev).has(target));
  }

  #copyContent(
    source: ByteString,
    target: ByteString,
    exists: boolean,
  ): 'copied' | 'source is gone' | 'failed' {
    const { messages, show, rename } = this.#request;
    this.#audit(target);
    this.#audit(source);
    const stat = this.#fs.stat(source, true);
    try {
      if (stat === undefined) throw new FileSystemError('ENOENT', source, 'No such file or directory');
      if (rename && stat.kind !== 'symlink') {
        // The content goes on with its times and mode, as `mv` has it.
        if (exists) this.#fs.remove(target);
        const slash = target.lastIndexOf('/');
        if (slash > 0) this.#fs.makeDirectory(target.slice(0, slash), true);
        this.#fs.rename(source, target);
      } else {
        const isLink = stat.kind === 'symlink';
        const content = isLink ? linkBytes(this.#fs.readLink(source)) : readFile(this.#fs, source);
        const isExecutable = !isLink && (stat.mode & 0o100) !== 0;
        this.#files.writeExactly(target, content, isLink ? 'l' : isExecutable ? 'x' : '', exists);
      }
      return 'copied';
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      if (error.errno === 'ENOENT') {
        messages.warn(`${show(source)}: deleted in working directory\n`);
        return 'source is gone';
      }
      messages.warn(`${show(source)}: cannot copy - ${error.message}\n`);
      return 'failed';
    }
  }

  /** As copied from where the source itself was copied from, if it was. */
  #record(source: ByteString, target: ByteString): void {
    const { messages, show, dryRun } = this.#request;
    const dirstate = this.#dirstate;
    const origin = dirstate.copies.get(source) ?? source;
    if (target === origin) {
      if (dryRun) return;
      if (dirstate.isAdded(target) || !dirstate.isTracked(target)) dirstate.setTracked(target);
      return;
    }
    if (dirstate.isAdded(origin) && origin === source) {
      this.#request.messages.warn(
        `${show(origin)} has not been committed yet, so no copy data will be stored for ${show(target)}.\n`,
      );
      if (!dryRun && !dirstate.isTracked(target)) trackFiles(this.#repo, messages, dirstate, [target], show);
      return;
    }
    if (dryRun) return;
    if (this.#fs.stat(target, true) === undefined) {
      messages.warn(`${show(target)} does not exist!\n`);
      return;
    }
    dirstate.setTracked(target);
    dirstate.setCopy(target, origin);
  }
}

function linkBytes(target: ByteString): Uint8Array {
  return Uint8Array.from(target, (char) => char.charCodeAt(0));
}

function baseName(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Length of the directory that a path is in. */
function parentLength(path: ByteString): number {
  return Math.max(path.lastIndexOf('/'), 0);
}

/**
 * @returns whether everything was copied; what was not has been said.
 * @throws InputError, LockError, HgError from the path audit, FileSystemError
 */
export function copyFiles(request: CopyRequest): boolean {
  const { names, repo } = request;
  if (names.length === 0) throw new InputError('no source or destination specified');
  if (names.length === 1) throw new InputError('no destination specified');
  const destination = names.at(-1) as ByteString;
  return changeDirstate(repo, (dirstate) =>
    new Copier(request, dirstate, destination).run(names.slice(0, -1)),
  );
}

/** Makes copies be plain additions. @returns nothing; files that are no copies are complained about. */
export function forgetCopies(
  repo: Repository,
  messages: Notices,
  matcher: Matcher,
  show: (path: ByteString) => ByteString,
): void {
  changeDirstate(repo, (dirstate) => {
    const bad = (path: ByteString, message: ByteString): void => {
      messages.warn(`${show(path)}: ${message}\n`);
    };
    workingStatus(repo, { matcher, bad, dirstate });
    for (const path of dirstate.trackedPaths()) {
      if (!matcher.matches(path)) continue;
      if (dirstate.copies.has(path)) dirstate.setCopy(path, undefined);
      else if (matcher.isExact(path))
        messages.warn(`${show(path)}: not unmarking as copy - file is not marked as copied\n`);
    }
  });
}
