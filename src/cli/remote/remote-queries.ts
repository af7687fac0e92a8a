/** What queries ask of other repositories. Loaded when a command line mentions it. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { discoverCommonNear, discoveryOptions, SILENT_UI } from '../../exchange/index.js';
import { outgoingChangesets, type Repository, ServedView } from '../../repo/index.js';
import type { RevsetContext } from '../../revset/index.js';
import type { CommandContext } from '../command.js';
import { pushLocations, sourceLocation } from './locations.js';
import { existsAt, openPeer } from './open-peer.js';

/** Revisions that a push would send. */
function outgoing(context: CommandContext, repo: Repository, path: ByteString): readonly number[] {
  const revs = new Set<number>();
  const named = path === '' ? [] : [path];
  for (const { url } of pushLocations(context, named, (one) => existsAt(context, one))) {
    const { common } = discoverCommonNear({
      history: repo.changelog,
      heads: repo.withHidden(false).heads(),
      isVisible: () => true,
      remote: new ServedView(openPeer(context, url).repository),
      options: discoveryOptions(repo.config),
      random: Math.random,
      ui: SILENT_UI,
    });
    for (const rev of outgoingChangesets(repo, common).missing) revs.add(rev);
  }
  return [...revs].sort((a, b) => a - b);
}

/** The node that another repository has under a name; undefined when this one does not have it. @throws LookupError */
function remote(context: CommandContext, identifier: ByteString, path: ByteString): NodeId | undefined {
  const { url } = sourceLocation(context, path);
  const node = new ServedView(openPeer(context, url).repository).lookup(identifier);
  return context.repo().revOf(node) === undefined ? undefined : node;
}

export function remoteQueries(context: CommandContext): Pick<RevsetContext, 'outgoing' | 'remote'> {
  return {
    outgoing: (path) => outgoing(context, context.repo(), path),
    remote: (identifier, path) => remote(context, identifier, path),
  };
}
