/** Where the names of a transaction lead: the roots behind its locations. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError, isNotFound } from '../errors/index.js';
import { type FileSystem, readFile, renameOver } from '../platform/index.js';
import type { TransactionLocation } from './transaction.js';

export interface TransactionPlaces {
  /** `.hg/store` (or what plays its part: `.hg` of repositories older than stores). */
  readonly store: FileSystem;
  /** `.hg`. */
  readonly plain: FileSystem;
  /** Path encoding of the store's names; none when absent. */
  readonly encode?: (name: ByteString) => ByteString;
}

export interface Place {
  readonly fs: FileSystem;
  readonly path: ByteString;
}

export function isLocation(location: ByteString): location is TransactionLocation {
  return location === '' || location === 'store' || location === 'plain';
}

export function placeOf(places: TransactionPlaces, location: TransactionLocation, name: ByteString): Place {
  if (location === 'plain') return { fs: places.plain, path: name };
  return { fs: places.store, path: places.encode?.(name) ?? name };
}

export function exists({ fs, path }: Place): boolean {
  return fs.stat(path, true) !== undefined;
}

/** Removes a file; true when there was one. Looks first: most often there is none, and an error costs more than a look. */
export function removeIfThere({ fs, path }: Place): boolean {
  if (fs.stat(path, true) === undefined) return false;
  try {
    fs.remove(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function temporaryOf({ path }: Place): ByteString {
  return `${path}.qs-tmp`;
}

/** What a crash within {@link replaceWith} leaves. */
export function removeLeftover(place: Place): void {
  removeIfThere({ fs: place.fs, path: temporaryOf(place) });
}

/** Creates the directories above a file. */
function makeParents({ fs, path }: Place): void {
  const slash = path.lastIndexOf('/');
  if (slash > 0) fs.makeDirectory(path.slice(0, slash), true);
}

/** Readers see the old content or the new one whole. A failed write leaves no trace. */
export function replaceWith(place: Place, bytes: Uint8Array, sync: boolean): void {
  const { fs, path } = place;
  const temporary = temporaryOf(place);
  makeParents(place);
  // A new inode always: the old one may be shared with a backup.
  const handle = fs.open(temporary, 'write');
  try {
    try {
      handle.writeAt(bytes, 0);
      if (sync) handle.sync();
    } finally {
      handle.close();
    }
    keepExecutable(place, temporary);
    renameOver(fs, temporary, path);
  } catch (error) {
    try {
      removeIfThere({ fs, path: temporary });
    } catch (second) {
      // The first failure says what is wrong.
      if (!(second instanceof FileSystemError)) throw second;
    }
    throw error;
  }
}

/**
 * A file that nobody reads before more has happened (a backup before its entry, an undo file before `undo`), so that no
 * detour over another name is needed. An older one is removed, not truncated: ext4 flushes what was truncated when it is
 * closed, which takes milliseconds.
 */
export function writeNew(place: Place, bytes: Uint8Array, sync: boolean): void {
  removeIfThere(place);
  makeParents(place);
  const handle = place.fs.open(place.path, 'write');
  try {
    handle.writeAt(bytes, 0);
    if (sync) handle.sync();
  } finally {
    handle.close();
  }
}

/** Renames where the old content of `to` is worth nothing: removed first, for the same reason. */
export function moveTo(from: Place, to: Place): void {
  removeIfThere(to);
  from.fs.rename(from.path, to.path);
}

function keepExecutable({ fs, path }: Place, temporary: ByteString): void {
  const mode = fs.stat(path, true)?.mode;
  if (mode !== undefined && (mode & 0o111) !== 0 && fs.features.executableBit)
    fs.setExecutable(temporary, true);
}

/** A second name for the content where the file system can, otherwise a copy. `to` is as for {@link writeNew}. */
export function copyTo(from: Place, to: Place, options: { hardLink: boolean; sync: boolean }): void {
  if (options.hardLink && from.fs.root === to.fs.root && from.fs.features.hardLinks) {
    removeIfThere(to);
    try {
      from.fs.hardLink(from.path, to.path);
      return;
    } catch (error) {
      if (!(error instanceof FileSystemError) || isNotFound(error)) throw error;
      // Some file systems say that they can and cannot: copy.
    }
  }
  writeNew(to, readFile(from.fs, from.path), options.sync);
}

/** Puts the content of files, as far as they are there, and the names in their directories on stable storage. */
export function flushFiles(files: Iterable<Place>): void {
  const directories = new Map<string, Place>();
  for (const { fs, path } of files) {
    const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    directories.set(`${fs.root}/${directory}`, { fs, path: directory });
    try {
      const handle = fs.open(path, 'update');
      try {
        handle.sync();
      } finally {
        handle.close();
      }
    } catch (error) {
      // Registered, then never written, or removed.
      if (!isNotFound(error)) throw error;
    }
  }
  for (const { fs, path } of directories.values()) {
    try {
      fs.syncDirectory?.(path);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
