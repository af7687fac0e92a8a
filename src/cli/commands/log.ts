/** `qs log`. */
import { InputError } from '../../errors/index.js';
import type { CommandDefinition } from '../command.js';
import { diffOptionsOf } from '../diff/diff-options.js';
import { type LineRangeSelection, selectLineRanges } from '../log/line-ranges.js';
import { LOG_OPTIONS } from '../log/log-options.js';
import { prepareLogPrinting } from '../log/printer.js';
import { selectRevisions } from '../log/select-revisions.js';
import { showChangesets, showGraph } from '../log/show-changesets.js';

export const command: CommandDefinition = {
  name: 'log',
  aliases: ['history'],
  inferRepository: true,
  synopsis: '[OPTION]... [FILE]',
  summary: 'show revision history of entire repository or files',
  help: `Prints changesets, newest first, or in the order given with --rev. With files, only changesets that touched them.

A file's history ends where the file got its name; --follow goes on across copies and renames. Without files, --follow
shows the ancestors of the working directory's parent, or of the revisions given with --rev.

Each changeset is shown with its number and hash, branch and names, parents unless there is only the previous one, user,
date and the first line of its description; with --verbose also with its files and the whole description. --template and
the setting command-templates.log choose another form.

With --graph the changesets stand beside a drawing: ''o'' is a changeset, ''@'' a parent of the working directory, ''%''
takes part in an unresolved merge, ''_'' closes a branch, ''x'' is obsolete, ''*'' is unstable. '':'' stands for
changesets that are not shown.

With --line-range FILE,M:N (and --follow) only changesets are shown that touched those lines, as they were then.

--patch compares a merge with its first parent only. For speed, the history of files is taken from what is recorded with
them: of equal changes on several branches one is shown, and removals are not, unless --removed is given.

Returns 0 on success.`,
  category: 'navigation',
  options: LOG_OPTIONS,
  async run(context, args, options) {
    const ranges = options.list('line-range');
    if (ranges.length > 0) {
      if (!options.flag('follow')) throw new InputError('--line-range requires --follow');
      if (args.length > 0) throw new InputError('FILE arguments are not compatible with --line-range option');
    }
    const repo = context.repo();
    const selected = selectRevisions(context, options, args);
    const lines: LineRangeSelection | undefined =
      ranges.length === 0
        ? undefined
        : selectLineRanges(context, ranges, selected.revs, diffOptionsOf(context, options));
    const { revs, matcherOf } = lines ?? selected;
    const printing = await prepareLogPrinting(context, options, {
      matcherOf,
      selectHunks: lines?.selectHunks,
    });
    context.ui.pager('log');
    const copiesOf = options.flag('copies') ? (rev: number) => repo.copiesFromParent1(rev) : undefined;
    const show = options.flag('graph') ? showGraph : showChangesets;
    show(context, printing, revs, { copiesOf });
    return 0;
  },
};
