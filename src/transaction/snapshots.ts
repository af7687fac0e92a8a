/** Small files as they were when a transaction began, for `rollback`: `journal.X` while it runs, `undo.X` afterwards. */
import { type ByteString, bytesOf } from '../bytes/index.js';
import { JOURNAL, UNDO } from './layout.js';
import {
  copyTo,
  exists,
  moveTo,
  placeOf,
  removeIfThere,
  type TransactionPlaces,
  writeNew,
} from './places.js';
import type { TransactionLocation } from './transaction.js';

interface Snapshot {
  /** `dirstate` for `journal.dirstate`. */
  readonly name: ByteString;
  readonly location: TransactionLocation;
  /** What it holds; the content of the file `source` when absent. */
  readonly content?: Uint8Array;
  /** Default: the file `name`. */
  readonly source?: ByteString;
  /** Without the file: an empty snapshot instead of none. */
  readonly emptyWhenMissing?: boolean;
}

export interface UndoDescription {
  /** Number of revisions in the changelog before. */
  readonly changelogLength: number;
  /** Branch of the working directory, UTF-8. */
  readonly branch: ByteString;
  /** The requirement `bookmarksinstore`: bookmarks are beside the history, not in `.hg`. */
  readonly bookmarksInStore?: boolean;
  /** The data file of a dirstate in format 2, which may be replaced meanwhile: the dirstate itself only names it. */
  readonly dirstateData?: ByteString | undefined;
}

/** The snapshots that hg keeps. */
export function undoSnapshots(name: ByteString, undo: UndoDescription): readonly Snapshot[] {
  return [
    { name: 'dirstate', location: 'plain' },
    ...(undo.dirstateData === undefined
      ? []
      : [{ name: 'dirstate.v2-data', location: 'plain', source: undo.dirstateData } as const]),
    { name: 'branch', location: 'plain', content: bytesOf(undo.branch) },
    { name: 'desc', location: 'plain', content: bytesOf(`${undo.changelogLength}\n${name}\n`) },
    { name: 'bookmarks', location: undo.bookmarksInStore ? '' : 'plain', emptyWhenMissing: true },
    { name: 'phaseroots', location: '', emptyWhenMissing: true },
  ];
}

export function writeSnapshots(
  places: TransactionPlaces,
  snapshots: readonly Snapshot[],
  sync: boolean,
): void {
  for (const { name, location, content, source = name, emptyWhenMissing } of snapshots) {
    const from = placeOf(places, location, source);
    const to = placeOf(places, location, `${JOURNAL}.${name}`);
    if (content !== undefined) writeNew(to, content, sync);
    else if (exists(from)) copyTo(from, to, { hardLink: name.startsWith('dirstate'), sync });
    else if (emptyWhenMissing === true) writeNew(to, new Uint8Array(0), sync);
    else removeIfThere(to);
  }
}

/** After the end: they become undo files. A missing one takes the stale undo file with it. */
export function keepSnapshots(places: TransactionPlaces, snapshots: readonly Snapshot[]): void {
  for (const { name, location } of snapshots) {
    const from = placeOf(places, location, `${JOURNAL}.${name}`);
    const to = placeOf(places, location, `${UNDO}.${name}`);
    if (exists(from)) moveTo(from, to);
    else removeIfThere(to);
  }
}

export function dropSnapshots(places: TransactionPlaces, snapshots: readonly Snapshot[]): void {
  for (const { name, location } of snapshots) removeIfThere(placeOf(places, location, `${JOURNAL}.${name}`));
}
