/** `qs continue`. */
import { InputError, StateError } from '../../errors/index.js';
import { unfinishedStates } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'continue',
  argumentCount: [0, 0],
  synopsis: '',
  summary: 'go on with what was interrupted',
  help: `As in hg, none of the operations that there are can be continued with it: it says which command goes on.`,
  category: 'management',
  options: [{ short: 'n', long: 'dry-run', kind: 'flag', help: 'only say what would be done' }],
  run(context) {
    const [state] = unfinishedStates(context.repo());
    if (state === undefined) throw new StateError('no operation in progress');
    throw new InputError(`${state.name} in progress but does not support 'hg continue'`, {
      hint: `hg ${state.name} --continue`,
    });
  },
};
