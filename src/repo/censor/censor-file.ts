/** Taking the content of one version of a file out of the history, for good. */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import { HgError, LookupError } from '../../errors/index.js';
import { FLAG_CENSORED, type GroupRevision, type Revlog, storedRevision } from '../../revlog/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, withLock } from '../writing/index.js';

export interface CensorOptions {
  /** What the version holds instead: why it was censored. Default: nothing. */
  readonly tombstone?: ByteString;
}

/**
 * Replaces the content of a file in a changeset by a tombstone. Its node stays, so all hashes do; whoever reads it gets an error, or (with
 * `censor.policy = ignore`) an empty file. Clones get the tombstone; copies elsewhere are not touched.
 * @throws HgError for a version that a head or the working directory has; LookupError; LockError.
 */
export function censorFile(
  repo: Repository,
  rev: number,
  path: ByteString,
  options: CensorOptions = {},
): void {
  if (repo.store.file(path).index.length === 0)
    throw new HgError('abort', 'cannot censor file with no history');
  const node = repo.manifest(rev).find(path);
  if (node === undefined) throw new HgError('abort', `file does not exist at revision ${rev}`);
  refuseHeads(repo, path, node);
  if (repo.workingParents().includes(rev))
    throw new HgError('abort', 'cannot censor working directory', { hint: 'clean/delete/update first' });
  const text = bytesOf(`\x01\ncensored: ${options.tombstone ?? ''}\n\x01\n`);
  withLock(repo, () =>
    inTransaction(repo, { name: 'censor', undo: false }, ({ transaction, writer }) => {
      const file = writer.file(path);
      const { revlog } = file.filelog;
      const at = revlog.tryRev(node);
      if (at === undefined) throw new LookupError(node, `data/${path}@${node.slice(0, 12)}: no node`);
      const censored = {
        text,
        linkrev: revlog.linkrev(at),
        p1: revlog.parent1(at),
        p2: revlog.parent2(at),
        node,
        flags: revlog.flags(at) | FLAG_CENSORED,
      };
      const later = [...laterRevisions(revlog, at)];
      file.writer.strip(transaction, at);
      file.writer.addRevision(transaction, censored);
      file.writer.addGroup(transaction, later);
    }),
  );
  // What the writers hold of the file is the text that has gone.
  repo.place.writing.forgetWriter();
}

function refuseHeads(repo: Repository, path: ByteString, node: NodeId): void {
  const heads = repo.heads().filter((rev) => rev >= 0 && repo.manifest(rev).find(path) === node);
  if (heads.length === 0) return;
  const list = [...heads].reverse().map((rev) => repo.node(rev).slice(0, 12));
  throw new HgError('abort', `cannot censor file in heads (${list.join(', ')})`, {
    hint: 'clean/delete and commit first',
  });
}

/** The revisions after `at` as they are stored, but whole where they are stored as deltas against it. Memory: their deltas. */
function* laterRevisions(revlog: Revlog, at: number): Generator<GroupRevision> {
  for (let rev = at + 1; rev < revlog.length; rev++) {
    const isCensored = (revlog.flags(rev) & FLAG_CENSORED) !== 0;
    yield storedRevision(revlog, rev, isCensored || revlog.deltaParent(rev) === at);
  }
}
