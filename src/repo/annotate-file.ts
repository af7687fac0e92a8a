/** Annotates a file of a changeset: its history across renames, with the changesets that introduced the versions. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { type Annotation, annotate, type WhitespaceOptions } from '../diff/index.js';
import type { FileStorage, RepoView } from '../store/index.js';
import { Introductions } from './linkrev.js';

/** A version of a file where it was introduced. */
export interface AnnotatedVersion {
  readonly path: ByteString;
  readonly filerev: number;
  readonly rev: number;
}

export interface AnnotateFileOptions extends WhitespaceOptions {
  /** Go on in the files that it was copied from; true when absent. */
  readonly follow?: boolean;
  /** Changesets whose changes count as their parents'. */
  readonly skip?: ((rev: number) => boolean) | undefined;
}

export interface FileAnnotation extends Omit<Annotation<number>, 'versions'> {
  /** By the numbers in `owners`. */
  version(owner: number): AnnotatedVersion;
}

interface Version extends AnnotatedVersion {
  readonly storage: FileStorage;
}

/**
 * @param files the storage of a path.
 * @param node the version of `path` in changeset `rev`.
 */
export function annotateFile(
  view: RepoView,
  files: (path: ByteString) => FileStorage,
  at: { readonly rev: number; readonly path: ByteString; readonly node: NodeId },
  options: AnnotateFileOptions = {},
): FileAnnotation {
  const versions: Version[] = [];
  const known = new Map<ByteString, Map<number, number>>();
  const introductions = new Introductions(view, at.rev);

  /** The number of a version; `child` is the changeset that it is reached from. */
  function versionOf(storage: FileStorage, filerev: number, child: number, inclusive: boolean): number {
    let ofPath = known.get(storage.path);
    if (ofPath === undefined) known.set(storage.path, (ofPath = new Map()));
    let number = ofPath.get(filerev);
    if (number === undefined) {
      const { path, index } = storage;
      const linkrev = index.linkrev(filerev);
      number = versions.length;
      ofPath.set(filerev, number);
      const rev = introductions.revOf(path, index.node(filerev), linkrev, child, inclusive);
      versions.push({ path, filerev, rev, storage });
    }
    return number;
  }

  function parents(number: number): number[] {
    const { storage, filerev, rev } = versions[number] as Version;
    const { index } = storage;
    const out: number[] = [];
    const p1 = index.parent1(filerev);
    const p2 = index.parent2(filerev);
    if (p1 < 0 && options.follow !== false) {
      const source = storage.copySource(filerev);
      if (source !== undefined) {
        const other = files(source.path);
        out.push(versionOf(other, other.index.rev(source.node), rev, false));
      }
    }
    if (p1 >= 0) out.push(versionOf(storage, p1, rev, false));
    if (p2 >= 0) out.push(versionOf(storage, p2, rev, false));
    return out;
  }

  const storage = files(at.path);
  const base = versionOf(storage, storage.index.rev(at.node), at.rev, true);
  const { skip } = options;
  const annotation = annotate(
    base,
    {
      parents,
      text: (number) => {
        const { storage, filerev } = versions[number] as Version;
        return storage.text(filerev);
      },
    },
    {
      ...options,
      skip: (number) => skip?.((versions[number] as Version).rev) === true,
    },
  );
  const { versions: order, ...lines } = annotation;
  return { ...lines, version: (owner) => versions[order[owner] as number] as Version };
}
