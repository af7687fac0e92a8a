/** An upgrade that was interrupted while it put the new data into place: taking it back. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { type FileSystem, replaceFile, tryReadFile, tryReadText } from '../../platform/index.js';
import { removeTree } from './copy-file.js';

/** In `requires` while nobody may read: hg refuses it as unknown, by this name. */
export const IN_PROGRESS = 'upgradeinprogress';
export const STAGE_PREFIX = 'upgrade.';
export const BACKUP_PREFIX = 'upgradebackup.';

/** The small files of `.hg` that a backup may have besides the store. */
export const BACKED_UP: readonly ByteString[] = ['dirstate', 'requires'];

/** True when the repository cannot be opened because an upgrade was interrupted. */
export function isUpgradeInterrupted(hgFs: FileSystem): boolean {
  return (tryReadText(hgFs, 'requires') ?? '').split('\n').includes(IN_PROGRESS);
}

/**
 * Puts everything back as it was before the upgrade. May itself be interrupted and repeated.
 * @returns false when the backup that tells how it was is missing; nothing has changed then.
 */
export function takeBackUpgrade(hgFs: FileSystem): boolean {
  const names = hgFs.listEntries('').map(({ name }) => name);
  const backup = names.find(
    (name) =>
      name.startsWith(BACKUP_PREFIX) && hgFs.stat(`${name}/requires`) !== undefined && isCurrent(hgFs, name),
  );
  if (backup === undefined) return false;
  if (hgFs.stat(`${backup}/store`) !== undefined) {
    // What took its place is the new store, whole or not.
    const dead = `${STAGE_PREFIX}taken-back`;
    if (hgFs.stat('store') !== undefined) {
      if (hgFs.stat(dead) !== undefined) removeTree(hgFs, dead);
      hgFs.rename('store', dead);
    }
    hgFs.rename(`${backup}/store`, 'store');
  }
  const storeRequires = tryReadFile(hgFs, `${backup}/store-requires`);
  if (storeRequires !== undefined) replaceFile(hgFs, 'store/requires', storeRequires);
  for (const name of BACKED_UP) {
    const bytes = tryReadFile(hgFs, `${backup}/${name}`);
    if (bytes !== undefined) replaceFile(hgFs, name, bytes);
  }
  removeTree(hgFs, backup);
  for (const name of names)
    if (name.startsWith(STAGE_PREFIX) && hgFs.stat(name) !== undefined) removeTree(hgFs, name);
  return true;
}

/** Backups of upgrades that were finished lie about, too: the mark names the one that counts. */
function isCurrent(hgFs: FileSystem, backup: ByteString): boolean {
  const current = tryReadText(hgFs, `${backup}/${IN_PROGRESS}`);
  return current !== undefined;
}

/**
 * Marks a backup as that of the running upgrade, or no longer. The first takes away marks that an upgrade has left which was stopped
 * when it was done: taking that one back now would lose all that was committed since.
 */
export function markCurrent(hgFs: FileSystem, backup: ByteString, isRunning: boolean): void {
  if (!isRunning) {
    hgFs.remove(`${backup}/${IN_PROGRESS}`);
    return;
  }
  for (const { name } of hgFs.listEntries(''))
    if (name.startsWith(BACKUP_PREFIX) && isCurrent(hgFs, name)) hgFs.remove(`${name}/${IN_PROGRESS}`);
  replaceFile(hgFs, `${backup}/${IN_PROGRESS}`, bytesOf(''));
}
