/** Changes what a changeset records as copies, by replacing the changeset. */
import { type ByteString, type NodeId, NULL_REV } from '../../bytes/index.js';
import { currentDate } from '../../dates/index.js';
import { HgError } from '../../errors/index.js';
import type { NewFile } from '../commit/index.js';
import { HistoryWriter } from '../commit/index.js';
import { isEvolutionEnabled, recordRewrites } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { stripRevisions } from '../strip/index.js';
import type { Notices } from '../tracking/index.js';
import { changeDirstate } from '../working-copy/index.js';
import { inTransaction, type WriteSession, withLock, withWlock } from '../writing/index.js';
import { checkRewritable } from './check-rewritable.js';

export interface CopyRewrite {
  readonly repo: Repository;
  readonly messages: Notices;
  /** Not a merge. */
  readonly rev: number;
  /** From files of the changeset to their sources; undefined: not a copy. */
  readonly copies: ReadonlyMap<ByteString, ByteString | undefined>;
  /** `copy` or `uncopy`. */
  readonly operation: string;
  /** Of whoever does it, as stored. */
  readonly user: () => ByteString;
}

/** A file as a changeset has it, with another source or none. @throws HgError */
export function committedFile(
  repo: Repository,
  rev: number,
  path: ByteString,
  source = repo.file(rev, path)?.copiedFrom?.path,
): NewFile {
  const file = repo.file(rev, path);
  if (file === undefined) throw new HgError('corruption', `${path} is missing from the changeset to amend`);
  return {
    get content() {
      return file.content();
    },
    flags: repo.manifest(rev).flags(path),
    ...(source !== undefined && { copiedFrom: source }),
  };
}

/** All bookmarks of one changeset go to another. */
export function moveBookmarks({ writer }: WriteSession, from: NodeId, to: NodeId): void {
  const { bookmarks } = writer;
  bookmarks.apply([...bookmarks.all].filter(([, node]) => node === from).map(([name]) => [name, to]));
}

/** The old changeset is obsolete, or stripped where markers are not made. */
export function retire(
  { repo, messages, operation, user }: Pick<CopyRewrite, 'repo' | 'messages' | 'operation' | 'user'>,
  old: NodeId,
  replace: (session: WriteSession) => NodeId,
  metadata: ReadonlyMap<ByteString, ByteString> = new Map(),
): NodeId {
  const marks = isEvolutionEnabled(repo.config, 'createmarkers');
  const node = inTransaction(repo, { name: operation }, (session) => {
    const made = replace(session);
    moveBookmarks(session, old, made);
    if (marks)
      recordRewrites(session, [{ predecessors: [old], successors: [made], metadata }], {
        user: user(),
        date: currentDate(repo.place.platform.clock),
        operation,
      });
    return made;
  });
  if (!marks)
    stripRevisions(repo, [old], {
      backup: repo.config.getBool('rewrite', 'backup-bundle', true),
      topic: operation,
      onBackup: (path) => messages.status(`saved backup bundle to ${repo.root}/.hg/${path}\n`),
    });
  return node;
}

/** Under both locks. @throws InputError, StateError when the changeset cannot be replaced */
export function rewriteCopies(request: CopyRewrite): void {
  const { repo, rev, copies, operation } = request;
  checkRewritable(repo, [rev], operation);
  withWlock(repo, () =>
    withLock(repo, () => {
      const old = repo.changelog.changeset(rev);
      const base = repo.graph.parent1(rev);
      const { modified, added, removed } = repo.status(base, rev);
      const files = new Map<ByteString, NewFile | null>();
      for (const path of [...modified, ...added, ...copies.keys()])
        files.set(
          path,
          copies.has(path) && copies.get(path) === undefined
            ? withoutSource(committedFile(repo, rev, path))
            : committedFile(repo, rev, path, copies.get(path)),
        );
      for (const path of removed) files.set(path, null);
      const isHere = repo.workingParents()[0] === rev;
      changeDirstate(repo, (dirstate) => {
        retire(request, repo.node(rev), () => {
          const { node } = new HistoryWriter(repo).commit({
            parents: base === NULL_REV ? [] : [repo.node(base)],
            files,
            message: old.description,
            user: old.user,
            date: old.date,
            extra: new Map([...old.extra, ['amend_source', repo.node(rev)]]),
            phase: repo.phase(rev),
          });
          if (isHere) dirstate.setParents(node);
          // Leaves it to the transaction.
          changeDirstate(repo, () => undefined);
          return node;
        });
      });
    }),
  );
}

function withoutSource(file: NewFile): NewFile {
  const { flags } = file;
  return {
    get content() {
      return file.content;
    },
    flags,
  };
}
