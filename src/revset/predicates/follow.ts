/** Follows files through renames, from the versions in given revisions back to where they began. */
import { type ByteString, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { isAncestor } from '../../dag/index.js';
import type { FileRevision } from '../../store/index.js';
import type { Evaluation } from '../evaluation.js';
import { BaseSet, cursorOver, GeneratorSet, type SmartSet } from '../sets/index.js';

interface Version {
  readonly path: ByteString;
  readonly file: FileRevision;
  /** The changeset that introduced this version, as seen from where the walk came. */
  readonly rev: number;
}

/**
 * The changeset that introduced a version as seen from `from`: its linkrev when that is an ancestor, else the highest
 * ancestor that lists the file and holds this very version.
 */
function introduction(ev: Evaluation, path: ByteString, file: FileRevision, from: number): number {
  const { view } = ev;
  const { linkrev, node } = file;
  if (linkrev <= from && !view.isHidden(linkrev) && isAncestor(view.graph, linkrev, from)) return linkrev;
  return view.introducingRev({ path, node, linkrev }, from, true) ?? from;
}

/** Versions that a version was made from: its file parents, or what it was copied from. */
function parentsOf(
  ev: Evaluation,
  version: Version,
): readonly { path: ByteString; file: FileRevision; from: number }[] {
  const found: { path: ByteString; file: FileRevision; from: number }[] = [];
  const look = (path: ByteString, node: NodeId) => {
    // A file parent is what one of the changeset's parents holds; merges may hold it on either side.
    for (const from of [ev.parent1(version.rev), ev.parent2(version.rev)]) {
      if (from === NULL_REV) continue;
      const file = ev.view.file(from, path);
      if (file !== undefined && file.node === node) {
        found.push({ path, file, from });
        return;
      }
    }
    const hit = ancestorHolding(ev, version.rev, path, node);
    if (hit !== undefined) found.push({ path, ...hit });
  };
  for (const parent of version.file.parents) if (parent !== NULL_NODE) look(version.path, parent);
  const copy = version.file.copiedFrom;
  if (copy !== undefined) look(copy.path, copy.node);
  return found;
}

/** The highest ancestor that lists the file and holds this version of it. */
function ancestorHolding(
  ev: Evaluation,
  rev: number,
  path: ByteString,
  node: NodeId,
): { file: FileRevision; from: number } | undefined {
  const { linkrev } = ev.view.fileByNode(path, node);
  const from = ev.view.introducingRev({ path, node, linkrev }, rev, false);
  const file = from === undefined ? undefined : ev.view.file(from, path);
  return from === undefined || file === undefined ? undefined : { file, from };
}

/** Changesets that introduced the versions of the matched files and of everything they came from. */
export function followFiles(
  ev: Evaluation,
  pattern: ByteString,
  starts: readonly number[],
  firstOnly: boolean,
): SmartSet {
  const found = new Set<number>();
  const seen = new Set<string>();
  const pending: Version[] = [];
  const visit = (path: ByteString, file: FileRevision, from: number) => {
    const rev = introduction(ev, path, file, from);
    const key = `${rev}\0${path}\0${file.node}`;
    if (seen.has(key)) return;
    seen.add(key);
    found.add(rev);
    pending.push({ path, file, rev });
  };
  for (const start of starts) {
    if (start < 0) continue;
    const matcher = ev.view.matcher([pattern], {
      defaultKind: 'path',
      cwd: ev.context.cwd ?? '',
      rev: start,
    });
    for (const path of ev.view.manifest(start).paths(matcher)) {
      const file = ev.view.file(start, path);
      if (file !== undefined) visit(path, file, start);
    }
  }
  for (let version = pending.pop(); version !== undefined; version = pending.pop()) {
    const parents = parentsOf(ev, version);
    for (const { path, file, from } of firstOnly ? parents.slice(0, 1) : parents) visit(path, file, from);
  }
  return new GeneratorSet(cursorOver(BaseSet.fromMembers(found).sorted(), true), false);
}
