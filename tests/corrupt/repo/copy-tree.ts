/** Copies of whole file systems in memory, and of them to the disk. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSystem, MemoryFileSystem, readFile, writeFile } from '../../../src/platform/index.js';

function copyInto(from: FileSystem, to: FileSystem, path: string): void {
  to.makeDirectory(path, true);
  for (const { name, kind } of from.listEntries(path)) {
    const below = path === '/' ? `/${name}` : `${path}/${name}`;
    if (kind === 'directory') copyInto(from, to, below);
    else if (kind === 'symlink') to.makeSymlink(from.readLink(below), below);
    else writeFile(to, below, readFile(from, below));
  }
}

/** Without hard links: each name has a file of its own. */
export function copyOf(fs: FileSystem): MemoryFileSystem {
  const copy = new MemoryFileSystem();
  copyInto(fs, copy, '/');
  return copy;
}

/** Writes a directory of a file system to the disk. */
export function writeToDisk(fs: FileSystem, path: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const { name, kind } of fs.listEntries(path)) {
    const below = `${path}/${name}`;
    const target = join(directory, Buffer.from(name, 'latin1').toString());
    if (kind === 'directory') writeToDisk(fs, below, target);
    else if (kind === 'symlink') symlinkSync(fs.readLink(below), target);
    else writeFileSync(target, readFile(fs, below));
  }
}
