/** A name cannot be both a file and a directory of one changeset. hg refuses it where files are added to the working copy. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import type { Manifest } from '../../manifest/index.js';
import type { NewFile } from './new-changeset.js';

/**
 * @param parent the first parent's manifest, which `files` changes.
 * @throws InputError. O(new paths · their depth · log files), and once over all files for a new one that takes the place of a directory.
 */
export function refuseNameClashes(parent: Manifest, files: ReadonlyMap<ByteString, NewFile | null>): void {
  for (const [path, file] of files) {
    if (file === null || parent.has(path)) continue;
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at);
      const changed = files.get(above);
      if (changed === undefined ? parent.has(above) : changed !== null) refuse(above, path);
    }
    if (!parent.hasDirectory(path)) continue;
    for (const below of parent.paths())
      if (below.startsWith(`${path}/`) && files.get(below) !== null) refuse(path, below);
  }
}

function refuse(file: ByteString, below: ByteString): never {
  throw new InputError(`file '${file}' clashes with '${below}'`);
}
