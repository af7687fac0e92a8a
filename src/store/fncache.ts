/**
 * `fncache`: the list of all revlog files, one per line with directories encoded, because hashed names cannot be turned back
 * into paths. `data/...` are tracked files, `meta/...` directories of tree manifests.
 */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import { type FileSystem, tryReadFile } from '../platform/index.js';
import { decodeDirectories } from './path-encoding.js';

const REBUILD_HINT = "use 'hg debugrebuildfncache' to rebuild the fncache";

/**
 * Paths with directories decoded, in the file's order and without duplicates; empty when there is no such file.
 * @throws CorruptionError in hg's words.
 */
export function readFncache(storeFs: FileSystem): ReadonlySet<ByteString> {
  const bytes = tryReadFile(storeFs, 'fncache');
  if (bytes === undefined || bytes.length === 0) return new Set();
  const text = byteStringOf(bytes);
  if (!text.endsWith('\n'))
    throw new CorruptionError('fncache', 'fncache does not ends with a newline', {
      offset: text.length,
      hint: REBUILD_HINT,
    });
  const lines = (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).split('\n');
  lines.pop();
  const paths = new Set<ByteString>();
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as ByteString;
    if (line === '') throw new CorruptionError('fncache', `invalid entry in fncache, line ${i + 1}`);
    paths.add(decodeDirectories(line));
  }
  return paths;
}
