/** `qs revert`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { type RevertChooser, revertFiles, workingStatus } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { pathDisplay } from '../display-path.js';
import { findDate } from '../find-date.js';
import { revisionOf } from '../revisions.js';

/** Nothing was named: what could be meant. */
function nothingNamed(context: CommandContext, rev: number): InputError {
  const repo = context.repo();
  const message = 'no files or directories specified';
  const [p1, p2] = repo.workingParents();
  if (p2 >= 0)
    return new InputError(message, {
      hint: "uncommitted merge, use --all to discard all changes, or 'hg update -C .' to abort the merge",
    });
  const { modified, added, removed, deleted } = workingStatus(repo);
  const dirty = modified.length + added.length + removed.length + deleted.length > 0;
  if (rev !== p1)
    return new InputError(message, {
      hint: dirty
        ? `uncommitted changes, use --all to discard all changes, or 'hg update ${rev}' to update`
        : `use --all to revert all files, or 'hg update ${rev}' to update`,
    });
  return new InputError(message, {
    hint: dirty ? 'uncommitted changes, use --all to discard all changes' : 'use --all to revert all files',
  });
}

function targetOf(context: CommandContext, options: Options): number {
  const date = options.value('date');
  const rev = options.value('rev');
  if (date) {
    if (rev) throw new InputError('cannot specify both --date and --rev');
    return findDate(context, date);
  }
  if (!rev && context.repo().workingParents()[1] >= 0)
    throw new InputError('uncommitted merge with no revision specified', {
      hint: "use 'hg update' or see 'hg help revert'",
    });
  return revisionOf(context, rev);
}

export const command: CommandDefinition = {
  name: 'revert',
  synopsis: '[OPTION]... [-r REV] [NAME]...',
  summary: 'restore files to their checkout state',
  help: `Gives files the content that they have in the parent of the working directory, or in another revision with -r/--rev or -d/--date. Adds, removes, copies and renames of them are forgotten. The parents of the working directory stay: use "hg update" to go to another revision, and "hg merge --abort" to give a merge up.

Files that were changed are kept as FILE.orig, or below the directory that ui.origbackuppath names; --no-backup keeps none.

Returns 0 on success.`,
  category: 'working-directory',
  inferRepository: true,
  options: [
    { short: 'a', long: 'all', kind: 'flag', help: 'revert everything when nothing is named' },
    { short: 'd', long: 'date', kind: 'value', help: 'the newest revision of this date', valueName: 'DATE' },
    { short: 'r', long: 'rev', kind: 'value', help: 'take the content of this revision', valueName: 'REV' },
    { short: 'C', long: 'no-backup', kind: 'flag', help: 'keep no copies of changed files' },
    { short: 'i', long: 'interactive', kind: 'flag', help: 'choose changes one by one' },
    ...WALK_OPTIONS,
    { short: 'n', long: 'dry-run', kind: 'flag', help: 'only say what would be done' },
  ],
  async run(context, args: readonly ByteString[], options) {
    const rev = targetOf(context, options);
    const selected =
      args.length > 0 || options.list('include').length > 0 || options.list('exclude').length > 0;
    if (!selected && !options.flag('all') && !options.flag('interactive')) throw nothingNamed(context, rev);
    let chooser: RevertChooser | undefined;
    if (options.flag('interactive')) {
      const { chooseReverted } = await import('../record/choose-reverted.js');
      chooser = chooseReverted(context, rev, fileMatcher(context, args, options));
    }
    revertFiles(context.repo(), {
      rev,
      matcher: fileMatcher(context, args, options),
      noBackup: options.flag('no-backup'),
      everything: options.flag('all'),
      dryRun: options.flag('dry-run'),
      messages: context.ui,
      display: pathDisplay(context, true),
      chooser,
    });
    return 0;
  },
};
