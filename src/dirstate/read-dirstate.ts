/** Opens the dirstate of a working directory, in either format. */
import type { ByteString } from '../bytes/index.js';
import { CorruptionError, isNotFound } from '../errors/index.js';
import { type FileSystem, readFile, tryReadFile } from '../platform/index.js';
import { Dirstate } from './dirstate.js';
import { parseDirstateV1 } from './dirstate-v1.js';
import { parseDirstateV2 } from './dirstate-v2.js';
import { type DirstateDocket, parseDocket } from './docket-v2.js';

const NO_BYTES = new Uint8Array();
/** Another program may replace the data file between our reading the docket and the data. */
const ATTEMPTS = 5;

/** The docket of a dirstate in format 2. @throws CorruptionError, FileSystemError. */
export function readDocket(hg: FileSystem): DirstateDocket {
  return parseDocket(tryReadFile(hg, 'dirstate') ?? NO_BYTES);
}

/** Name of the data file of a dirstate in format 2, as far as that can be told. */
export function dirstateDataFile(hg: FileSystem, docket: ByteString = 'dirstate'): ByteString | undefined {
  try {
    const { id } = parseDocket(tryReadFile(hg, docket) ?? NO_BYTES);
    return id === '' ? undefined : `dirstate.${id}`;
  } catch (error) {
    if (error instanceof CorruptionError) return undefined;
    throw error;
  }
}

/** An empty dirstate, in place of one that cannot be read. */
export function emptyDirstate(version2: boolean): Dirstate {
  return version2 ? dirstateFromV2(parseDocket(NO_BYTES), NO_BYTES) : dirstateFromV1(NO_BYTES);
}

/** @throws CorruptionError. O(entries) */
export function dirstateFromV1(bytes: Uint8Array): Dirstate {
  return new Dirstate(parseDirstateV1(bytes));
}

/** @throws CorruptionError. O(nodes) */
export function dirstateFromV2(docket: DirstateDocket, data: Uint8Array): Dirstate {
  const { rootStart, rootCount, unusedBytes, id, ignoreHash } = docket;
  const parsed = parseDirstateV2(docket, data);
  const v2 = { id, data: parsed.data, rootStart, rootCount, unusedBytes, ignoreHash };
  return new Dirstate({ ...parsed, v2 });
}

/**
 * Reads the whole dirstate; no file is no entry.
 * @param hg the working directory's own `.hg`.
 * @param version2 the repository has the requirement `dirstate-v2`.
 * @throws CorruptionError, FileSystemError.
 */
export function readDirstate(hg: FileSystem, version2: boolean): Dirstate {
  if (!version2) return dirstateFromV1(tryReadFile(hg, 'dirstate') ?? NO_BYTES);
  for (let attempt = 1; ; attempt++) {
    const docket = readDocket(hg);
    try {
      return dirstateFromV2(docket, docket.id === '' ? NO_BYTES : readFile(hg, `dirstate.${docket.id}`));
    } catch (error) {
      if (!isNotFound(error) || attempt === ATTEMPTS) throw error;
    }
  }
}
