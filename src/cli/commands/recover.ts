/** `qs recover`. */
import { hasAbandonedTransaction, recover } from '../../transaction/index.js';
import type { CommandDefinition } from '../command.js';
import { programName } from '../program-name.js';
import { repositoryLocks, transactionPlaces } from '../repository-locks.js';

export const command: CommandDefinition = {
  name: 'recover',
  synopsis: '[--verify]',
  summary: 'clean up after an interrupted transaction',
  help: `Takes back what a commit, pull or other change had written when it was interrupted, by a crash or a full disk. Messages about an abandoned transaction ask for it; otherwise there is no need.

Returns 0 on success, 1 when there is nothing to take back, or when --verify finds damage.`,
  category: 'maintenance',
  argumentCount: [0, 0],
  options: [{ short: '', long: 'verify', kind: 'flag', help: 'check the whole repository afterwards' }],
  async run(context, args, options) {
    const { ui } = context;
    const places = transactionPlaces(context);
    const lock = repositoryLocks(context).lock();
    try {
      if (!hasAbandonedTransaction(places)) {
        ui.warn('no interrupted transaction available\n');
        return 1;
      }
      ui.status('rolling back interrupted transaction\n');
      recover({ places, warn: (message) => ui.warn(`${message}\n`) });
    } finally {
      lock.release();
    }
    if (options.flag('verify')) {
      // Nothing of the history has been read yet: the repository was opened, not looked at.
      const { command: verify } = await import('./verify.js');
      return verify.run(context, args, options);
    }
    ui.warn(`(verify step skipped, run \`${programName()} verify\` to check your repository content)\n`);
    return 0;
  },
};
