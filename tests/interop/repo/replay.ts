/** Commits every changeset of one repository to another one, through the library. */
import { type ByteString, byteStringOf } from '../../../src/bytes/index.js';
import { HistoryWriter, type NewFile, type Repository } from '../../../src/repo/index.js';

/** What {@link HistoryWriter} needs to know of a changeset. */
export function filesOf(repo: Repository, rev: number): Map<ByteString, NewFile | null> {
  const files = new Map<ByteString, NewFile | null>();
  const [p1, p2] = [repo.graph.parent1(rev), repo.graph.parent2(rev)];
  const manifest = repo.manifest(rev);
  const first = repo.store.manifests.manifest(repo.changeset(p1).manifestNode);
  const second = repo.store.manifests.manifest(repo.changeset(p2).manifestNode);
  const listed = new Set(repo.changeset(rev).files);
  const paths = new Set([...first.diff(manifest).map(({ path }) => path), ...listed]);
  for (const path of paths) {
    const entry = manifest.entry(path);
    if (entry === undefined) {
      files.set(path, null);
      continue;
    }
    const filelog = repo.store.file(path);
    const fileRev = filelog.index.rev(entry.node);
    // Copied once more, with the same outcome: listed as changed without a change.
    const isCopiedAgain = listed.has(path) && first.flags(path) === entry.flags;
    const isReused = !isCopiedAgain && (first.find(path) === entry.node || second.find(path) === entry.node);
    const copy = isReused ? undefined : filelog.copySource(fileRev);
    files.set(path, {
      content: filelog.text(fileRev).slice(),
      flags: entry.flags,
      ...(copy !== undefined && { copiedFrom: copy.path }),
    });
  }
  return files;
}

/** @returns what is different in the first revision that came out with another hash; empty when none did. */
export function replay(from: Repository, to: Repository, count = from.length): string {
  const writer = new HistoryWriter(to);
  for (let rev = 0; rev < count; rev++) {
    const { node } = writer.commit(changesetOf(from, rev));
    if (node !== from.node(rev)) return difference(from, writer.repository(), rev);
  }
  return '';
}

function difference(from: Repository, to: Repository, rev: number): string {
  const parts = [from, to].map((repo) => {
    const parents = [repo.graph.parent1(rev), repo.graph.parent2(rev)];
    return `${rev} (${parents}): ${JSON.stringify(byteStringOf(repo.changelog.text(rev)))}`;
  });
  const manifests = from.manifest(rev).diff(to.manifest(rev));
  return `${parts.join('\n')}\n${manifests.map((line) => JSON.stringify(line)).join('\n')}`;
}

export function changesetOf(from: Repository, rev: number) {
  const { description, user, date, extra } = from.changeset(rev);
  const parents = [from.graph.parent1(rev), from.graph.parent2(rev)].map((parent) => from.node(parent));
  return { parents, files: filesOf(from, rev), message: description, user, date, extra };
}
