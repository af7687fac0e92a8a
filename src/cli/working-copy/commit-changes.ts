/** Commits the working directory for a command that has prepared it: backing out, grafting, importing. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { alwaysMatcher, type Matcher } from '../../match/index.js';
import {
  type CommitDraft,
  type CommittedChangeset,
  commitWorkingCopy,
  type Repository,
} from '../../repo/index.js';
import type { HgDate, Phase } from '../../store/index.js';
import type { CommandContext } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { editMessage, toStored } from './commit-message.js';

export interface ChangesToCommit {
  /** As it is now. */
  readonly repo: Repository;
  /** Local, as all texts here. */
  readonly message: ByteString;
  readonly user: () => ByteString;
  readonly date: HgDate;
  /** The user sees the message in the editor. */
  readonly edits: boolean;
  /** What the editor is for. */
  readonly form: string;
  readonly refusesUnchanged?: boolean;
  readonly matcher?: Matcher | undefined;
  readonly extra?: ReadonlyMap<ByteString, ByteString>;
  readonly phase?: Phase | undefined;
  /** A changeset is made even if nothing has changed. */
  readonly allowsEmpty?: boolean;
}

/** @returns undefined when nothing has changed. @throws as `commitWorkingCopy` */
export function commitChanges(
  context: CommandContext,
  {
    repo,
    message,
    user,
    date,
    edits,
    form,
    refusesUnchanged,
    matcher = alwaysMatcher(),
    extra,
    phase,
    allowsEmpty,
  }: ChangesToCommit,
): CommittedChangeset | undefined {
  return commitWorkingCopy({
    repo,
    messages: context.ui,
    matcher,
    show: pathDisplay(context, true),
    message,
    user,
    date,
    ...(edits && { edit: (draft: CommitDraft) => editMessage(context, draft, { form, refusesUnchanged }) }),
    encode: toStored(context),
    ...(extra !== undefined && { extra }),
    ...(phase !== undefined && { phase }),
    allowsEmpty,
  });
}

/** The working directory's parents, without those that are not there. */
export function parentsOfWorkingCopy(repo: Repository): readonly number[] {
  return repo.workingParents().filter((rev, at) => at === 0 || rev !== NULL_REV);
}
