/** `qs abort`. */
import { InputError, StateError } from '../../errors/index.js';
import { abortMerge, abortUnshelve, unfinishedStates, withWlock } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { stoppedGraft } from '../graft/graft-ends.js';

export const command: CommandDefinition = {
  name: 'abort',
  argumentCount: [0, 0],
  synopsis: '',
  summary: 'give up what was begun and not ended',
  help: `Takes back an operation of several steps that was interrupted: a graft, an unshelve or a merge.`,
  category: 'management',
  options: [{ short: 'n', long: 'dry-run', kind: 'flag', help: 'only say what would be done' }],
  run(context, _args, options) {
    const repo = context.repo();
    const [state] = unfinishedStates(repo);
    if (state === undefined) throw new StateError('no operation in progress');
    const { name, hint } = state;
    if (name !== 'graft' && name !== 'merge' && name !== 'unshelve')
      throw new InputError(`${name} in progress but does not support 'hg abort'`, { hint });
    if (options.flag('dry-run')) {
      context.ui.status(`${name} in progress, will be aborted\n`);
      return 0;
    }
    return withWlock(repo, () => {
      if (name === 'graft') return stoppedGraft(context, 'abort');
      if (name === 'unshelve') abortUnshelve(repo, context.ui);
      else abortMerge(repo, context.ui);
      return 0;
    });
  },
};
