/**
 * Bundle2, drawn by `hg help internals.bundle2`:
 *
 *     'HG20'  length of parameters (4)  parameters        name or name=value, quoted, spaces between them
 *     part*   (from here on compressed, when parameter `Compression` says so)
 *     0 (4)
 *
 *     part    length of header (4)  name length (1)  name  id (4)
 *             mandatory parameters (1)  advisory ones (1)  (key length, value length)*  (key value)*
 *             payload:  (length (4)  bytes)*  0 (4)         length -1: another part comes here, then the payload goes on
 *
 * A name with an upper-case letter is mandatory: whoever does not know it must stop.
 */
import type { ByteString } from '../../bytes/index.js';

/** Length that announces a part in the middle of another one's payload. */
export const INTERRUPT = -1;

export type PartParameters = ReadonlyMap<ByteString, ByteString>;

/** What is said about a part before its payload. */
export interface PartHeader {
  /** In lower case. */
  readonly type: ByteString;
  readonly isMandatory: boolean;
  readonly id: number;
  readonly mandatory: PartParameters;
  readonly advisory: PartParameters;
}

export function parameter(header: PartHeader, key: ByteString): ByteString | undefined {
  return header.mandatory.get(key) ?? header.advisory.get(key);
}
