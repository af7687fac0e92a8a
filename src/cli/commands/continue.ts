/** `qs continue`. */
import { InputError, StateError } from '../../errors/index.js';
import { unfinishedStates } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'continue',
  argumentCount: [0, 0],
  synopsis: '',
  summary: 'go on with what was interrupted',
  help: `Goes on with an interrupted unshelve. As in hg, nothing else can be continued with it: it says which command goes on.`,
  category: 'management',
  options: [{ short: 'n', long: 'dry-run', kind: 'flag', help: 'only say what would be done' }],
  async run(context, _args, options) {
    const [state] = unfinishedStates(context.repo());
    if (state === undefined) throw new StateError('no operation in progress');
    const { name } = state;
    if (name !== 'unshelve')
      throw new InputError(`${name} in progress but does not support 'hg continue'`, {
        hint: `hg ${name} --continue`,
      });
    if (options.flag('dry-run')) {
      context.ui.status(`${name} in progress, will be resumed\n`);
      return 0;
    }
    const { resumeUnshelve } = await import('../shelve/resume.js');
    return resumeUnshelve(context, options);
  },
};
