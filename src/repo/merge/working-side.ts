/** The manifest of the working directory: its first parent's, with what was changed since. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { FileFlags, Manifest } from '../../manifest/index.js';
import type { Matcher } from '../../match/index.js';

export interface SideFile {
  readonly node: NodeId;
  readonly flags: FileFlags;
}

export interface SideDifference {
  readonly path: ByteString;
  readonly local: SideFile | undefined;
  readonly other: SideFile | undefined;
}

/** One side of a merge: what it has of files. */
export interface MergeSide {
  file(path: ByteString): SideFile | undefined;
  has(path: ByteString): boolean;
  hasDirectory(path: ByteString): boolean;
  /** Paths that `base` lacks. */
  pathsNotIn(base: Manifest): ByteString[];
}

export function committedSide(manifest: Manifest): MergeSide {
  return {
    file: (path) => manifest.entry(path),
    has: (path) => manifest.has(path),
    hasDirectory: (path) => manifest.hasDirectory(path),
    pathsNotIn: (base) =>
      base
        .diff(manifest)
        .filter(({ left }) => left === undefined)
        .map(({ path }) => path),
  };
}

export class WorkingSide implements MergeSide {
  readonly #parent: Manifest;
  readonly #changes: ReadonlyMap<ByteString, SideFile | undefined>;

  /** @param changes what differs from the parent; undefined for files that are not there or no longer tracked. */
  constructor(parent: Manifest, changes: ReadonlyMap<ByteString, SideFile | undefined>) {
    this.#parent = parent;
    this.#changes = changes;
  }

  get isClean(): boolean {
    return this.#changes.size === 0;
  }

  file(path: ByteString): SideFile | undefined {
    return this.#changes.has(path) ? this.#changes.get(path) : this.#parent.entry(path);
  }

  has(path: ByteString): boolean {
    const changed = this.#changes.get(path);
    return changed !== undefined || (!this.#changes.has(path) && this.#parent.has(path));
  }

  /** O(changes), and for directories in which files were removed O(their files). */
  hasDirectory(path: ByteString): boolean {
    const prefix = path === '' ? '' : `${path}/`;
    let removed = false;
    for (const [changed, file] of this.#changes) {
      if (!changed.startsWith(prefix)) continue;
      if (file !== undefined) return true;
      removed = true;
    }
    if (!removed || !this.#parent.hasDirectory(path)) return this.#parent.hasDirectory(path);
    for (const below of this.#parent.paths()) if (below.startsWith(prefix) && this.has(below)) return true;
    return false;
  }

  pathsNotIn(base: Manifest): ByteString[] {
    const paths = new Set<ByteString>();
    if (base !== this.#parent)
      for (const { path, left } of base.diff(this.#parent)) if (left === undefined) paths.add(path);
    for (const [path, file] of this.#changes) {
      if (file === undefined) paths.delete(path);
      else if (!base.has(path)) paths.add(path);
    }
    return [...paths].sort();
  }

  /** What differs from a committed manifest. */
  diff(other: Manifest, matcher?: Matcher): SideDifference[] {
    const changes = this.#changes;
    const found: SideDifference[] = [];
    for (const { path, left, right } of this.#parent.diff(other, matcher))
      if (!changes.has(path)) found.push({ path, local: left, other: right });
    for (const [path, local] of changes) {
      if (matcher !== undefined && !matcher.matches(path)) continue;
      const there = other.entry(path);
      if (local === undefined && there === undefined) continue;
      if (local !== undefined && local.node === there?.node && local.flags === there.flags) continue;
      found.push({ path, local, other: there });
    }
    return found;
  }

  /** Paths under the given directories, each with the directory it is in. */
  filesIn(directories: ReadonlySet<ByteString>): [path: ByteString, directory: ByteString][] {
    const found: [ByteString, ByteString][] = [];
    const paths = new Set(this.#parent.paths());
    for (const [path, file] of this.#changes) {
      if (file === undefined) paths.delete(path);
      else paths.add(path);
    }
    for (const path of [...paths].sort())
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
        if (directories.has(path.slice(0, at))) {
          found.push([path, path.slice(0, at)]);
          break;
        }
    return found;
  }
}
