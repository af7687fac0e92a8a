/** The bytes of an archive of any type. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { streamCodec } from '../../exchange/index.js';
import type { Pieces, Platform } from '../../platform/index.js';
import type { ArchiveType } from './archive-type.js';
import { gzipPieces } from './gzip.js';
import type { ArchiveMember } from './member.js';
import { tarPieces } from './tar.js';
import { zipPieces } from './zip.js';

export interface ArchiveOptions {
  readonly type: Exclude<ArchiveType, 'files'>;
  /** Of all members, in seconds. */
  readonly time: number;
  /** The archive's own, without directories; empty when it goes to standard output. */
  readonly name: ByteString;
  /** Goes to a pipe. */
  readonly isPipe: boolean;
  readonly platform: Pick<Platform, 'codecs' | 'streams'>;
}

/**
 * Members are asked for one by one, as the bytes are. Each piece is good until the next one.
 * @throws HgError for types that cannot be written here, and what reading the members throws
 */
export function archivePieces(members: Iterable<ArchiveMember>, options: ArchiveOptions): Pieces {
  const { type, time, name, isPipe, platform } = options;
  switch (type) {
    case 'tar':
      return tarPieces(members, time);
    case 'tgz':
      return gzipPieces(tarPieces(members, time), {
        zlib: platform.streams.zlib,
        name: name.endsWith('.gz') ? name.slice(0, -3) : name,
        time,
      });
    case 'tbz2':
      return streamCodec('BZ', platform).compress(tarPieces(members, time));
    case 'txz':
      throw new HgError('abort', 'lzma module is not available');
    case 'uzip':
    case 'zip':
      return zipPieces(members, {
        time,
        zlib: type === 'zip' ? platform.codecs.zlib : undefined,
        isPipe,
      });
  }
}
