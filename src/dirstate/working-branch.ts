/** `.hg/branch`: the branch that the next commit will be on. */
import type { ByteString } from '../bytes/index.js';
import { type FileSystem, tryReadText } from '../platform/index.js';

/** The content without surrounding white space (ASCII), as stored; `default` when there is none. */
export function readWorkingBranch(hg: FileSystem): ByteString {
  const text = tryReadText(hg, 'branch') ?? '';
  return text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '') || 'default';
}
