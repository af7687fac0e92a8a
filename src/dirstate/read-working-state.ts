/** Opens the dirstate of a working directory, in either format. */
import { isNotFound } from '../errors/index.js';
import { type FileSystem, readFile, tryReadFile } from '../platform/index.js';
import { DirstateV1 } from './dirstate-v1.js';
import { DirstateV2 } from './dirstate-v2.js';
import { type DirstateDocket, parseDocket } from './docket-v2.js';
import type { WorkingState } from './working-state.js';

const NO_BYTES = new Uint8Array();
/** Another program may replace the data file between our reading the docket and the data. */
const ATTEMPTS = 5;

/** The docket of a dirstate in format 2. @throws CorruptionError, FileSystemError. */
export function readDocket(hg: FileSystem): DirstateDocket {
  return parseDocket(tryReadFile(hg, 'dirstate') ?? NO_BYTES);
}

/**
 * Reads the whole dirstate; no file is no entry.
 * @param hg the working directory's own `.hg`.
 * @param version2 the repository has the requirement `dirstate-v2`.
 * @throws CorruptionError, FileSystemError.
 */
export function readWorkingState(hg: FileSystem, version2: boolean): WorkingState {
  if (!version2) return new DirstateV1(tryReadFile(hg, 'dirstate') ?? NO_BYTES);
  for (let attempt = 1; ; attempt++) {
    const docket = readDocket(hg);
    try {
      return new DirstateV2(docket, docket.id === '' ? NO_BYTES : readFile(hg, `dirstate.${docket.id}`));
    } catch (error) {
      if (!isNotFound(error) || attempt === ATTEMPTS) throw error;
    }
  }
}
