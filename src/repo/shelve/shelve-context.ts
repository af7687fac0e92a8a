/** What shelving and unshelving need from whoever asks for it. */
import type { ByteString } from '../../bytes/index.js';
import type { HgDate } from '../../store/index.js';
import type { ChosenFiles } from '../commit-working-copy/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { Notices } from '../tracking/index.js';

export interface ShelveContext {
  readonly repo: Repository;
  readonly messages: Messages & Notices;
  /** A path as the user sees it. */
  readonly show: (path: ByteString) => ByteString;
  /** From the local encoding to UTF-8. @throws HgError */
  readonly encode: (text: ByteString) => ByteString;
  /** Of the temporary changesets. */
  readonly date: () => HgDate;
  /** The patch of one changeset, as `export` writes it. @param repo has it */
  readonly patch: (repo: Repository, rev: number) => Uint8Array;
}

/** Asks which changes of the working directory are meant. @returns none for nothing. @throws HgError when the user gives up */
export type ChooseChanges = (repo: Repository) => ChosenFiles;

/** Who makes the temporary changesets. */
export const SHELVE_USER = 'shelve@localhost';
/** What marks them. */
export const SHELVE_MARK: readonly [ByteString, ByteString] = ['internal', 'shelve'];
/** In the extras of a shelf: files that nobody had tracked, between NULs. */
export const UNKNOWN_FILES = 'shelve_unknown';

const INTERNAL = 96;
const SECRET = 2;

/** Shelves are changesets of a phase of their own, which stay in the history. */
export function keepsInternally({ config, store }: Repository): boolean {
  if (!store.requirements.has('internal-phase') && !store.requirements.has('internal-phase-2')) return false;
  return (config.get('shelve', 'store') ?? 'internal') === 'internal';
}

/** The phase of the temporary changesets. */
export function temporaryPhase(repo: Repository): number {
  return keepsInternally(repo) ? INTERNAL : SECRET;
}
