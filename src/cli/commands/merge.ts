/** `qs merge`. */
import type { ByteString } from '../../bytes/index.js';
import { onlyRevs } from '../../dag/index.js';
import { InputError, StateError } from '../../errors/index.js';
import {
  abortMerge,
  continueHint,
  mergeDestination,
  mergeWith,
  type Repository,
  unfinishedStates,
  withWlock,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { untilHalted } from '../halted-merge.js';
import { prepareLogPrinting } from '../log/printer.js';
import { showChangesets } from '../log/show-changesets.js';
import { TOOL_OPTION } from '../merge-options.js';
import { revisionOf } from '../revisions.js';

function otherRevision(context: CommandContext, repo: Repository, named: ByteString | undefined): number {
  if (named !== undefined && named !== '') {
    const rev = revisionOf(context, named);
    if (rev > repo.length) throw new InputError('merging with the working copy has no effect');
    return rev;
  }
  if (context.ui.config.getBool('commands', 'merge.require-rev'))
    throw new InputError('configuration requires specifying revision to merge with');
  return mergeDestination(repo);
}

function abort(context: CommandContext, args: readonly ByteString[], options: Options): number {
  const repo = context.repo();
  if (options.value('rev')) throw new InputError('cannot specify both --abort and --rev');
  if (options.flag('preview')) throw new InputError('cannot specify both --abort and --preview');
  const [other] = unfinishedStates(repo);
  if (other !== undefined && other.name !== 'merge')
    throw new StateError(`cannot abort merge with ${other.name} in progress`, { hint: other.hint });
  if (args.length > 0) throw new InputError('cannot specify a node with --abort');
  abortMerge(repo, context.ui);
  return 0;
}

export const command: CommandDefinition = {
  name: 'merge',
  argumentCount: [0, 1],
  synopsis: '[-P] [[-r] REV]',
  summary: 'merge another revision into working directory',
  help: `Brings everything that another revision has changed since both parted into the working directory. A commit then records the merge, with both as parents.

Without a revision the only other head of the branch is taken, or the bookmark that has diverged from the active one.

Files that both sides have changed are merged by a tool (see "hg help merge-tools"). Those that it cannot merge are left unresolved: "hg resolve" tries again, and marks files that were merged by hand. "hg merge --abort" gives the merge up and goes back to where it began.

Returns 0 on success, 1 when there are files left to resolve.`,
  category: 'working-directory',
  options: [
    {
      short: 'f',
      long: 'force',
      kind: 'flag',
      help: 'merge although there are uncommitted changes',
      deprecated: true,
    },
    { short: 'r', long: 'rev', kind: 'value', help: 'revision to merge', valueName: 'REV' },
    { short: 'P', long: 'preview', kind: 'flag', help: 'only list what would be merged' },
    { short: '', long: 'abort', kind: 'flag', help: 'give up the merge that is going on' },
    TOOL_OPTION,
  ],
  async run(context, args, options) {
    const repo = context.repo();
    if (options.flag('abort')) {
      if (repo.workingParents()[1] < 0) {
        const hint = continueHint(repo);
        throw new StateError('no merge in progress', hint === undefined ? {} : { hint });
      }
      return abort(context, args, options);
    }
    const [node] = args;
    const rev = options.value('rev');
    if (rev && node !== undefined) throw new InputError('please specify just one revision');
    const other = otherRevision(context, repo, node ?? rev);
    if (options.flag('preview')) {
      const [p1] = repo.workingParents();
      const revs = onlyRevs(repo.graph, other < 0 ? [] : [other], p1 < 0 ? [] : [p1]);
      showChangesets(context, await prepareLogPrinting(context, options), [...revs]);
      return 0;
    }
    return untilHalted(context, () =>
      withWlock(repo, () =>
        mergeWith(repo, other, {
          messages: context.ui,
          force: options.flag('force'),
          tool: options.value('tool'),
          display: pathDisplay(context, false),
        })
          ? 1
          : 0,
      ),
    );
  },
};
