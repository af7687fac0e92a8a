/** Reads what goes into an archive. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { hasSubrepos, subreposIn } from '../subrepos/index.js';
import type { ArchiveMember } from './member.js';

export interface MembersRequest {
  readonly rev: number;
  readonly matcher: Matcher;
  /** In front of every path. */
  readonly prefix: ByteString;
  /** Files go through the filters of `[decode]`. */
  readonly decode: boolean;
  /** Nested repositories, too; those that are missing are cloned. */
  readonly subrepos: boolean;
  readonly messages: Messages;
}

/** Files in the order of their paths, those of nested repositories behind the others. */
export function* archiveMembers(
  repo: Repository,
  request: MembersRequest,
  within: ByteString = '',
): Generator<ArchiveMember> {
  const { rev, matcher, prefix, messages } = request;
  const manifest = repo.manifest(rev);
  const paths = [...manifest.paths(matcher)];
  const isNested = within !== '';
  const topic = isNested ? `archiving (${within})` : 'archiving';
  const progress =
    paths.length > 0 || isNested ? messages.progress?.(topic, paths.length, 'files') : undefined;
  progress?.update(0);
  for (const [at, path] of paths.entries()) {
    const flags = manifest.flags(path);
    const stored = repo.file(rev, path)?.content();
    if (stored === undefined) continue;
    yield {
      path: prefix + path,
      executable: flags === 'x',
      isLink: flags === 'l',
      content: decoded(repo, request, path, stored),
    };
    progress?.update(at + 1, path);
  }
  progress?.complete();
  if (!request.subrepos || !hasSubrepos(repo, rev)) return;
  for (const { sub, matcher: below } of subreposIn(repo).enteredSubrepos(repo, rev, matcher, true).subrepos) {
    if (rev !== WDIR_REV) sub.fetch(messages);
    const inside = sub.repo.withHidden(true);
    yield* archiveMembers(
      inside,
      {
        ...request,
        rev: rev === WDIR_REV ? WDIR_REV : inside.rev(sub.state.node),
        matcher: below,
        prefix: `${prefix}${sub.path}/`,
      },
      sub.shownAs,
    );
  }
}

/** One that is in no manifest goes through the same filters as files do. */
export function decoded(
  repo: Repository,
  { decode }: Pick<MembersRequest, 'decode'>,
  path: ByteString,
  content: Uint8Array,
): Uint8Array {
  return (decode ? repo.contentFilters?.decode(path, content) : undefined) ?? content;
}
