/** The three versions that a file is merged from. */
import type { ByteString } from '../../bytes/index.js';
import type { FileFlags } from '../../manifest/index.js';

export interface FileVersion {
  readonly path: ByteString;
  /** That side has deleted it. */
  readonly absent: boolean;
  readonly flags: FileFlags;
  /** The changeset it is from; for the local one the working directory's first parent. */
  readonly rev: number;
  content(): Uint8Array;
}

export interface FileVersions {
  /** Where the result goes; its content is what is there now. */
  readonly local: FileVersion;
  readonly other: FileVersion;
  readonly base: FileVersion;
  /** Where the local version was before it was copied or moved. */
  readonly origin: ByteString;
}

/** Contains a zero byte. */
export function isBinary(content: Uint8Array): boolean {
  return content.includes(0);
}
