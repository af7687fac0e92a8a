/** What a hook's process is shown of the transaction that waits for it (`HG_PENDING`). */
import type { ByteString } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';
import type { RepositoryPlaces } from './requirements.js';

/** Files of the store and of `.hg`, and what a transaction writes in their place before its end. */
const IN_STORE: ReadonlyMap<ByteString, ByteString> = new Map([
  ['00changelog.i', '00changelog.i.a'],
  ['phaseroots', 'phaseroots.pending'],
  ['bookmarks', 'bookmarks.pending'],
]);
const IN_HG: ReadonlyMap<ByteString, ByteString> = new Map([
  ['dirstate', 'dirstate.pending'],
  ['bookmarks', 'bookmarks.pending'],
]);

/** The same places, where reading shows what is pending. Writing goes to the files themselves. */
export function pendingPlaces(places: RepositoryPlaces): RepositoryPlaces {
  const { hgFs, sharedHgFs, storeFs } = places;
  const own = withPending(hgFs, IN_HG);
  return {
    ...places,
    hgFs: own,
    sharedHgFs: sharedHgFs === hgFs ? own : withPending(sharedHgFs, IN_HG),
    storeFs: withPending(storeFs, IN_STORE),
  };
}

/** The transaction may end at any moment, and its pending files go with it: then the files themselves are as good. */
function withPending(fs: FileSystem, names: ReadonlyMap<ByteString, ByteString>): FileSystem {
  const { preciseStat, createFile, syncDirectory } = fs;
  return {
    root: fs.root,
    features: fs.features,
    open: (path, mode) => {
      const pending = mode === 'read' ? names.get(path) : undefined;
      if (pending === undefined) return fs.open(path, mode);
      try {
        return fs.open(pending, mode);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return fs.open(path, mode);
      }
    },
    stat: (path, noFollow) => {
      const pending = names.get(path);
      const found = pending === undefined ? undefined : fs.stat(pending, noFollow);
      return found ?? fs.stat(path, noFollow);
    },
    list: (path) => fs.list(path),
    listEntries: (path) => fs.listEntries(path),
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.remove(path),
    removeDirectory: (path) => fs.removeDirectory(path),
    makeDirectory: (path, parents) => fs.makeDirectory(path, parents),
    makeSymlink: (target, path) => fs.makeSymlink(target, path),
    readLink: (path) => fs.readLink(path),
    hardLink: (from, to) => fs.hardLink(from, to),
    setExecutable: (path, executable) => fs.setExecutable(path, executable),
    setModifiedTime: (path, seconds) => fs.setModifiedTime(path, seconds),
    ...(preciseStat !== undefined && { preciseStat: (path) => preciseStat.call(fs, path) }),
    ...(createFile !== undefined && {
      createFile: (path, content, executable) => createFile.call(fs, path, content, executable),
    }),
    ...(syncDirectory !== undefined && { syncDirectory: (path) => syncDirectory.call(fs, path) }),
    at: (path) => fs.at(path),
  };
}
