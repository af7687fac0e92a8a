/** `qs graft`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { checkUnfinished, refuseChanges, withWlock } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { startedGraft, stoppedGraft, takenUpGraft } from '../graft/graft-ends.js';
import { GraftRun } from '../graft/graft-run.js';
import { untilHalted } from '../halted-merge.js';
import { TOOL_OPTION } from '../merge-options.js';
import { checkIncompatible, onlyOneOf } from '../option-conflicts.js';
import { DATE_AND_USER_OPTIONS } from '../working-copy/commit-message.js';

export const command: CommandDefinition = {
  name: 'graft',
  synopsis: '[OPTION]... [-r REV]... REV...',
  summary: 'make changes of other branches here, too',
  help: `Copies changesets on top of what is checked out, one after the other, with user, date and message of each. Merges, ancestors of
what is checked out, and changesets that have been grafted already are left out; --force takes the latter two.

When there are conflicts, the graft stops: resolve them, then go on with --continue, give the rest up with --stop, or take back
everything with --abort.

With --base a changeset's changes are counted from another revision than its parent, which also allows merges to be grafted.

Returns 0 on success, 1 when there are files left to resolve.`,
  category: 'management',
  options: [
    { short: 'r', long: 'rev', kind: 'list', help: 'changesets to graft', valueName: 'REV' },
    {
      short: '',
      long: 'base',
      kind: 'value',
      help: 'count the changes from here',
      valueName: 'REV',
      advanced: true,
    },
    { short: 'c', long: 'continue', kind: 'flag', help: 'go on after a conflict' },
    { short: '', long: 'stop', kind: 'flag', help: 'give up what is left' },
    { short: '', long: 'abort', kind: 'flag', help: 'take back everything' },
    { short: 'e', long: 'edit', kind: 'flag', help: 'edit the messages' },
    { short: '', long: 'log', kind: 'flag', help: 'say in the message where it comes from' },
    { short: '', long: 'no-commit', kind: 'flag', help: 'only change the working directory' },
    { short: 'f', long: 'force', kind: 'flag', help: 'graft again, and ancestors' },
    { short: 'D', long: 'currentdate', kind: 'flag', help: 'record the current date' },
    { short: 'U', long: 'currentuser', kind: 'flag', help: 'record the current user' },
    ...DATE_AND_USER_OPTIONS,
    TOOL_OPTION,
    { short: 'n', long: 'dry-run', kind: 'flag', help: 'only say what would be done' },
  ],
  run(context, args: readonly ByteString[], options) {
    const repo = context.repo();
    return untilHalted(context, () =>
      withWlock(repo, () => {
        const { ui } = context;
        const specs = [...args, ...options.list('rev')];
        if (options.list('rev').length > 0 && args.length > 0)
          ui.warn('warning: inconsistent use of --rev might give unexpected revision ordering!\n');
        const ends = onlyOneOf(options, ['abort', 'stop', 'continue']);
        onlyOneOf(options, ['user', 'currentuser']);
        onlyOneOf(options, ['date', 'currentdate']);
        if (ends === 'abort' || ends === 'stop') {
          // As if one option were the other, as hg says it.
          for (const [given, said] of [
            ['edit', 'edit'],
            ['log', 'log'],
            ['user', 'user'],
            ['currentuser', 'user'],
            ['date', 'date'],
            ['currentdate', 'date'],
            ['rev', 'rev'],
          ] as const)
            if (onlyOneOf(options, [given]) !== undefined)
              throw new InputError(`cannot specify both --${ends} and --${said}`);
          return stoppedGraft(context, ends);
        }
        checkIncompatible(options, 'no-commit', ['edit', 'currentuser', 'currentdate', 'log']);
        if (ends === 'continue') {
          if (specs.length > 0) throw new InputError("can't specify --continue and revisions");
          return new GraftRun(context, options, takenUpGraft(context, options)).run();
        }
        if (specs.length === 0) throw new InputError('no revisions specified');
        checkUnfinished(repo);
        refuseChanges(repo);
        const plan = startedGraft(context, specs, options);
        return plan.nodes.length === 0 ? 255 : new GraftRun(context, options, plan).run();
      }),
    );
  },
};
