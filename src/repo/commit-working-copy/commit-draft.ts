/** What a commit is about to hold, for the text that the editor shows. */
import type { ByteString } from '../../bytes/index.js';
import type { HgDate } from '../../store/index.js';

export interface CommitDraft {
  /** So far; local. */
  readonly message: ByteString;
  readonly user: ByteString;
  readonly branch: ByteString;
  readonly date: HgDate;
  /** Where these are not the working directory's. */
  readonly parents?: readonly [number, number];
  readonly isMerge: boolean;
  /** Its files are not those of the working directory. */
  readonly isElsewhere?: boolean;
  readonly modified: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
  /** Nested repositories whose recorded state changes. */
  readonly subrepos?: readonly ByteString[];
}

/** @returns the message to commit. @throws HgError when there is none. */
export type EditMessage = (draft: CommitDraft) => ByteString;
