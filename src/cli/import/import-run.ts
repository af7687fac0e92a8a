/** Applies patches and commits them, all in one transaction. */
import { type ByteString, bytesOf, NULL_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { HgError, InputError } from '../../errors/index.js';
import { type MailedPatch, readMailedPatch } from '../../patch/index.js';
import { replaceFile } from '../../platform/index.js';
import {
  changeDirstate,
  inTransaction,
  type Repository,
  repositoryWithin,
  showStats,
  updateWorkingCopy,
  type WriteSession,
  writeWorkingBranch,
} from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { revisionOf } from '../revisions.js';
import { commitPatched, type PatchCommit } from './commit-patched.js';
import { patchWorkingCopy } from './patch-working-copy.js';

export interface PatchFile {
  /** As the user is told. */
  readonly name: ByteString;
  readonly isInput: boolean;
  readonly patches: readonly ByteString[];
}

export interface ImportSettings {
  readonly options: Options;
  /** Given on the command line. */
  readonly message: ByteString | undefined;
  /** 0 to 1. */
  readonly similarity: number;
  readonly strip: number;
  /** '' or a directory with its `/`. */
  readonly prefix: ByteString;
}

export class ImportRun {
  readonly #context: CommandContext;
  readonly #settings: ImportSettings;
  readonly #messages: ByteString[] = [];
  /** The transaction that everything is in; undefined without commits. */
  #session: WriteSession | undefined;
  #dirstate: Dirstate | undefined;
  /** Of the last patch; with --bypass the next one goes on top of it. */
  #last: ByteString | undefined;

  constructor(context: CommandContext, settings: ImportSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  /** @returns the exit code. @throws HgError when a patch does not fit, and as commits do */
  run(files: Iterable<PatchFile>): number {
    const repo = this.#context.repo();
    if (this.#flag('no-commit')) return this.#all(files);
    return changeDirstate(repo, (dirstate) => {
      this.#dirstate = dirstate;
      return inTransaction(repo, { name: 'import' }, (session) => {
        this.#session = session;
        return this.#all(files);
      });
    });
  }

  #flag(name: string): boolean {
    return this.#settings.options.flag(name);
  }

  /** As it is at this point of the transaction. */
  #now(): Repository {
    const repo = this.#context.repo();
    const dirstate = this.#dirstate;
    if (this.#session === undefined || dirstate === undefined) return repo;
    return repositoryWithin(this.#session, () => dirstate.parents);
  }

  #all(files: Iterable<PatchFile>): number {
    const { ui } = this.#context;
    for (const { name, isInput, patches } of files) {
      ui.status(isInput ? 'applying patch from stdin\n' : `applying ${name}\n`);
      let any = false;
      for (const text of patches) {
        const patch = readMailedPatch(text);
        if (patch.diff === undefined) continue;
        any = true;
        if (!this.#one(patch, patch.diff)) continue;
        ui.warn('patch applied partially\n');
        ui.warn('(fix the .rej files and run `hg commit --amend`)\n');
        return 1;
      }
      if (!any) throw new InputError(`${isInput ? 'stdin' : name}: no diffs found`);
    }
    if (this.#flag('no-commit') && this.#messages.length > 0)
      replaceFile(
        this.#context.repo().store.places.hgFs,
        'last-message.txt',
        bytesOf(this.#messages.join('\n* * *\n')),
      );
    return 0;
  }

  /** @returns whether some of it was rejected. */
  #one(patch: MailedPatch, diff: ByteString): boolean {
    const { ui } = this.#context;
    const { message } = this.#settings;
    const repo = this.#now();
    const parents = this.#parentsOf(repo, patch);
    const own = message || patch.message.replace(/\s+$/, '') || undefined;
    if (!this.#flag('bypass')) this.#moveTo(repo, parents, patch);
    if (this.#flag('no-commit')) {
      const { failed } = patchWorkingCopy(this.#context, this.#now(), diff, this.#settings);
      if (own !== undefined) this.#messages.push(own);
      ui.note('applied to working directory\n');
      return failed;
    }
    const request: PatchCommit = {
      repo: this.#now(),
      parents,
      patch,
      message: own,
      settings: this.#settings,
      diff,
    };
    const { node, failed } = commitPatched(this.#context, request);
    if (this.#flag('exact') && node !== patch.node)
      throw new HgError('abort', 'patch is damaged or loses information');
    if (node !== undefined) this.#last = node;
    ui.note(node === undefined ? 'applied to working directory\n' : `created ${node.slice(0, 12)}\n`);
    return failed;
  }

  /** What the patch is applied to. @throws InputError */
  #parentsOf(repo: Repository, patch: MailedPatch): readonly [number, number] {
    const { ui } = this.#context;
    const [first, second] = patch.parents;
    const known = (node: ByteString): number => {
      const rev = repo.revOf(node);
      return rev ?? revisionOf(this.#context, node);
    };
    if (this.#flag('exact')) {
      if (patch.node === undefined || first === undefined) throw new InputError('not a Mercurial patch');
      return [known(first), second === undefined ? NULL_REV : known(second)];
    }
    const last = this.#last === undefined ? undefined : repo.revOf(this.#last);
    const here: readonly [number, number] =
      this.#flag('bypass') && last !== undefined ? [last, NULL_REV] : repo.workingParents();
    if (second === undefined || first === undefined) return here;
    const [p1, p2] = [repo.revOf(first), repo.revOf(second)];
    if (p1 === here[0] && p2 !== undefined) return [p1, p2];
    ui.warn('warning: import the patch as a normal revision\n(use --exact to import the patch as a merge)\n');
    return here;
  }

  #moveTo(repo: Repository, [p1, p2]: readonly [number, number], patch: MailedPatch): void {
    const [here] = repo.workingParents();
    if (p1 !== here)
      showStats(
        this.#context.ui,
        updateWorkingCopy(repo, { rev: p1, branchMerge: false, force: true, messages: this.#context.ui }),
      );
    if (p2 !== NULL_REV)
      changeDirstate(repo, (dirstate) => void dirstate.setParents(repo.node(p1), repo.node(p2)));
    if (this.#flag('exact') || this.#flag('import-branch'))
      writeWorkingBranch(repo.store.places.hgFs, patch.branch ?? 'default');
  }
}
