/** Follows files through renames, from the versions in given revisions back to where they began. */
import type { ByteString } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import type { FileRevision, RepoView } from '../../store/index.js';
import type { Evaluation } from '../evaluation.js';
import { BaseSet, cursorOver, GeneratorSet, type SmartSet } from '../sets/index.js';

interface Version {
  readonly file: FileRevision;
  /** The changeset that introduced this version, as seen from where the walk came. */
  readonly rev: number;
  /** The history that the walk goes through. */
  readonly history: LazyAncestors;
}

/** Versions that a version was made from: what it was copied from, then its file parents. */
function parentsOf(view: RepoView, { file }: Version): readonly FileRevision[] {
  const parents = file.parents.map((node) => view.fileByNode(file.path, node));
  const copy = file.copiedFrom;
  return copy === undefined ? parents : [view.fileByNode(copy.path, copy.node), ...parents];
}

/** Changesets that introduced the versions of the matched files and of everything they came from. */
export function followFiles(
  ev: Evaluation,
  pattern: ByteString,
  starts: readonly number[],
  firstOnly: boolean,
): SmartSet {
  const { view } = ev;
  const found = new Set<number>();
  const seen = new Set<string>();
  const pending: Version[] = [];
  const visit = (file: FileRevision, from: number, inclusive: boolean, history: LazyAncestors) => {
    const { path, node, linkrev } = file;
    const rev = history.has(linkrev) ? linkrev : (view.introducingRev(file, from, inclusive) ?? linkrev);
    // A rewritten changeset may have made it first; links to what cannot be seen lead on, but are not shown.
    const key = `${rev}\0${path}\0${node}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (!view.isHidden(rev)) found.add(rev);
    pending.push({ file, rev, history });
  };
  for (const start of starts) {
    if (start < 0) continue;
    const history = new LazyAncestors(view.graph, [start], { inclusive: true });
    const matcher = view.matcher([pattern], {
      defaultKind: 'path',
      cwd: ev.context.cwd ?? '',
      rev: start,
    });
    for (const path of view.manifest(start).paths(matcher)) {
      const file = view.file(start, path);
      if (file !== undefined) visit(file, start, true, history);
    }
  }
  for (let version = pending.pop(); version !== undefined; version = pending.pop()) {
    const parents = parentsOf(view, version);
    for (const file of firstOnly ? parents.slice(0, 1) : parents)
      visit(file, version.rev, false, version.history);
  }
  return new GeneratorSet(cursorOver(BaseSet.fromMembers(found).sorted(), true), false);
}
