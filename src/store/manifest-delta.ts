/** What a stored delta puts into a manifest, without the manifest. */
import { type ByteString, byteStringOf, concatBytes, type NodeId } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import {
  encodeManifest,
  FLAG_DIRECTORY,
  FlatManifest,
  type ManifestDelta,
  type ManifestLine,
  nodeAfter,
  walkLines,
} from '../manifest/index.js';

/** start, end, length of the new content. */
const HUNK_HEADER = 12;

/**
 * The content of all hunks of a delta, one after the other.
 * @throws CorruptionError when a hunk is cut.
 */
export function insertedBytes(delta: Uint8Array, path: ByteString, rev: number): Uint8Array {
  const view = new DataView(delta.buffer, delta.byteOffset, delta.length);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < delta.length; ) {
    if (at + HUNK_HEADER > delta.length) throw new CorruptionError(path, 'patch cannot be decoded', { rev });
    const length = view.getUint32(at + 8);
    at += HUNK_HEADER;
    if (length > delta.length - at) throw new CorruptionError(path, 'patch cannot be decoded', { rev });
    parts.push(delta.subarray(at, at + length));
    at += length;
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : concatBytes(parts);
}

/** True when the root text of a store with tree manifests has nested paths, and no directories before them. */
export function isFlatText(text: Uint8Array): boolean {
  let flat = false;
  walkLines(text, '00manifest.i', (start, nul, _end, flag) => {
    const slash = text.indexOf(0x2f, start);
    flat = slash >= 0 && slash < nul;
    return !flat && flag !== FLAG_DIRECTORY;
  });
  return flat;
}

/**
 * Checks the lines and, for a directory of a tree, gives paths from the root and sorts out directories.
 * @param isTree whether directories may be among the lines.
 */
export function manifestDelta(
  text: Uint8Array,
  base: number,
  directory: ByteString,
  isTree: boolean,
  name: ByteString,
): ManifestDelta {
  const directories: { directory: ByteString; node: NodeId }[] = [];
  if (!isTree) {
    const changed = new FlatManifest(text, undefined, name);
    changed.check();
    return { base, changed, directories };
  }
  const files: ManifestLine[] = [];
  walkLines(text, name, (start, nul, _end, flag) => {
    const path = directory + byteStringOf(text, start, nul);
    const node = nodeAfter(text, nul, name);
    if (flag === FLAG_DIRECTORY) directories.push({ directory: `${path}/`, node });
    else files.push({ path, node, flags: flag === 0 ? '' : (String.fromCharCode(flag) as 'x' | 'l') });
  });
  return { base, changed: new FlatManifest(encodeManifest(files), undefined, name), directories };
}
