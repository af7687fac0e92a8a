/** Operations of several steps that were begun and not ended, and what they forbid meanwhile. */
import type { ByteString } from '../bytes/index.js';
import { isNotFound, StateError } from '../errors/index.js';
import type { Repository } from './repository.js';

export interface UnfinishedState {
  readonly name: string;
  readonly message: ByteString;
  readonly hint: ByteString;
  /** An update does away with it. */
  readonly clearable: boolean;
  /** Commits may go on. */
  readonly allowsCommit: boolean;
  /** Only reported, by `summary` and others. */
  readonly reportOnly: boolean;
  /** File in `.hg`; for a merge the two parents count. */
  readonly file: ByteString;
}

function steps(name: string, file: ByteString, clearable: boolean, words: string): UnfinishedState {
  return {
    name,
    message: `${name} in progress`,
    hint: words,
    clearable,
    allowsCommit: false,
    reportOnly: false,
    file,
  };
}

const STATES: readonly UnfinishedState[] = [
  steps('graft', 'graftstate', true, "use 'hg graft --continue' or 'hg graft --stop' to stop"),
  steps('histedit', 'histedit-state', false, "use 'hg histedit --continue' or 'hg histedit --abort'"),
  {
    ...steps(
      'rebase',
      'rebasestate',
      false,
      "use 'hg rebase --continue', 'hg rebase --abort', or 'hg rebase --stop'",
    ),
  },
  {
    ...steps('unshelve', 'shelvedstate', true, "use 'hg unshelve --continue' or 'hg unshelve --abort'"),
    message: 'unshelve already in progress',
    clearable: false,
  },
  {
    name: 'update',
    message: 'last update was interrupted',
    hint: "use 'hg update' to get a consistent checkout",
    clearable: true,
    allowsCommit: false,
    reportOnly: false,
    file: 'updatestate',
  },
  {
    name: 'bisect',
    message: 'bisect in progress',
    hint: "use 'hg bisect --reset'",
    clearable: false,
    allowsCommit: true,
    reportOnly: true,
    file: 'bisect.state',
  },
  {
    name: 'merge',
    message: 'outstanding uncommitted merge',
    hint: "use 'hg commit' or 'hg merge --abort'",
    clearable: true,
    allowsCommit: true,
    reportOnly: false,
    file: 'merge/state',
  },
];

function isUnfinished(repo: Repository, state: UnfinishedState): boolean {
  if (state.name === 'merge') return repo.workingParents()[1] >= 0;
  return repo.store.places.hgFs.stat(state.file) !== undefined;
}

/** In the order in which they are looked for. */
export function unfinishedStates(repo: Repository): UnfinishedState[] {
  return STATES.filter((state) => isUnfinished(repo, state));
}

/** For whoever wants to go on with, or give up, something else than what is unfinished. */
export function continueHint(repo: Repository): ByteString | undefined {
  const state = unfinishedStates(repo).find(({ reportOnly }) => !reportOnly);
  if (state === undefined || state.name === 'update') return undefined;
  return state.name === 'merge' ? 'continue: hg commit' : `continue: hg ${state.name} --continue`;
}

function refuse({ message, hint }: UnfinishedState): never {
  throw new StateError(message, { hint });
}

/**
 * Those that forbid an operation: what an update would not do away with comes first.
 * @param options.commit the operation is a commit. @param options.skipMerge a merge may be going on.
 * @throws StateError
 */
export function checkUnfinished(
  repo: Repository,
  { commit = false, skipMerge = false }: { readonly commit?: boolean; readonly skipMerge?: boolean } = {},
): void {
  const found = unfinishedStates(repo).filter(
    ({ reportOnly, allowsCommit }) => !reportOnly && !(commit && allowsCommit),
  );
  const first =
    found.find(({ clearable }) => !clearable) ?? found.find(({ name }) => name !== 'merge' || !skipMerge);
  if (first !== undefined) refuse(first);
}

/**
 * Does away with those that an update may end; a merge stays, and an interrupted update, which the next one takes up.
 * @throws StateError for others
 */
export function clearUnfinished(repo: Repository): void {
  const found = unfinishedStates(repo).filter(({ reportOnly }) => !reportOnly);
  const first = found.find(({ clearable }) => !clearable);
  if (first !== undefined) refuse(first);
  for (const { name, file } of found)
    if (name !== 'merge' && name !== 'update')
      try {
        repo.store.places.hgFs.remove(file);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
}
