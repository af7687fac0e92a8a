/** Finding the files of a store that hold history, with a list (`fncache`) or by walking. */
import type { ByteString } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import type { DirectoryEntry, FileSystem } from '../platform/index.js';
import { readFncache } from './fncache.js';
import { decodeDirectories, decodeFilename, type PathEncoder, type StoreLayout } from './path-encoding.js';
import type { DataFile } from './storage.js';

function isRevlogFile(path: ByteString): boolean {
  return path.endsWith('.i') || path.endsWith('.d');
}

function listOrNothing(fs: FileSystem, path: ByteString): DirectoryEntry[] {
  try {
    return fs.listEntries(path);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** All revlog files below a directory, in byte order of the whole path. */
function* walk(fs: FileSystem, top: ByteString): Generator<ByteString> {
  const entries = listOrNothing(fs, top).map(({ name, kind }) => (kind === 'directory' ? `${name}/` : name));
  for (const name of entries.sort()) {
    if (name.endsWith('/')) yield* walk(fs, `${top}/${name.slice(0, -1)}`);
    else if (isRevlogFile(name)) yield `${top}/${name}`;
  }
}

/** How to list the files of one store. */
export interface DataFileLister {
  readonly fs: FileSystem;
  readonly layout: StoreLayout;
  readonly encode: PathEncoder;
}

function hasFncache(layout: StoreLayout): boolean {
  return layout === 'fncache' || layout === 'dotencode';
}

function* fromFncache({ fs, encode }: DataFileLister): Generator<DataFile> {
  for (const path of [...readFncache(fs)].sort()) {
    const encodedPath = encode(path);
    const stat = fs.stat(encodedPath);
    if (stat !== undefined) yield { path, encodedPath, size: stat.size };
  }
}

function* fromWalk({ fs, layout }: DataFileLister): Generator<DataFile> {
  const decode = layout === 'plain' ? decodeDirectories : decodeFilename;
  for (const top of ['data', 'meta'])
    for (const encodedPath of walk(fs, top)) {
      const size = fs.stat(encodedPath)?.size;
      if (size !== undefined) yield { path: decode(encodedPath), encodedPath, size };
    }
}

/** Files and directories' manifests first, then the root manifest, the changelog last. */
export function* listDataFiles(lister: DataFileLister): Iterable<DataFile> {
  yield* hasFncache(lister.layout) ? fromFncache(lister) : fromWalk(lister);
  for (const name of ['00manifest.d', '00manifest.i', '00changelog.d', '00changelog.i']) {
    const stat = lister.fs.stat(name);
    if (stat !== undefined) yield { path: name, encodedPath: name, size: stat.size };
  }
}

/** Paths of all files that have an index, in byte order. */
export function listTrackedPaths(lister: DataFileLister): ByteString[] {
  const out: ByteString[] = [];
  const add = (path: ByteString | undefined) => {
    if (path?.startsWith('data/') && path.endsWith('.i')) out.push(path.slice(5, -2));
  };
  if (hasFncache(lister.layout)) for (const path of readFncache(lister.fs)) add(path);
  else for (const { path } of fromWalk(lister)) add(path);
  return out.sort();
}
