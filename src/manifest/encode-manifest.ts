/** Manifest texts from entries. */
import { type ByteString, bytesOf, type NodeId } from '../bytes/index.js';
import { InputError } from '../errors/index.js';

/** A line to write; `t` is a directory of a tree manifest. */
export interface ManifestLine {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly flags: '' | 'x' | 'l' | 't';
}

/** @throws InputError in hg's words for a path that no line can hold. */
function checkPath(path: ByteString): void {
  if (path.includes('\n') || path.includes('\r'))
    throw new InputError(
      `'\\n' and '\\r' disallowed in filenames: '${path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`,
    );
}

/** The text of a manifest (or of one directory of a tree). Sorts the lines. O(n log n). */
export function encodeManifest(lines: Iterable<ManifestLine>): Uint8Array {
  const out: ByteString[] = [];
  for (const { path, node, flags } of lines) {
    checkPath(path);
    out.push(`${path}\0${node}${flags}\n`);
  }
  return bytesOf(out.sort().join(''));
}
