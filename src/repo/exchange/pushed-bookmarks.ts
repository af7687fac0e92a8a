/** Which of the other side's bookmarks a push changes. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { RevMembership } from '../../dag/index.js';
import type { ExchangeUi } from '../../exchange/index.js';
import type { Repository } from '../repository.js';
import { compareBookmarks } from './compare-bookmarks.js';

export interface PushedBookmark {
  readonly name: ByteString;
  readonly from: NodeId | undefined;
  readonly to: NodeId | undefined;
  readonly action: 'export' | 'update' | 'delete';
}

export interface PushedBookmarks {
  readonly changes: readonly PushedBookmark[];
  /** Names that neither side has. */
  readonly unknown: readonly ByteString[];
}

export interface PushedBookmarksRequest {
  readonly local: ReadonlyMap<ByteString, NodeId>;
  readonly remote: ReadonlyMap<ByteString, NodeId>;
  /** To be made as they are here, wherever they go. */
  readonly explicit: readonly ByteString[];
  /** What is pushed or common; everything when absent: bookmarks elsewhere stay. */
  readonly pushed: RevMembership | undefined;
  /** All bookmarks of this side (`--all-bookmarks`). */
  readonly all: boolean;
  readonly ui: ExchangeUi;
}

export function pushedBookmarks(repo: Repository, request: PushedBookmarksRequest): PushedBookmarks {
  const { local, remote, pushed, ui } = request;
  ui.debug('checking for updated bookmarks\n');
  const explicit = new Set(request.explicit);
  const changes: PushedBookmark[] = [];
  for (const { name, state, source, destination } of compareBookmarks(repo, local, remote)) {
    const isExplicit = explicit.delete(name) || (request.all && source !== undefined);
    const change = (action: PushedBookmark['action']): void => {
      changes.push({ name, from: destination, to: source, action });
    };
    if (state === 'advanced') {
      const rev = repo.revOf(source as NodeId) as number;
      if (isExplicit || pushed === undefined || pushed.has(rev)) change('update');
    } else if (!isExplicit) continue;
    else if (state === 'added') {
      // Divergent ones stay here, unless they are asked for by name.
      if (request.explicit.includes(name) || !name.slice(1).includes('@')) change('export');
    } else if (state === 'deleted') change('delete');
    else if (state !== 'same') change('update');
  }
  return { changes, unknown: [...explicit].sort() };
}
