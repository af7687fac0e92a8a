/** `qs recover`. */
import type { ByteString } from '../../bytes/index.js';
import type { FileSystem } from '../../platform/index.js';
import { isUpgradeInterrupted, takeBackUpgrade } from '../../repo/index.js';
import { hasAbandonedTransaction, RepositoryLocks, recover } from '../../transaction/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { openRepositoryAt } from '../open-repository.js';
import { programName } from '../program-name.js';
import { repositoryLocks, transactionPlaces } from '../repository-locks.js';

export const command: CommandDefinition = {
  name: 'recover',
  // An interrupted upgrade keeps it from being opened.
  repository: 'root',
  synopsis: '[--verify]',
  summary: 'clean up after an interrupted transaction',
  help: `Takes back what a commit, pull or other change had written when it was interrupted, by a crash or a full disk. Messages about an abandoned transaction ask for it; otherwise there is no need.

Returns 0 on success, 1 when there is nothing to take back, or when --verify finds damage.`,
  category: 'maintenance',
  argumentCount: [0, 0],
  options: [{ short: '', long: 'verify', kind: 'flag', help: 'check the whole repository afterwards' }],
  async run(located, args, options) {
    const { ui, platform, globalOptions } = located;
    const root = located.root ?? located.repo().root;
    const hgFs = platform.openFileSystem(root).at('.hg');
    if (isUpgradeInterrupted(hgFs)) return recoverUpgrade(located, root, hgFs);
    const opened = await openRepositoryAt(platform, root, ui, globalOptions);
    const context: CommandContext = { ...located, repository: opened, repo: () => opened };
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

/** With the lock that a running upgrade holds, or what is taken back could be one that is not over. */
function recoverUpgrade({ ui, platform }: CommandContext, root: ByteString, hgFs: FileSystem): number {
  const { processes, clock } = platform;
  const locks =
    processes &&
    new RepositoryLocks({
      plain: hgFs,
      store: hgFs.at('store'),
      root,
      processes,
      clock,
      timeout: ui.config.getInt('ui', 'timeout', 600),
      warnAfter: ui.config.getInt('ui', 'timeout.warn', 0),
      warn: (message) => ui.warn(`${message}\n`),
      debug: (message) => ui.debug(`${message}\n`),
    });
  const held = locks?.wlock();
  try {
    if (!isUpgradeInterrupted(hgFs)) {
      ui.warn('no interrupted transaction available\n');
      return 1;
    }
    if (!takeBackUpgrade(hgFs)) {
      ui.warn('an upgrade was interrupted, and its backup is not there\n');
      return 1;
    }
    ui.status('taking back interrupted upgrade\n');
    return 0;
  } finally {
    held?.release();
  }
}
