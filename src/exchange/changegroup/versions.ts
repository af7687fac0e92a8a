/**
 * Versions of changegroups, by the header that each delta has:
 *
 *     01   node  p1  p2        linknode               80 bytes; the base is the node before, p1 for the first of a group
 *     02   node  p1  p2  base  linknode              100
 *     03   node  p1  p2  base  linknode  flags       102; 2 bytes of flags; manifests of directories follow the root's, or an empty chunk
 *
 * A node has 20 bytes. Version 04 has one byte more, protocol flags; it is not here, as hg 6.3 makes it for sidedata only.
 */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';

export type ChangegroupVersion = '01' | '02' | '03';

/** Where the fields are; -1 for what the version does not have. */
export interface DeltaHeader {
  readonly bytes: number;
  readonly baseAt: number;
  readonly linkAt: number;
  readonly flagsAt: number;
}

export const DELTA_HEADERS: Readonly<Record<ChangegroupVersion, DeltaHeader>> = {
  '01': { bytes: 80, baseAt: -1, linkAt: 60, flagsAt: -1 },
  '02': { bytes: 100, baseAt: 60, linkAt: 80, flagsAt: -1 },
  '03': { bytes: 102, baseAt: 60, linkAt: 80, flagsAt: 100 },
};

export function isChangegroupVersion(version: ByteString): version is ChangegroupVersion {
  return Object.hasOwn(DELTA_HEADERS, version);
}

/** @throws HgError */
export function changegroupVersion(version: ByteString): ChangegroupVersion {
  if (!isChangegroupVersion(version))
    throw new HgError('abort', `unsupported changegroup version: ${version}`);
  return version;
}
