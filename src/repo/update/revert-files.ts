/** Gives files the content that they have in a revision; the parents of the working directory stay. */
import { type ByteString, equalBytes } from '../../bytes/index.js';
import { FileSystemError, HgError } from '../../errors/index.js';
import type { FileFlags, Manifest } from '../../manifest/index.js';
import type { Matcher } from '../../match/index.js';
import type { Messages } from '../messages.js';
import { Repository } from '../repository.js';
import { hasSubrepos, subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { type WorkingStatus, workingStatus } from '../working-copy/status.js';
import { changeDirstate } from '../working-copy/working-dirstate.js';
import { backupPath } from './backup-path.js';
import { copyWorkingFile } from './copy-file.js';
import { type RevertDecision, type RevertKind, revertDecisions } from './revert-sets.js';
import { WorkingFiles } from './working-files.js';

export interface RevertRequest {
  readonly rev: number;
  readonly matcher: Matcher;
  readonly noBackup: boolean;
  readonly dryRun: boolean;
  readonly messages: Messages;
  /** Paths as the user sees them. */
  readonly display: (path: ByteString) => ByteString;
  /** `--all`: of nested repositories only what is modified is kept as backup. */
  readonly everything?: boolean;
  /** Nobody has named the files that the matcher names. */
  readonly isImplied?: boolean;
  /** Asked what is meant; everything when absent. */
  readonly chooser?: RevertChooser | undefined;
}

export interface RevertChooser {
  /** Whether to go on with one file that is added, removed, or comes back. */
  confirm(question: ByteString): boolean;
  /** The new contents of the files that change, of those that differ from the target. @throws HgError when the user gives up */
  choose(paths: readonly ByteString[]): ReadonlyMap<ByteString, RevertedFile>;
}

export interface RevertedFile {
  readonly content: Uint8Array;
  readonly flags: FileFlags;
}

const QUESTIONS: Readonly<Partial<Record<RevertKind, ByteString>>> = {
  forget: 'forget added file',
  remove: 'remove added file',
  add: 'add new file',
  undelete: 'add back removed file',
};

const WORDS: Readonly<Record<RevertKind, (path: ByteString) => ByteString>> = {
  revert: (path) => `reverting ${path}\n`,
  add: (path) => `adding ${path}\n`,
  remove: (path) => `removing ${path}\n`,
  drop: (path) => `removing ${path}\n`,
  forget: (path) => `forgetting ${path}\n`,
  undelete: (path) => `undeleting ${path}\n`,
  noop: (path) => `no changes needed to ${path}\n`,
  unknown: (path) => `file not managed: ${path}\n`,
};

/** @throws FileSystemError, LockError */
export function revertFiles(given: Repository, request: RevertRequest): void {
  let failure: HgError | undefined;
  let nested: readonly ByteString[] = [];
  changeDirstate(given, (dirstate) => {
    let own = request;
    if (tracksSubrepos(given, dirstate)) {
      nested = subreposIn(given).revertedSubrepos(given, request.matcher);
      own = { ...request, matcher: subreposIn(given).ownMatcher(given, request.matcher) };
    }
    try {
      new Revert(new Repository(given.place, true), own, dirstate).run();
    } catch (error) {
      // What was done until then stays done, and is recorded.
      if (!(error instanceof HgError)) throw error;
      failure = error;
    }
  });
  if (failure !== undefined) throw failure;
  if (nested.length > 0) subreposIn(given).revertSubrepos(given, nested, request);
}

type Dirstate = Parameters<Parameters<typeof changeDirstate>[1]>[0];

class Revert {
  readonly #repo: Repository;
  readonly #request: RevertRequest;
  readonly #dirstate: Dirstate;
  readonly #files: WorkingFiles;

  constructor(repo: Repository, request: RevertRequest, dirstate: Dirstate) {
    this.#repo = repo;
    this.#request = request;
    this.#dirstate = dirstate;
    this.#files = new WorkingFiles(repo);
  }

  run(): void {
    const { rev, matcher, noBackup, dryRun } = this.#request;
    const repo = this.#repo;
    const [p1, p2] = repo.workingParents();
    const decisions = this.#decide(rev, matcher, p1, p2 >= 0, noBackup);
    const todo = new Map<RevertKind, ByteString[]>();
    for (const path of [...decisions.keys()].sort()) {
      const decision = decisions.get(path) as RevertDecision;
      const exact = this.#isExact(path);
      const { kind } = decision;
      if (kind === 'noop' || kind === 'unknown') {
        if (exact) this.#request.messages.warn(WORDS[kind](this.#request.display(path)));
        continue;
      }
      const list = todo.get(kind);
      if (list === undefined) todo.set(kind, [path]);
      else list.push(path);
      if (this.#request.chooser === undefined) this.#backUp(path, decision);
      if (dryRun) this.#say(kind, path);
    }
    if (!dryRun) this.#perform(todo, decisions);
  }

  #decide(
    rev: number,
    matcher: Matcher,
    p1: number,
    isMerge: boolean,
    noBackup: boolean,
  ): Map<ByteString, RevertDecision> {
    const repo = this.#repo;
    const dirstate = this.#dirstate;
    const target = repo.manifest(rev);
    const everything = matcher.always;
    const request = {
      matcher,
      dirstate,
      unknown: !everything,
      ignored: !everything,
      clean: !everything,
      // What is missing is missing in the target, too, or comes back.
      bad: () => undefined,
    };
    const local = workingStatus(repo, request);
    const status = rev === p1 ? local : repo.workingContext().statusFrom(rev, request);
    for (const path of [...new Set(matcher.files)].sort())
      if (path !== '' && !this.#isKnown(path, [status, local], target))
        this.#request.messages.warn(
          `${this.#request.display(path)}: no such file in rev ${rev < 0 ? '000000000000' : repo.node(rev).slice(0, 12)}\n`,
        );
    return revertDecisions({
      status,
      local,
      target,
      targetIsParent: rev === p1,
      isMerge,
      dirstate,
      noBackup,
      exists: (path) => repo.place.workFs.stat(path, true) !== undefined,
    });
  }

  /** A file or directory of the working directory, or of the target, or in a repository nested in that. */
  #isKnown(path: ByteString, statuses: readonly WorkingStatus[], target: Manifest): boolean {
    const { rev } = this.#request;
    const repo = this.#repo;
    const inside = `${path}/`;
    const isListed = statuses
      .flatMap((status) => Object.values(status))
      .some((paths) => paths.some((one) => one === path || one.startsWith(inside)));
    if (isListed || target.has(path) || target.hasDirectory(path)) return true;
    return hasSubrepos(repo, rev) && subreposIn(repo).isInSubrepo(repo, path, rev);
  }

  /** Named by itself: it goes without saying. */
  #isExact(path: ByteString): boolean {
    const { matcher, isImplied = false } = this.#request;
    if (isImplied) return false;
    return matcher.isExact(path) || !matcher.matches(path);
  }

  #say(kind: RevertKind, path: ByteString): void {
    const { messages, display } = this.#request;
    if (messages.verbose || !this.#isExact(path)) messages.status(WORDS[kind](display(path)));
  }

  /** @param isCopied the file stays where it is, too. */
  #backUp(path: ByteString, { backup }: RevertDecision, isCopied = false): void {
    if (backup === 'never') return;
    const repo = this.#repo;
    if (isCopied && repo.place.workFs.stat(path, true) === undefined) return;
    const { messages, display, dryRun, rev } = this.#request;
    if (backup === 'check') {
      const node = repo.manifest(rev).find(path);
      const here = this.#files.read(path);
      if (node !== undefined && here !== undefined && equalBytes(here, repo.fileByNode(path, node).content()))
        return;
    }
    const target = backupPath(repo, messages, path);
    const prefix = `${repo.root}/`;
    const shown = target.startsWith(prefix) ? target.slice(prefix.length) : target;
    messages.note(`saving current version of ${display(path)} as ${display(shown)}\n`);
    if (dryRun) return;
    this.#files.audit(path);
    if (isCopied) copyWorkingFile(repo.place.workFs, path, target);
    else repo.place.workFs.rename(path, target);
  }

  #perform(
    todo: ReadonlyMap<RevertKind, readonly ByteString[]>,
    decisions: ReadonlyMap<ByteString, RevertDecision>,
  ): void {
    const repo = this.#repo;
    const dirstate = this.#dirstate;
    const { rev, chooser, display } = this.#request;
    const [p1, p2] = repo.workingParents();
    const each = (kind: RevertKind, act: (path: ByteString) => void): void => {
      for (const path of todo.get(kind) ?? []) {
        const question = QUESTIONS[kind];
        if (chooser !== undefined && question !== undefined) {
          if (!chooser.confirm(`${question} ${display(path)} (Yn)?`)) continue;
          this.#backUp(path, decisions.get(path) as RevertDecision);
        }
        this.#say(kind, path);
        act(path);
      }
    };
    each('forget', (path) => dirstate.setUntracked(path));
    each('remove', (path) => {
      try {
        this.#files.remove(path);
      } catch (error) {
        if (!(error instanceof FileSystemError)) throw error;
      }
      dirstate.setUntracked(path);
    });
    each('drop', (path) => {
      this.#files.audit(path);
      if (chooser !== undefined) this.#backUp(path, decisions.get(path) as RevertDecision, true);
      dirstate.setUntracked(path);
    });
    const manifest = repo.manifest(rev);
    const checkOut = (path: ByteString): void => {
      const entry = manifest.entry(path);
      if (entry === undefined) return;
      this.#files.write(path, repo.fileByNode(path, entry.node).content(), entry.flags);
    };
    const restore = (path: ByteString): void => {
      checkOut(path);
      if (p2 < 0) dirstate.setCopy(path, undefined);
      dirstate.setTracked(path);
    };
    if (chooser === undefined) each('revert', restore);
    else
      for (const [path, file] of chooser.choose(todo.get('revert') ?? [])) {
        this.#backUp(path, decisions.get(path) as RevertDecision, true);
        this.#say('revert', path);
        this.#files.write(path, file.content, file.flags);
        dirstate.setTracked(path);
      }
    each('add', (path) => {
      checkOut(path);
      dirstate.setTracked(path);
    });
    each('undelete', restore);
    const written = (['add', 'undelete', 'revert'] as const).flatMap((kind) => todo.get(kind) ?? []);
    if (written.length === 0 || p1 === rev || p1 < 0 || rev < 0) return;
    const copied = repo.pathCopies(p1, rev);
    for (const path of written) {
      const source = copied.get(path);
      if (source !== undefined) dirstate.setCopy(path, source);
    }
  }
}
