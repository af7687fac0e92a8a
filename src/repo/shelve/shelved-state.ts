/** An unshelve that conflicts have interrupted: `.hg/shelvedstate`. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { HgError, isNotFound, StateError } from '../../errors/index.js';
import { tryReadText } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { encodePairs, parsePairs } from './key-value-lines.js';

export interface ShelvedState {
  /** Of the shelf. */
  readonly name: ByteString;
  /** What was checked out. */
  readonly original: NodeId;
  /** The temporary changeset of what was changed, or the same as {@link original}. */
  readonly pending: NodeId;
  /** The working directory's, while it is going on: pending changes and the shelf. */
  readonly parents: readonly NodeId[];
  /** What has been added to the history for the time being. */
  readonly toRemove: readonly NodeId[];
  /** Stored; '' for none. */
  readonly branch: ByteString;
  readonly keep: boolean;
  /** Stored; undefined for none. */
  readonly activeBookmark: ByteString | undefined;
  readonly interactive: boolean;
}

/** In `.hg`. */
export const SHELVED_STATE = 'shelvedstate';
const VERSION = '2';
const NO_BOOKMARK = ':no-active-bookmark';

export function encodeShelvedState(state: ShelvedState): ByteString {
  const pairs: [ByteString, ByteString][] = [
    ['name', state.name],
    ['originalwctx', state.original],
    ['pendingctx', state.pending],
    ['parents', state.parents.join(' ')],
    ['nodestoremove', state.toRemove.join(' ')],
    ['branchtorestore', state.branch],
    ['keep', state.keep ? 'keep' : 'nokeep'],
    ['activebook', state.activeBookmark ?? NO_BOOKMARK],
  ];
  if (state.interactive) pairs.push(['interactive', 'interactive']);
  return `${VERSION}\n${encodePairs(pairs)}`;
}

/** The keys of version 1, one line each. */
const OLD_KEYS = [
  'name',
  'originalwctx',
  'pendingctx',
  'parents',
  'nodestoremove',
  'branchtorestore',
  'keep',
  'activebook',
];

/** Undefined when it is damaged. @throws HgError for versions that nobody knows */
export function parseShelvedState(text: ByteString): ShelvedState | undefined {
  const [first = '', ...lines] = text.split('\n');
  if (!/^\s*\d+\s*$/.test(first)) return undefined;
  const version = Number(first);
  if (version !== 1 && version !== 2)
    throw new HgError('abort', 'this version of shelve is incompatible with the version used in this repo');
  const pairs =
    version === 2
      ? parsePairs(lines.join('\n'))
      : new Map(OLD_KEYS.flatMap((key, at) => (at < lines.length ? [[key, lines[at] as ByteString]] : [])));
  const name = pairs?.get('name');
  const original = pairs?.get('originalwctx')?.trim() ?? '';
  const pending = pairs?.get('pendingctx')?.trim() ?? '';
  const parents = nodesIn(pairs?.get('parents'));
  const toRemove = nodesIn(pairs?.get('nodestoremove'));
  if (name === undefined || !isNodeId(original) || !isNodeId(pending) || !parents || !toRemove)
    return undefined;
  const bookmark = pairs?.get('activebook') ?? NO_BOOKMARK;
  return {
    name,
    original,
    pending,
    parents,
    toRemove,
    branch: pairs?.get('branchtorestore') ?? '',
    keep: pairs?.get('keep') === 'keep',
    activeBookmark: bookmark === NO_BOOKMARK || bookmark === '' ? undefined : bookmark,
    interactive: pairs?.get('interactive') === 'interactive',
  };
}

function isNodeId(text: ByteString): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

function nodesIn(text: ByteString | undefined): readonly NodeId[] | undefined {
  if (text === undefined) return undefined;
  const nodes = text.split(' ').filter((node) => node !== '');
  return nodes.every(isNodeId) ? nodes : undefined;
}

/** Undefined when it is damaged. @throws StateError when there is none, HgError for unknown versions */
export function readShelvedState(repo: Repository): ShelvedState | undefined {
  const text = tryReadText(repo.store.places.hgFs, SHELVED_STATE);
  if (text === undefined) throw new StateError('no unshelve in progress');
  return parseShelvedState(text);
}

export function removeShelvedState(repo: Repository): void {
  try {
    repo.store.places.hgFs.remove(SHELVED_STATE);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
