/** Which copies and renames matter to a merge: those whose source the other side has changed, and moved directories. */
import type { ByteString } from '../../bytes/index.js';
import type { Manifest } from '../../manifest/index.js';
import type { FileRevision } from '../../store/index.js';
import type { Messages } from '../messages.js';
import type { MergeSide } from './working-side.js';

/** From destination to source. */
export type Copies = ReadonlyMap<ByteString, ByteString>;

export interface BranchCopies {
  /** Copies that the merge must look at. */
  readonly copies: Copies;
  /** Directories that moved as a whole, `old/` to `new/`. */
  readonly movedDirectories: Copies;
  /** Files of this side that follow a directory that the other side moved: to their new path. */
  readonly movesWithDirectory: Copies;
}

export interface MergeCopies {
  readonly local: BranchCopies;
  readonly other: BranchCopies;
  readonly divergent: ReadonlyMap<ByteString, readonly ByteString[]>;
  readonly renamedAndDeleted: ReadonlyMap<ByteString, readonly ByteString[]>;
}

const NONE: Copies = new Map();
const NO_BRANCH: BranchCopies = { copies: NONE, movedDirectories: NONE, movesWithDirectory: NONE };
export const NO_COPIES: MergeCopies = {
  local: NO_BRANCH,
  other: NO_BRANCH,
  divergent: new Map(),
  renamedAndDeleted: new Map(),
};

export interface TracedSides {
  readonly base: Manifest;
  readonly local: MergeSide;
  readonly other: MergeSide;
  /** All copies between the base and each side. */
  readonly localCopies: Copies;
  readonly otherCopies: Copies;
  /** A version of a file in the base, or on the other side of the one where it was copied. */
  revisionOf(path: ByteString, side: 'base' | 'local' | 'other'): FileRevision | undefined;
  /** A version by its node, for following ancestors. */
  fileByNode(path: ByteString, node: string): FileRevision;
}

function destinations(copies: Copies): Map<ByteString, ByteString[]> {
  const inverse = new Map<ByteString, ByteString[]>();
  for (const [to, from] of copies) {
    const all = inverse.get(from);
    if (all === undefined) inverse.set(from, [to]);
    else all.push(to);
  }
  return inverse;
}

/** True when two file versions have a common ancestor, copies followed. */
function areRelated(sides: TracedSides, a: FileRevision | undefined, b: FileRevision | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const key = (file: FileRevision): string => `${file.node}${file.path}`;
  const above = (first: FileRevision): Set<string> => {
    const seen = new Set([key(first)]);
    const todo = [first];
    for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
      const source = file.copiedFrom;
      const parents = file.parents.map((node) => sides.fileByNode((file as FileRevision).path, node));
      if (source !== undefined) parents.push(sides.fileByNode(source.path, source.node));
      for (const parent of parents) {
        if (seen.has(key(parent))) continue;
        seen.add(key(parent));
        todo.push(parent);
      }
    }
    return seen;
  };
  const first = above(a);
  for (const one of above(b)) if (first.has(one)) return true;
  return false;
}

/** Decides what the copies on both sides mean for a merge. */
export function mergeCopies(sides: TracedSides, messages: Messages): MergeCopies {
  const { base, local, other, localCopies, otherCopies } = sides;
  if (localCopies.size === 0 && otherCopies.size === 0) return NO_COPIES;
  const toLocal = destinations(localCopies);
  const toOther = destinations(otherCopies);
  const copies = { local: new Map<ByteString, ByteString>(), other: new Map<ByteString, ByteString>() };
  const divergent = new Map<ByteString, readonly ByteString[]>();
  const renamedAndDeleted = new Map<ByteString, readonly ByteString[]>();
  const oneSided = (source: ByteString, targets: readonly ByteString[], where: 'local' | 'other'): void => {
    const [here, there] = where === 'local' ? [local, other] : [other, local];
    const theirs = there.file(source);
    const before = base.entry(source);
    if (theirs === undefined) {
      if (!here.has(source)) renamedAndDeleted.set(source, targets);
      return;
    }
    if (before === undefined) return;
    if (before.node === theirs.node && before.flags === theirs.flags) return;
    if (before.node !== theirs.node) {
      const version = sides.revisionOf(source, where === 'local' ? 'other' : 'local');
      // A file of the working directory comes from the version in its parent.
      if (!areRelated(sides, version, sides.revisionOf(source, 'base'))) return;
    }
    for (const target of targets) copies[where].set(target, source);
  };
  for (const source of new Set([...toLocal.keys(), ...toOther.keys()])) {
    const here = toLocal.get(source);
    const there = toOther.get(source);
    if (here === undefined) oneSided(source, there as ByteString[], 'other');
    else if (there === undefined) oneSided(source, here, 'local');
    else {
      const stays = [local.has(source), other.has(source)];
      if (stays[0] !== stays[1]) continue;
      const both = here.filter((target) => there.includes(target));
      if (both.length === 0 && !stays[0]) divergent.set(source, [...new Set([...here, ...there])].sort());
      for (const target of both) {
        copies.local.set(target, source);
        copies.other.set(target, source);
      }
    }
  }
  let unmatched: readonly [readonly ByteString[], readonly ByteString[]] | undefined;
  const onlyIn = (side: 0 | 1): readonly ByteString[] => {
    if (unmatched === undefined) {
      const inLocal = local.pathsNotIn(base);
      const inOther = other.pathsNotIn(base);
      const localSet = new Set(inLocal);
      const otherSet = new Set(inOther);
      unmatched = [
        inLocal.filter((path) => !otherSet.has(path)),
        inOther.filter((path) => !localSet.has(path)),
      ];
    }
    return unmatched[side];
  };
  if (messages.debugFlag)
    describeCopies(sides, messages, copies, [divergent, renamedAndDeleted], [onlyIn(0), onlyIn(1)]);
  const fromLocal = directoryRenames(local, copies.local, localCopies, () => onlyIn(1), messages);
  const fromOther = directoryRenames(other, copies.other, otherCopies, () => onlyIn(0), messages);
  return {
    local: {
      copies: copies.local,
      movedDirectories: fromLocal.moved,
      movesWithDirectory: fromOther.following,
    },
    other: {
      copies: copies.other,
      movedDirectories: fromOther.moved,
      movesWithDirectory: fromLocal.following,
    },
    divergent,
    renamedAndDeleted,
  };
}

