/** What stripping changesets takes away, and what has to be added again. */
import type { ByteString } from '../../bytes/index.js';
import { dagRange, descendants } from '../../dag/index.js';
import { type Revlog, stripPoint } from '../../revlog/index.js';
import type { RevlogStore } from '../../store/index.js';

export interface StripPlan {
  /** Changesets that go, ascending. */
  readonly stripped: readonly number[];
  /** The lowest of them: every revlog is cut where its first revision of this changeset or a later one lies. */
  readonly first: number;
  /** Changesets that are added again, ascending: later ones that stay, and earlier ones whose revisions lie above a cut. */
  readonly saved: Int32Array;
  /** Parents of those that are not among them. */
  readonly common: readonly number[];
  /** Paths and directories (with a slash at the end) whose revlogs may have to be cut. */
  readonly files: readonly ByteString[];
  readonly directories: readonly ByteString[];
}

/** @param revs changesets to strip, with all that descends from them. O(changesets and file revisions above the lowest one). */
export function planStrip(store: RevlogStore, revs: Iterable<number>): StripPlan {
  const { changelog } = store;
  const stripped = [...descendants(changelog, revs, { inclusive: true })];
  const first = stripped[0] ?? changelog.length;
  const goes = new Set(stripped);
  const again = new Set<number>();
  for (let rev = first; rev < changelog.length; rev++) if (!goes.has(rev)) again.add(rev);
  const files = touchedFrom(store, first);
  const directories = store.manifests.isTree ? directoriesOf(files) : [];
  for (const revlog of revlogsOf(store, files, directories)) {
    const point = stripPoint(revlog, first);
    for (const rev of point.kept) again.add(revlog.linkrev(rev));
  }
  const saved = dagRange(changelog, again, again);
  return { stripped, first, saved, common: parentsOutside(store, saved), files, directories };
}

/** The parents of a range of changesets that do not belong to it. */
export function parentsOutside({ changelog }: RevlogStore, revs: Iterable<number>): number[] {
  const inside = new Set(revs);
  const outside = new Set<number>();
  for (const rev of inside)
    for (const parent of [changelog.parent1(rev), changelog.parent2(rev)])
      if (parent >= 0 && !inside.has(parent)) outside.add(parent);
  return [...outside].sort((a, b) => a - b);
}

function touchedFrom({ changelog }: RevlogStore, first: number): ByteString[] {
  const files = new Set<ByteString>();
  changelog.reading(() => {
    for (let rev = first; rev < changelog.length; rev++)
      for (const file of changelog.changeset(rev).files) files.add(file);
  });
  return [...files].sort();
}

function directoriesOf(files: readonly ByteString[]): ByteString[] {
  const found = new Set<ByteString>();
  for (const file of files)
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1))
      found.add(file.slice(0, at + 1));
  return [...found].sort();
}

function* revlogsOf(
  store: RevlogStore,
  files: readonly ByteString[],
  directories: readonly ByteString[],
): Generator<Revlog> {
  yield store.manifests.root.revlog;
  for (const directory of directories) yield store.openManifestRevlog(directory);
  for (const file of files) yield store.openFile(file).revlog;
}
