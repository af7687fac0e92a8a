/** Annotates a file of a changeset: its history across renames, with the changesets that introduced the versions. */
import { type ByteString, type NodeId, WDIR_REV } from '../bytes/index.js';
import { type Annotation, annotate, type WhitespaceOptions } from '../diff/index.js';
import type { FileRevision, FileStorage, RepoView } from '../store/index.js';
import { Introductions } from './link-revisions/index.js';

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
  /** Of the working directory, where nothing has stored it yet. */
  readonly working?: FileRevision | undefined;
}

/**
 * @param files the storage of a path.
 * @param at.node the version of `path` in changeset `at.rev`; of the working directory its file is read.
 */
export function annotateFile(
  view: RepoView,
  files: (path: ByteString) => FileStorage,
  at: { readonly rev: number; readonly path: ByteString; readonly node: NodeId },
  options: AnnotateFileOptions = {},
): FileAnnotation {
  const versions: Version[] = [];
  const known = new Map<ByteString, Map<number, number>>();
  const introductions = new Introductions(view, at.rev === WDIR_REV ? view.workingParents()[0] : at.rev);

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
    const { storage, filerev, rev, working } = versions[number] as Version;
    const { index } = storage;
    if (working !== undefined) return parentsOfWorking(working);
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

  /** What the file was copied from stands in place of the first parent's version. */
  function parentsOfWorking({ path, copiedFrom }: FileRevision): number[] {
    const out: number[] = [];
    view.workingParents().forEach((parent, which) => {
      const copied = which === 0 && options.follow !== false ? copiedFrom : undefined;
      const name = copied?.path ?? path;
      const node = parent < 0 ? undefined : (copied?.node ?? view.manifest(parent).find(name));
      if (node === undefined) return;
      const other = files(name);
      const filerev = other.index.revOf(node);
      if (filerev !== undefined && filerev >= 0) out.push(versionOf(other, filerev, parent, true));
    });
    return out;
  }

  const storage = files(at.path);
  const working = at.rev === WDIR_REV ? view.file(at.rev, at.path) : undefined;
  if (working !== undefined) versions.push({ path: at.path, filerev: -1, rev: at.rev, storage, working });
  const base = working === undefined ? versionOf(storage, storage.index.rev(at.node), at.rev, true) : 0;
  const { skip } = options;
  const annotation = annotate(
    base,
    {
      parents,
      text: (number) => {
        const { storage, filerev, working } = versions[number] as Version;
        return working === undefined ? storage.text(filerev) : working.content();
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
