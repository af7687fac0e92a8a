/** Which changeset introduced a version of a file, as seen from a changeset that has it. */
import { type ByteString, NULL_REV, WDIR_NODE, WDIR_REV } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import type { Repository } from '../../repo/index.js';
import type { FileRevision } from '../../store/index.js';

/** A version of a file together with the changeset that introduced it. */
export interface Version {
  readonly file: FileRevision;
  readonly rev: number;
}

/**
 * The linkrev when that is an ancestor of `from` (or `from` itself); otherwise, since several changesets may have made
 * the same version, the highest ancestor that lists the file and holds this very version.
 */
export function introduction(repo: Repository, file: FileRevision, from: number): number {
  const { linkrev, path, node } = file;
  if (node === WDIR_NODE) return WDIR_REV;
  if (linkrev === from) return from;
  if (from === WDIR_REV) {
    const [p1, p2] = repo.workingParents();
    const has = (rev: number): boolean => rev !== NULL_REV && repo.manifest(rev).find(path) === node;
    return introduction(repo, file, !has(p1) && has(p2) ? p2 : p1);
  }
  const ancestors = new LazyAncestors(repo.graph, [from], {
    inclusive: true,
    stop: Math.max(Math.min(linkrev, from), 0),
  });
  if (linkrev <= from && !repo.isHidden(linkrev) && ancestors.has(linkrev)) return linkrev;
  return repo.introducingRev({ path, node, linkrev }, from, true) ?? linkrev;
}

/** The version of a path in a changeset. */
export function versionAt(repo: Repository, rev: number, path: ByteString): Version | undefined {
  const file = rev === NULL_REV ? undefined : repo.file(rev, path);
  return file === undefined ? undefined : { file, rev: introduction(repo, file, rev) };
}

/** What a version was made from: its copy source, then its parents in the filelog. */
export function parentVersions(repo: Repository, version: Version): Version[] {
  const { file } = version;
  const sources = file.parents.map((node) => repo.fileByNode(file.path, node));
  const copy = file.copiedFrom;
  if (copy !== undefined) sources.unshift(repo.fileByNode(copy.path, copy.node));
  return sources.map((source) => ({ file: source, rev: introduction(repo, source, version.rev) }));
}
