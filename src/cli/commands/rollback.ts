/** `qs rollback`. */
import { bytesOf } from '../../bytes/index.js';
import { dirstateDataFile, readWorkingBranch, readWorkingParents } from '../../dirstate/index.js';
import { HgError } from '../../errors/index.js';
import { type FileSystem, replaceFile, tryReadText } from '../../platform/index.js';
import { openRepository } from '../../repo/index.js';
import { canRollBack, refuseAbandonedTransaction, rollBack } from '../../transaction/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { programName } from '../program-name.js';
import { repositoryLocks, transactionPlaces } from '../repository-locks.js';

export const command: CommandDefinition = {
  name: 'rollback',
  synopsis: '',
  summary: 'undo the last transaction (dangerous)',
  help: `Undoes the last change of the history: a commit, a pull, an import, a push from elsewhere. There is one level of it, and no way back. Files in the working directory stay as they are.

Changesets that others have pulled meanwhile come back with the next pull, and who reads the repository at this moment may fail. A commit that is not checked out is refused unless --force is given. The setting ui.rollback = no disables the command.

Returns 0 on success, 1 when there is nothing to undo.`,
  category: 'none',
  argumentCount: [0, 0],
  options: [
    { short: 'n', long: 'dry-run', kind: 'flag', help: 'only say what would be done' },
    { short: 'f', long: 'force', kind: 'flag', help: 'undo a commit that is not checked out, too' },
  ],
  run(context, _args, options) {
    const { ui } = context;
    const program = programName();
    if (!context.repo().config.getBool('ui', 'rollback', true))
      throw new HgError('abort', 'rollback is disabled because it is unsafe', {
        hint: `see \`${program} help -v rollback\` for information`,
      });
    const locks = repositoryLocks(context);
    const wlock = locks.wlock();
    try {
      const lock = locks.lock();
      try {
        const places = transactionPlaces(context);
        // Its journal holds what the last transaction's undo files no longer fit.
        refuseAbandonedTransaction(places, program);
        if (!canRollBack(places)) {
          ui.warn('no rollback information available\n');
          return 1;
        }
        const message = describe(context, options.flag('force'));
        ui.status(message);
        if (options.flag('dry-run')) return 0;
        rollBack({ places, warn: (text) => ui.warn(`${text}\n`), keepDirstate: true });
        restoreWorkingState(context);
        return 0;
      } finally {
        lock.release();
      }
    } finally {
      wlock.release();
    }
  },
};

/** What is going to be undone. @throws HgError for a commit that is not checked out */
function describe(context: CommandContext, force: boolean): string {
  const { ui } = context;
  const repository = context.repo();
  const [length = '', name = '', detail = ''] =
    tryReadText(repository.store.places.hgFs, 'undo.desc')?.split('\n') ?? [];
  const known = /^\d+$/.test(length);
  if (!force && known && name === 'commit' && repository.workingParents()[0] !== repository.tip())
    throw new HgError('abort', 'rollback of last commit while not checked out may lose data', {
      hint: 'use -f to force',
    });
  if (!known) return 'rolling back unknown transaction\n';
  const what = detail !== '' && ui.verbose ? `${name}: ${detail}` : name;
  return `repository tip rolled back to revision ${Number(length) - 1} (undo ${what})\n`;
}

/** The data file that the kept dirstate refers to may have been replaced since. */
function restoreDirstateData(hgFs: FileSystem): void {
  const kept = 'undo.dirstate.v2-data';
  const wanted = dirstateDataFile(hgFs, 'undo.dirstate');
  const current = dirstateDataFile(hgFs);
  if (wanted !== undefined && wanted !== current && hgFs.stat(kept) !== undefined) {
    hgFs.rename(kept, wanted);
    if (current !== undefined && hgFs.stat(current) !== undefined) hgFs.remove(current);
  } else if (hgFs.stat(kept) !== undefined) hgFs.remove(kept);
}

/** Puts the dirstate and the branch back when a parent of the working directory has gone. */
function restoreWorkingState(context: CommandContext): void {
  const { platform, ui } = context;
  const { root, config, store } = context.repo();
  const { hgFs, requirements } = store.places;
  const version2 = requirements.has('dirstate-v2');
  const fresh = openRepository(platform, root, { config, hidden: true });
  const nodes = readWorkingParents(hgFs, version2);
  const gone = nodes.some((node) => !/^0+$/.test(node) && fresh.changelog.revOf(node) === undefined);
  if (!gone) return;
  if (hgFs.stat('undo.dirstate') !== undefined) {
    if (version2) restoreDirstateData(hgFs);
    hgFs.rename('undo.dirstate', 'dirstate');
  }
  const branch = tryReadText(hgFs, 'undo.branch');
  if (branch !== undefined) replaceFile(hgFs, 'branch', bytesOf(`${branch}\n`));
  else ui.warn(`named branch could not be reset: current branch is still '${readWorkingBranch(hgFs)}'\n`);
  const revs = readWorkingParents(hgFs, version2)
    .filter((node, at) => at === 0 || !/^0+$/.test(node))
    .map((node) => fresh.changelog.revOf(node) ?? -1);
  ui.status(
    revs.length > 1
      ? `working directory now based on revisions ${revs[0]} and ${revs[1]}\n`
      : `working directory now based on revision ${revs[0]}\n`,
  );
}
