/** Copies and renames between two revisions, traced through the copy sources recorded in filelogs. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { commonAncestorsHeads } from '../dag/index.js';
import type { Matcher } from '../match/index.js';
import type { FileRevision, RepoView } from '../store/index.js';

type Copies = Map<ByteString, ByteString>;

/** What tracing needs beyond the view. */
export interface CopySources {
  readonly view: RepoView;
  /** A file version by its own node, whatever changeset it is in. */
  fileByNode(path: ByteString, node: NodeId): FileRevision;
}

/** The versions a file version came from: its parents in the filelog, and its copy source in place of a null first parent. */
function fileParents(sources: CopySources, file: FileRevision): FileRevision[] {
  const parents = file.parents.map((node) => sources.fileByNode(file.path, node));
  const source = file.copiedFrom;
  return source === undefined ? parents : [sources.fileByNode(source.path, source.node), ...parents];
}

/**
 * The path under which an ancestor of `file` is in `manifest`: the newest such ancestor, by link revision. Of several with the same
 * link revision and node (equal contents, added together) only the one reached last counts, as in hg. Undefined when none is.
 */
function traceFile(sources: CopySources, file: FileRevision, rev: number): ByteString | undefined {
  const manifest = sources.view.manifest(rev);
  const done = new Set<string>();
  const open = new Map<string, FileRevision>();
  const enter = (child: FileRevision): void => {
    for (const parent of fileParents(sources, child))
      if (!done.has(`${parent.path}\0${parent.node}`)) open.set(`${parent.linkrev} ${parent.node}`, parent);
  };
  enter(file);
  while (open.size > 0) {
    let newest: { readonly key: string; readonly file: FileRevision } | undefined;
    for (const [key, one] of open)
      if (newest === undefined || isNewer(one, newest.file)) newest = { key, file: one };
    const { key, file: current } = newest as { key: string; file: FileRevision };
    open.delete(key);
    if (manifest.find(current.path) === current.node) return current.path;
    // Damaged link revisions may lead to a version again.
    done.add(`${current.path}\0${current.node}`);
    enter(current);
  }
  return undefined;
}

function isNewer(a: FileRevision, b: FileRevision): boolean {
  return a.linkrev === b.linkrev ? a.node > b.node : a.linkrev > b.linkrev;
}

/** Copies made on the way from an ancestor to a descendant. */
function forwardCopies(sources: CopySources, from: number, to: number, matcher: Matcher | undefined): Copies {
  const { view } = sources;
  const copies: Copies = new Map();
  for (const path of view.status(from, to, matcher).added) {
    const file = view.file(to, path);
    if (file === undefined) continue;
    const source = traceFile(sources, file, from);
    if (source !== undefined) copies.set(path, source);
  }
  return copies;
}

/** Turns copies around, keeping only renames (a source that is still there was copied, not renamed). */
function reverseRenames(view: RepoView, copies: Copies, rev: number, matcher: Matcher | undefined): Copies {
  const reversed: Copies = new Map();
  const manifest = view.manifest(rev);
  for (const [target, source] of [...copies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (matcher !== undefined && !matcher.matches(target)) continue;
    if (!manifest.has(source)) reversed.set(source, target);
  }
  return reversed;
}

/** Copies made on a way in two parts. */
export function chainCopies(
  first: ReadonlyMap<ByteString, ByteString>,
  second: ReadonlyMap<ByteString, ByteString>,
): Copies {
  const result: Copies = new Map(first);
  for (const [target, source] of second) result.set(target, first.get(source) ?? source);
  return result;
}

/** Drops what is no copy between these two: onto itself, from a file that `from` lacks, to one that `to` lacks. */
function onlyReal(view: RepoView, from: number, to: number, copies: Copies): Copies {
  const before = view.manifest(from);
  const after = view.manifest(to);
  for (const [target, source] of copies) {
    if (target === source || !before.has(source) || !after.has(target)) copies.delete(target);
  }
  return copies;
}

/**
 * Copies between two revisions of any relation: destination in `to` -> source in `from`. Backwards, only renames count;
 * across branches the way leads through the common ancestor. Cost: proportional to the files added on the way and to
 * their file histories.
 */
export function pathCopies(sources: CopySources, from: number, to: number, matcher?: Matcher): Copies {
  if (from === to || from < 0 || to < 0) return new Map();
  const { view } = sources;
  const ancestors = commonAncestorsHeads(view.graph, [from, to]);
  const ancestor = ancestors.length === 0 ? -1 : Math.max(...ancestors);
  let copies: Copies;
  if (ancestor === from) copies = forwardCopies(sources, from, to, matcher);
  else if (ancestor === to)
    copies = reverseRenames(view, forwardCopies(sources, to, from, undefined), from, matcher);
  else {
    const left = ancestor < 0 ? new Map() : forwardCopies(sources, ancestor, from, undefined);
    const right = ancestor < 0 ? new Map() : forwardCopies(sources, ancestor, to, matcher);
    for (const [target, source] of left) {
      if (right.get(target) !== source) continue;
      left.delete(target);
      right.delete(target);
    }
    copies = chainCopies(reverseRenames(view, left, from, matcher), right);
  }
  return onlyReal(view, from, to, copies);
}

/** The copies recorded in the filelogs by one changeset: destination -> source, for every changed file that has one. */
export function recordedCopies(view: RepoView, rev: number): Copies {
  const copies: Copies = new Map();
  if (rev < 0) return copies;
  for (const path of view.changeset(rev).files) {
    const file = view.file(rev, path);
    const source = file?.copiedFrom;
    if (file === undefined || source === undefined) continue;
    // A version that is older than the changeset was recorded by another one; it is this changeset's copy only if no
    // parent already has it.
    if (file.linkrev !== rev) {
      const inherited = [view.graph.parent1(rev), view.graph.parent2(rev)].some(
        (parent) => parent >= 0 && view.manifest(parent).find(path) === file.node,
      );
      if (inherited) continue;
    }
    copies.set(path, source.path);
  }
  return copies;
}
