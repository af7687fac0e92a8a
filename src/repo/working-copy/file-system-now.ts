/** The clock of the file system that a working directory is on. */
import { hexOf } from '../../bytes/index.js';
import { type FileTime, LOW_31_BITS } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import { preciseStat } from '../../platform/index.js';
import type { Repository } from '../repository.js';

/**
 * The time that a file written now gets: what is older cannot change unseen. Undefined where nothing can be written, so that
 * nothing can be remembered either.
 */
export function fileSystemNow(repo: Repository): FileTime | undefined {
  const { hgFs } = repo.store.places;
  const name = `qs-now-${hexOf(repo.place.platform.random(6))}`;
  try {
    hgFs.open(name, 'exclusive').close();
    try {
      const stat = preciseStat(hgFs, name);
      if (stat === undefined) return undefined;
      return {
        seconds: stat.mtimeSeconds & LOW_31_BITS,
        nanoseconds: stat.mtimeNanoseconds,
        secondAmbiguous: false,
      };
    } finally {
      hgFs.remove(name);
    }
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
