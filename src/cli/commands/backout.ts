/** `qs backout`. */
import type { ByteString } from '../../bytes/index.js';
import { isAncestor } from '../../dag/index.js';
import { parseDate } from '../../dates/index.js';
import { InputError } from '../../errors/index.js';
import { alwaysMatcher } from '../../match/index.js';
import {
  checkUnfinished,
  graftOnto,
  mergeWith,
  refreshed,
  refuseChanges,
  revertFiles,
  showStats,
  updateWorkingCopy,
  withWlock,
  workingDate,
  writeWorkingBranch,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { pathDisplay } from '../display-path.js';
import { untilHalted } from '../halted-merge.js';
import { TOOL_OPTION } from '../merge-options.js';
import { checkIncompatible } from '../option-conflicts.js';
import { revisionOf } from '../revisions.js';
import { userName } from '../username.js';
import { commitChanges, parentsOfWorkingCopy } from '../working-copy/commit-changes.js';
import { DATE_AND_USER_OPTIONS, givenMessage, MESSAGE_OPTIONS } from '../working-copy/commit-message.js';
import { beforeCommit, reportCommit } from '../working-copy/commit-report.js';

/** The parent that the changeset's effect counts from. @throws InputError */
function baseOf(context: CommandContext, rev: number, options: Options): number {
  const repo = context.repo();
  const { graph } = repo;
  const [here] = repo.workingParents();
  if (rev < 0 || !isAncestor(graph, rev, here))
    throw new InputError('cannot backout change that is not an ancestor');
  const [p1, p2] = [graph.parent1(rev), graph.parent2(rev)];
  if (p1 < 0) throw new InputError('cannot backout a change with no parents');
  const named = options.value('parent');
  if (p2 < 0) {
    if (named) throw new InputError('cannot use --parent on non-merge changeset');
    return p1;
  }
  if (!named) throw new InputError('cannot backout a merge changeset');
  const parent = revisionOf(context, named);
  if (parent !== p1 && parent !== p2)
    throw new InputError(
      `${repo.node(parent).slice(0, 12)} is not a parent of ${repo.node(rev).slice(0, 12)}`,
    );
  return parent;
}

class Backout {
  readonly #context: CommandContext;
  readonly #options: Options;
  readonly #rev: number;
  readonly #base: number;

  constructor(context: CommandContext, options: Options, rev: number) {
    this.#context = context;
    this.#options = options;
    this.#rev = rev;
    this.#base = baseOf(context, rev, options);
  }

  #short(rev: number): ByteString {
    return this.#context.repo().node(rev).slice(0, 12);
  }

  run(): number {
    const { ui } = this.#context;
    const repo = this.#context.repo();
    const [here] = repo.workingParents();
    const branch = repo.place.store.places.hgFs;
    const branchName = repo.place.texts?.toStored(repo.workingBranch()) ?? repo.workingBranch();
    const merges = this.#options.flag('merge') && here !== this.#rev;
    if (here !== this.#rev && !merges) {
      const stats = graftOnto(repo, {
        rev: this.#base,
        base: this.#rev,
        mergeAncestor: false,
        copies: false,
        tool: this.#options.value('tool'),
        messages: ui,
        display: pathDisplay(this.#context, false),
      });
      showStats(ui, stats);
      if (stats.unresolved > 0) {
        ui.status("use 'hg resolve' to retry unresolved file merges\n");
        return 1;
      }
    } else {
      if (merges) updateWorkingCopy(repo, { rev: this.#rev, branchMerge: false, force: true, messages: ui });
      writeWorkingBranch(branch, branchName);
      this.#revert();
    }
    if (this.#options.flag('no-commit')) {
      ui.status(`changeset ${this.#short(this.#rev)} backed out, don't forget to commit.\n`);
      return 0;
    }
    const made = this.#commit();
    if (made === undefined) {
      ui.status('nothing changed\n');
      return 1;
    }
    if (!merges) return 0;
    return this.#mergeInto(here, made);
  }

  #revert(): void {
    revertFiles(refreshed(this.#context.repo()), {
      rev: this.#base,
      matcher: alwaysMatcher(),
      noBackup: false,
      dryRun: false,
      messages: this.#context.ui,
      display: pathDisplay(this.#context, true),
    });
  }

  /** @returns the new changeset's number, and its name as the user sees it. */
  #commit(): { rev: number; name: ByteString } | undefined {
    const context = this.#context;
    const { ui } = context;
    const repo = refreshed(context.repo());
    const before = beforeCommit(repo, true);
    const given = givenMessage(context, this.#options);
    const date = this.#options.value('date');
    const made = commitChanges(context, {
      repo,
      message: given || `Backed out changeset ${this.#short(this.#rev)}`,
      user: () => this.#options.value('user') || userName(context),
      date: date ? parseDate(date, context.platform.clock) : workingDate(ui.config, context.platform.clock),
      edits: !given || this.#options.flag('edit'),
      form: 'backout',
      matcher: fileMatcher(context, [], this.#options),
    });
    if (made === undefined) return undefined;
    const parents = parentsOfWorkingCopy(repo);
    reportCommit(ui, repo, parents, before, { ...made, closesBranch: false, isAmended: false });
    const name = ui.debugFlag ? `${made.rev}:${made.node}` : `${made.rev}:${made.node.slice(0, 12)}`;
    const old = ui.debugFlag
      ? `${this.#rev}:${repo.node(this.#rev)}`
      : `${this.#rev}:${this.#short(this.#rev)}`;
    ui.status(`changeset ${name} backs out changeset ${old}\n`);
    return { rev: made.rev, name };
  }

  #mergeInto(here: number, { rev, name }: { rev: number; name: ByteString }): number {
    const context = this.#context;
    const { ui } = context;
    const repo = refreshed(context.repo());
    updateWorkingCopy(repo, { rev: here, branchMerge: false, force: true, messages: ui });
    ui.status(`merging with changeset ${name}\n`);
    const unresolved = mergeWith(refreshed(repo), rev, {
      messages: ui,
      tool: this.#options.value('tool'),
      display: pathDisplay(context, false),
    });
    return unresolved ? 1 : 0;
  }
}

export const command: CommandDefinition = {
  name: 'backout',
  argumentCount: [0, 1],
  synopsis: '[OPTION]... [-r] REV',
  summary: 'make a changeset that undoes an earlier one',
  help: `Undoes what an earlier changeset has done, in the working directory, and commits that unless there are conflicts. What came
after the changeset stays. The changeset itself stays in the history, too.

With --merge the new changeset is made on top of the one that it undoes, and then merged into what was checked out; committing
the merge is left to the user. Merges can only be backed out relative to one of their parents, with --parent.

Returns 0 on success, 1 when there was nothing to do or there are files left to resolve.`,
  category: 'management',
  options: [
    { short: '', long: 'merge', kind: 'flag', help: 'back out below, and merge with what is checked out' },
    { short: '', long: 'commit', kind: 'flag', help: 'commit if there were no conflicts', deprecated: true },
    { short: '', long: 'no-commit', kind: 'flag', help: 'do not commit' },
    {
      short: '',
      long: 'parent',
      kind: 'value',
      help: 'the parent of a merge that counts',
      valueName: 'REV',
      deprecated: true,
    },
    { short: 'r', long: 'rev', kind: 'value', help: 'the changeset to undo', valueName: 'REV' },
    { short: 'e', long: 'edit', kind: 'flag', help: 'edit the message in any case' },
    TOOL_OPTION,
    ...WALK_OPTIONS,
    ...MESSAGE_OPTIONS,
    ...DATE_AND_USER_OPTIONS,
  ],
  run(context, args, options) {
    checkIncompatible(options, 'no-commit', ['commit', 'merge']);
    const repo = context.repo();
    const [node] = args;
    const named = options.value('rev');
    if (named && node !== undefined) throw new InputError('please specify just one revision');
    const rev = named || node;
    if (!rev) throw new InputError('please specify a revision to backout');
    return untilHalted(context, () =>
      withWlock(repo, () => {
        checkUnfinished(repo);
        refuseChanges(repo);
        const backout = new Backout(context, options, revisionOf(context, rev));
        return backout.run();
      }),
    );
  },
};
