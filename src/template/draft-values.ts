/** What templates see of a changeset that is about to be committed, where the working directory's own values would be wrong. */
import { type ByteString, stripSpace } from '../bytes/index.js';
import type { HgDate } from '../dates/index.js';
import { names } from './keywords/changeset-keywords.js';
import { fileList } from './keywords/file-keywords.js';
import type { NamedValues } from './scope.js';
import { DateValue } from './values/index.js';

export interface DraftedChangeset {
  readonly message: ByteString;
  readonly user: ByteString;
  readonly branch: ByteString;
  readonly date: HgDate;
  readonly modified: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
  readonly subrepos?: readonly ByteString[] | undefined;
  /** Where these are not the working directory's. */
  readonly parents?: readonly [number, number] | undefined;
}

export function draftValues(draft: DraftedChangeset): NamedValues {
  const { message, user, branch, date, modified, added, removed, subrepos, parents } = draft;
  return {
    desc: stripSpace(message),
    author: user,
    user,
    branch,
    date: new DateValue(date),
    files: fileList([...modified, ...added, ...removed].sort()),
    file_mods: fileList(modified),
    file_adds: fileList(added),
    file_dels: fileList(removed),
    ...(subrepos && { subrepos: names(subrepos, 'subrepo') }),
    ...(parents && { node: '', p1rev: parents[0], p2rev: parents[1] }),
  };
}
