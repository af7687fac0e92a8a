/** What archives are made of. */
import type { ByteString } from '../../bytes/index.js';

export interface ArchiveMember {
  /** With the archive's prefix. */
  readonly path: ByteString;
  readonly executable: boolean;
  /** A symbolic link; its content is where it leads. */
  readonly isLink: boolean;
  readonly content: Uint8Array;
}

/** Permission bits. */
export function modeOf({ executable, isLink }: ArchiveMember): number {
  return isLink ? 0o777 : executable ? 0o755 : 0o644;
}