function describeCopies(
  { localCopies, otherCopies }: TracedSides,
  messages: Messages,
  copies: { readonly local: Copies; readonly other: Copies },
  [divergent, deleted]: readonly ReadonlyMap<ByteString, readonly ByteString[]>[],
  [inLocal, inOther]: readonly (readonly ByteString[])[],
): void {
  const list = (where: string, paths: readonly ByteString[] = []): void => {
    if (paths.length > 0) messages.debug(`  unmatched files in ${where}:\n   ${paths.join('\n   ')}\n`);
  };
  list('local', inLocal);
  list('other', inOther);
  const divergentTargets = new Set([...(divergent?.values() ?? [])].flat());
  const deletedTargets = new Set([...(deleted?.values() ?? [])].flat());
  messages.debug('  all copies found (* = to merge, ! = divergent, % = renamed and deleted):\n');
  for (const [where, all] of [
    ['local', localCopies],
    ['remote', otherCopies],
  ] as const) {
    if (all.size === 0) continue;
    messages.debug(`   on ${where} side:\n`);
    for (const target of [...all.keys()].sort()) {
      const note =
        (copies.local.has(target) || copies.other.has(target) ? '*' : '') +
        (divergentTargets.has(target) ? '!' : '') +
        (deletedTargets.has(target) ? '%' : '');
      messages.debug(`    src: '${all.get(target)}' -> dst: '${target}' ${note}\n`);
    }
  }
  messages.debug('  checking for directory renames\n');
}

function directoryOf(path: ByteString): ByteString {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Directories that one side has moved as a whole, and where files go that the other side has added to them. */
function directoryRenames(
  side: MergeSide,
  copies: Copies,
  allCopies: Copies,
  addedByOther: () => readonly ByteString[],
  messages: Messages,
): { moved: Copies; following: Copies } {
  const invalid = new Set<ByteString>();
  const moved = new Map<ByteString, ByteString>();
  const kept = new Map<ByteString, boolean>();
  const exists = (directory: ByteString): boolean => {
    let known = kept.get(directory);
    if (known === undefined) kept.set(directory, (known = side.hasDirectory(directory)));
    return known;
  };
  for (const [target, source] of allCopies) {
    const from = directoryOf(source);
    const to = directoryOf(target);
    if (invalid.has(from)) continue;
    const before = moved.get(from);
    if ((exists(from) && exists(to)) || (before !== undefined && before !== to)) invalid.add(from);
    else moved.set(from, to);
  }
  for (const directory of invalid) moved.delete(directory);
  if (moved.size === 0) return { moved: NONE, following: NONE };
  const slashed = new Map([...moved].map(([from, to]) => [`${from}/`, `${to}/`] as const));
  for (const [from, to] of slashed) messages.debug(`   discovered dir src: '${from}' -> dst: '${to}'\n`);
  // Children first: they may have gone elsewhere than the directory they were in.
  const order = [...slashed.keys()].sort().reverse();
  const following = new Map<ByteString, ByteString>();
  for (const path of addedByOther()) {
    if (allCopies.has(path)) continue;
    const from = order.find((directory) => path.startsWith(directory));
    if (from === undefined) continue;
    const to = (slashed.get(from) as ByteString) + path.slice(from.length);
    if (copies.has(to)) continue;
    following.set(path, to);
    messages.debug(`   pending file src: '${path}' -> dst: '${to}'\n`);
  }
  return { moved: slashed, following };
}
