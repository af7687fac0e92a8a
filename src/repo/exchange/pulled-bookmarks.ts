/** Which bookmarks a pull changes, and what it says of them. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { ExchangeUi } from '../../exchange/index.js';
import type { BookmarkChange } from '../../store/index.js';
import type { Repository } from '../repository.js';
import { compareBookmarks } from './compare-bookmarks.js';

/** `mirror` makes ours those of the other side without a word, `ignore` leaves them alone. */
export type BookmarkMode = 'default' | 'mirror' | 'ignore';

type Bookmarks = ReadonlyMap<ByteString, NodeId>;

export interface PulledBookmarks {
  readonly remote: Bookmarks;
  readonly local: Bookmarks;
  /** Asked for by name. */
  readonly explicit: readonly ByteString[];
  readonly mode: BookmarkMode;
  readonly alias: ByteString | undefined;
  /** Whether a changeset will be public after the pull. */
  readonly isPublic: (rev: number) => boolean;
  readonly ui: ExchangeUi;
}

/** `name@path` for one that has diverged, or `name@1` and so on when the other side has no name. */
function divergentName(
  name: ByteString,
  node: NodeId,
  { alias, local }: PulledBookmarks,
): ByteString | undefined {
  const base = name === '@' ? '' : name;
  if (alias !== undefined) return `${base}@${alias}`;
  for (let number = 1; number < 100; number++) {
    const candidate = `${base}@${number}`;
    const taken = local.get(candidate);
    if (taken === undefined || taken === node) return candidate;
  }
  return undefined;
}

/** @param repo as it is with what was pulled, hidden changesets shown. Messages are given out in the order of the names. */
export function pulledBookmarks(repo: Repository, request: PulledBookmarks): BookmarkChange[] {
  const { ui, mode, remote, local } = request;
  const explicit = new Set(request.explicit);
  const isKnown = (node: NodeId | undefined): boolean => node !== undefined && repo.revOf(node) !== undefined;
  const changes: BookmarkChange[] = [];
  if (mode === 'ignore') return changes;
  if (mode === 'mirror') return mirrored(repo, request);
  for (const { name, state, ...nodes } of compareBookmarks(repo, remote, local, request.isPublic)) {
    const { destination } = nodes;
    const source = nodes.source as NodeId;
    const isExplicit = explicit.has(name);
    if (state === 'added' && isKnown(source)) {
      ui.status(`adding remote bookmark ${name}\n`);
      changes.push([name, source]);
    } else if (state === 'advanced' && isKnown(source)) {
      ui.status(`updating bookmark ${name}\n`);
      changes.push([name, source]);
    } else if (state === 'diverged' && isKnown(source)) {
      if (isExplicit) {
        ui.status(`importing bookmark ${name}\n`);
        changes.push([name, source]);
        continue;
      }
      const other = divergentName(name, source, request);
      if (other === undefined)
        ui.warn(`warning: failed to assign numbered name to divergent bookmark ${name}\n`);
      else {
        ui.warn(`divergent bookmark ${name} stored as ${other}\n`);
        changes.push([other, source]);
      }
    } else if (state === 'behind' && isExplicit && isKnown(source)) {
      ui.status(`importing bookmark ${name}\n`);
      changes.push([name, source]);
    } else if (state === 'changed' && isExplicit) {
      if (isKnown(source)) {
        ui.status(`importing bookmark ${name}\n`);
        changes.push([name, source]);
      } else ui.warn(`remote bookmark ${name} points to locally missing ${source.slice(0, 12)}\n`);
    } else if (state === 'deleted' && isExplicit && destination !== undefined) {
      ui.status(`deleting bookmark ${name}\n`);
      changes.push([name, undefined]);
    }
  }
  return changes;
}

function mirrored(repo: Repository, { remote, local }: PulledBookmarks): BookmarkChange[] {
  const changes: BookmarkChange[] = [];
  for (const [name, node] of remote)
    if (local.get(name) !== node && repo.revOf(node) !== undefined) changes.push([name, node]);
  for (const name of local.keys()) if (!remote.has(name)) changes.push([name, undefined]);
  return changes;
}
