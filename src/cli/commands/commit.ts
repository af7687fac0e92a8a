/** `qs commit`. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { parseDate } from '../../dates/index.js';
import { HgError, InputError } from '../../errors/index.js';
import {
  addRemove,
  type CommitDraft,
  changeDirstate,
  checkAmendable,
  checkUnfinished,
  commitWorkingCopy,
  MarkerReport,
  type Repository,
  readMergeStateOf,
  refreshed,
  workingDate,
  workingStatus,
} from '../../repo/index.js';
import type { HgDate } from '../../store/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { checkIncompatible } from '../option-conflicts.js';
import { userName } from '../username.js';
import {
  DATE_AND_USER_OPTIONS,
  editMessage,
  givenMessage,
  MESSAGE_OPTIONS,
  toStored,
} from '../working-copy/commit-message.js';
import { beforeCommit, reportCommit } from '../working-copy/commit-report.js';
import { hasPatterns, SUBREPOS, trackingContext } from '../working-copy/tracking.js';

/** @throws InputError when the branch cannot be closed from here. */
function checkClosable(repo: Repository, options: Options): void {
  const [p1] = repo.workingParents();
  const branch = repo.workingBranch();
  const heads = repo.branches().get(branch)?.openHeads ?? [];
  if (p1 !== NULL_REV && repo.closesBranch(p1))
    throw new InputError('current revision is already a branch closing head');
  if (heads.length === 0) throw new InputError(`branch "${branch}" has no heads to close`);
  if (p1 !== NULL_REV && branch === repo.branch(p1) && !heads.includes(p1)) {
    if (!options.flag('force-close-branch'))
      throw new InputError('can only close branch heads', {
        hint: 'use --force-close-branch to close branch from a non-head changeset',
      });
  }
  if (options.flag('amend') && p1 !== NULL_REV) {
    const above = [repo.graph.parent1(p1), repo.graph.parent2(p1)];
    if (!above.some((rev) => rev !== NULL_REV && repo.branch(rev) === branch))
      throw new InputError('can only close branch heads');
  }
}

function commitDate(context: CommandContext, options: Options): HgDate {
  const { clock } = context.platform;
  const given = options.value('date');
  return given ? parseDate(given, clock) : workingDate(context.ui.config, clock);
}

function reportNothing(context: CommandContext, patterns: readonly ByteString[], options: Options): number {
  const { ui } = context;
  const { matcher } = trackingContext(context, patterns, options);
  const { deleted } = workingStatus(context.repo(), { matcher });
  if (deleted.length > 0) ui.status(`nothing changed (${deleted.length} missing files, see 'hg status')\n`);
  else ui.status('nothing changed\n');
  return 1;
}

async function run(
  context: CommandContext,
  patterns: readonly ByteString[],
  options: Options,
): Promise<number> {
  const { ui } = context;
  const repo = context.repo();
  checkIncompatible(options, 'subrepos', ['amend']);
  checkUnfinished(repo, { commit: true });
  const closes = options.flag('close-branch') || options.flag('force-close-branch');
  if (closes) checkClosable(repo, options);
  if (options.flag('amend')) checkAmendable(repo);
  const date = commitDate(context, options);
  const message = givenMessage(context, options);
  if (options.flag('subrepos')) repo.config.set('ui', 'commitsubrepos', 'True', 'commit');
  const tracking = trackingContext(context, patterns, options, hasPatterns(patterns, options));
  const before = beforeCommit(repo, !options.flag('amend'));
  const parents = repo.workingParents().filter((rev, at) => at === 0 || rev !== NULL_REV);
  // A commit that is bound to be refused tracks nothing, though it says what it would have.
  const refused = readMergeStateOf(repo).unresolvedCount > 0;
  // With these comes what other commits do without.
  const interactive = options.flag('interactive') ? await import('../record/choose-commit.js') : undefined;
  const amending = options.flag('amend') ? await import('../working-copy/amend.js') : undefined;
  const work = (): number => {
    if (options.flag('addremove') && !addRemove({ ...tracking, dryRun: refused }, 0))
      throw new HgError('abort', 'failed to mark all new/missing files as added/removed');
    const chosen = interactive?.chooseCommit(context, tracking.matcher, options);
    if (chosen?.size === 0) {
      ui.status('no changes to record\n');
      return 1;
    }
    if (amending !== undefined)
      return amending.amend(context, patterns, options, { message, closes, date, before, chosen });
    let user: ByteString | undefined;
    const form = parents.length > 1 ? 'commit.normal.merge' : 'commit.normal.normal';
    const edit = (draft: CommitDraft): ByteString =>
      draft.message !== '' && !options.flag('edit')
        ? draft.message
        : editMessage(context, draft, { form, refusesUnchanged: !options.flag('edit') });
    // What is committed on top of obsolete changesets is an orphan at once.
    const report = repo.obsStore.isEmpty ? undefined : new MarkerReport(repo);
    const committed = commitWorkingCopy({
      repo,
      messages: ui,
      matcher: tracking.matcher,
      show: tracking.show,
      message: message ?? '',
      user: () => (user ??= options.value('user') || userName(context)),
      date,
      edit,
      encode: toStored(context),
      chosen,
      ...(closes && { extra: new Map([['close', '1']]) }),
      ...(options.flag('secret') && { phase: 2 }),
    });
    if (committed === undefined) return reportNothing(context, patterns, options);
    report?.instabilities(refreshed(repo), ui);
    reportCommit(ui, repo, parents, before, { ...committed, closesBranch: closes, isAmended: false });
    return 0;
  };
  // A commit that is refused leaves files as untracked as they were.
  return options.flag('addremove') ? changeDirstate(repo, work) : work();
}

export const command: CommandDefinition = {
  name: 'commit',
  aliases: ['ci'],
  inferRepository: true,
  synopsis: '[OPTION]... [FILE]...',
  summary: 'record changes of the working directory',
  help: `Makes a changeset of what differs between the working directory and its parents: of everything, or of the files that are named.
Files have to be tracked (see \`add\`, \`remove\`, \`rename\`), unless --addremove takes care of that. After a merge everything is
committed together.

Without --message or --logfile an editor asks for the message; lines that begin with "HG:" do not count, and an empty message ends
the commit. What was typed is kept in .hg/last-message.txt.

Dates are given as in \`qs help dates\`. With --close-branch the branch counts as closed from this changeset on. With --amend the parent
of the working directory is replaced by a changeset with its changes and the new ones.

Returns 0 on success, 1 if nothing changed.`,
  category: 'commit',
  options: [
    { short: 'A', long: 'addremove', kind: 'flag', help: 'track new files and forget missing ones first' },
    { short: '', long: 'close-branch', kind: 'flag', help: 'close this branch head' },
    {
      short: '',
      long: 'force-close-branch',
      kind: 'flag',
      help: 'close the branch from a changeset that is no head',
      advanced: true,
    },
    { short: '', long: 'amend', kind: 'flag', help: 'replace the parent of the working directory' },
    { short: 's', long: 'secret', kind: 'flag', help: 'make the changeset secret' },
    { short: 'e', long: 'edit', kind: 'flag', help: 'edit the message in any case' },
    { short: 'i', long: 'interactive', kind: 'flag', help: 'choose the changes one by one' },
    ...WALK_OPTIONS,
    ...MESSAGE_OPTIONS,
    ...DATE_AND_USER_OPTIONS,
    SUBREPOS,
  ],
  run,
};
