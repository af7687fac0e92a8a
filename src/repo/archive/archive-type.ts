/** Types of archives, and what names say about them. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { normalizePath } from '../../match/index.js';

export type ArchiveType = 'files' | 'tar' | 'tbz2' | 'tgz' | 'txz' | 'uzip' | 'zip';

/** Endings of names. */
const ENDINGS: Readonly<Record<ArchiveType, readonly string[]>> = {
  files: [],
  tar: ['.tar'],
  tbz2: ['.tbz2', '.tar.bz2'],
  tgz: ['.tgz', '.tar.gz'],
  txz: ['.txz', '.tar.xz'],
  uzip: [],
  zip: ['.zip'],
};

/** @param given the type that was asked for, if any: otherwise the name decides. @throws HgError when there is no such type */
export function archiveTypeOf(given: ByteString | undefined, name: ByteString): ArchiveType {
  if (given !== undefined && given !== '') {
    if (!Object.hasOwn(ENDINGS, given)) throw new HgError('abort', `unknown archive type '${given}'`);
    return given as ArchiveType;
  }
  for (const [type, endings] of Object.entries(ENDINGS))
    if (endings.some((ending) => name.endsWith(ending))) return type as ArchiveType;
  return 'files';
}

/**
 * What stands in front of members' paths, with a slash at its end, or nothing.
 * @param given may be empty: then it is the archive's name without what tells its type
 * @throws HgError when it leads out of where the archive is unpacked
 */
export function archivePrefix(given: ByteString, name: ByteString, type: ArchiveType): ByteString {
  if (type === 'files') {
    if (given !== '') throw new HgError('abort', 'cannot give prefix when archiving to files');
    return '';
  }
  let prefix = given;
  if (prefix === '') {
    prefix = name.slice(name.lastIndexOf('/') + 1);
    const lower = prefix.toLowerCase();
    const ending = ENDINGS[type].find((one) => lower.endsWith(one));
    if (ending !== undefined) prefix = prefix.slice(0, -ending.length);
  }
  const isAbsolute = prefix.startsWith('/');
  prefix = `${normalizePath(prefix)}/`;
  if (prefix.startsWith('./')) prefix = prefix.slice(2);
  if (isAbsolute || prefix.startsWith('../'))
    throw new HgError('abort', 'archive prefix contains illegal components');
  return prefix;
}
