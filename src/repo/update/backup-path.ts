/** Where files go that are about to be overwritten: beside them as `.orig`, or below `ui.origbackuppath`. */
import type { ByteString } from '../../bytes/index.js';
import type { FileSystem } from '../../platform/index.js';
import { directoriesAbove } from '../merge/unknown-files.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';

/** @returns a path relative to the working directory's root, or an absolute one; its directory exists */
export function backupPath(repo: Repository, messages: Messages, path: ByteString): ByteString {
  const configured = repo.config.get('ui', 'origbackuppath');
  if (configured === undefined || configured === '') return `${path}.orig`;
  const base = configured.startsWith('/') ? configured : `${repo.root}/${configured}`;
  const fs = repo.place.workFs.at(base);
  const slash = path.lastIndexOf('/');
  const directory = slash < 0 ? '' : path.slice(0, slash);
  const there = fs.stat(directory, true);
  if (there?.kind !== 'directory') {
    messages.note(`creating directory: ${directory === '' ? base : `${base}/${directory}`}\n`);
    for (const above of [...directoriesAbove(path)].reverse()) {
      const kind = fs.stat(above, true)?.kind;
      if (kind !== 'file' && kind !== 'symlink') continue;
      messages.note(`removing conflicting file: ${base}/${above}\n`);
      fs.remove(above);
      break;
    }
    fs.makeDirectory(directory, true);
  }
  if (fs.stat(path, true)?.kind === 'directory') {
    messages.note(`removing conflicting directory: ${base}/${path}\n`);
    removeTree(fs, path);
  }
  return `${base}/${path}`;
}

function removeTree(fs: FileSystem, directory: ByteString): void {
  for (const { name, kind } of fs.listEntries(directory)) {
    if (kind === 'directory') removeTree(fs, `${directory}/${name}`);
    else fs.remove(`${directory}/${name}`);
  }
  fs.removeDirectory(directory);
}
