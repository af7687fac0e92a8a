/** `qs debuglocks`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, isNotFound, LockError } from '../../errors/index.js';
import type { FileSystem } from '../../platform/index.js';
import { holderParts, type Lock, readHolder } from '../../transaction/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { fileOwner } from '../file-owner.js';
import { repositoryLocks } from '../repository-locks.js';
import { waitForSignal } from '../wait-for-signal.js';

export const command: CommandDefinition = {
  name: 'debuglocks',
  synopsis: '[OPTION]...',
  summary: 'show who holds the locks, or take or free them',
  help: `Says of both locks whether they are free, and otherwise who holds them and for how long. Locks whose process has died are removed on the way.

Freeing a lock that somebody still needs damages the repository. A lock that is set here is held until the program is interrupted.

Returns 0 when no locks are held.`,
  category: 'none',
  argumentCount: [0, 0],
  options: [
    { short: 'L', long: 'force-free-lock', kind: 'flag', help: 'free the lock of the history (DANGEROUS)' },
    {
      short: 'W',
      long: 'force-free-wlock',
      kind: 'flag',
      help: 'free the lock of the working state (DANGEROUS)',
    },
    { short: 's', long: 'set-lock', kind: 'flag', help: 'hold the lock of the history until stopped' },
    { short: 'S', long: 'set-wlock', kind: 'flag', help: 'hold the lock of the working state until stopped' },
  ],
  async run(context, _args, options) {
    const { hgFs, storeFs } = context.repo().store.places;
    if (options.flag('force-free-lock')) free(storeFs, 'lock');
    if (options.flag('force-free-wlock')) free(hgFs, 'wlock');
    if (options.flag('force-free-lock') || options.flag('force-free-wlock')) return 0;
    const names = (['wlock', 'lock'] as const).filter((name) => options.flag(`set-${name}`));
    if (names.length > 0) return hold(context, names);
    const locks = repositoryLocks(context);
    let held = report(context, storeFs, 'lock', () => locks.lock(false));
    held += report(context, hgFs, 'wlock', () => locks.wlock(false));
    return held;
  },
};

function free(fs: FileSystem, name: ByteString): void {
  try {
    fs.remove(name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function hold(context: CommandContext, names: readonly ('wlock' | 'lock')[]): Promise<number> {
  const locks = repositoryLocks(context);
  const held: Lock[] = [];
  try {
    for (const name of names) {
      try {
        held.push(name === 'wlock' ? locks.wlock(false) : locks.lock(false));
      } catch (error) {
        if (!(error instanceof LockError) || error.cause !== undefined) throw error;
        throw new HgError('abort', `${name} is already held`);
      }
    }
    context.ui.status(`${held.length} locks held, waiting for signal\n`);
    context.ui.flush();
    await waitForSignal();
  } finally {
    for (const lock of held.reverse()) lock.release();
  }
  throw new HgError('interrupted', 'interrupted');
}

/** 1 when the lock is held. */
function report(context: CommandContext, fs: FileSystem, name: ByteString, take: () => Lock): number {
  const { ui, platform } = context;
  const title = `${name}:`.padEnd(6);
  try {
    take().release();
  } catch (error) {
    // With a cause it is no question of who holds it.
    if (!(error instanceof LockError) || error.cause !== undefined) throw error;
    const stat = fs.stat(name, true);
    const holder = readHolder(fs, name);
    if (stat !== undefined && holder !== undefined) {
      const { host, process } = holderParts(holder);
      const user = fileOwner(`${fs.root}/${name}`) ?? '';
      const who = process === undefined ? holder : `user ${user}, process ${process}, host ${host}`;
      ui.write(`${title} ${who} (${Math.trunc(platform.clock.now() - stat.mtimeSeconds)}s)\n`);
      return 1;
    }
  }
  ui.write(`${title} free\n`);
  return 0;
}
