/** `qs clone`. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import {
  checkDestination,
  cloneDestination,
  cloneRepository,
  type Repository,
  setActiveBookmark,
  updateTo,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { absolutePath, isRepository } from '../find-repository.js';
import { addBranchRevs } from '../remote/branch-revs.js';
import { targetOf } from '../remote/local-url.js';
import { sourceLocation } from '../remote/locations.js';
import { type OpenedPeer, openPeer } from '../remote/open-peer.js';
import { openRepositoryWith } from '../remote/open-repository-with.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';
import { remoteConfig } from '../remote/remote-config.js';
import { subrepoServices } from '../subrepo-services.js';

/** The last part of the source's path. */
function defaultDestination(context: CommandContext, url: ByteString): ByteString {
  const target = targetOf(url);
  const path = target.kind === 'remote' ? url.replace(/^[a-z+]*:\/\/[^/]*/i, '') : target.path;
  const name = absolutePath(context.cwd, path).split('/').at(-1) ?? '';
  return name;
}

/** What `paths.default` of the clone becomes. */
function defaultPathOf(context: CommandContext, url: ByteString): ByteString {
  const target = targetOf(url);
  if (target.kind !== 'path') return url;
  const full = absolutePath(context.cwd, target.path);
  return isRepository(full) ? full : target.path;
}

/** Moves the working directory of a new clone to where it begins. */
function update(
  context: CommandContext,
  repository: Repository,
  wanted: { readonly name: ByteString | undefined; readonly node: NodeId | undefined },
): number {
  const { ui } = context;
  const { rev, bookmark, status } = cloneDestination(repository, wanted);
  ui.status(status);
  const unresolved = updateTo(repository, rev, { messages: ui });
  if (bookmark !== undefined)
    setActiveBookmark(repository, repository.place.texts?.toStored(bookmark) ?? bookmark);
  return unresolved ? 1 : 0;
}

async function nodeToUpdate(
  { peer, repository, isBundle }: OpenedPeer,
  name: ByteString | undefined,
  checkout: ByteString | undefined,
): Promise<NodeId | undefined> {
  if (name === '.' && !isBundle) return repository.node(repository.workingParents()[0]);
  const symbol = name ?? checkout;
  return symbol === undefined ? undefined : peer.lookup(symbol);
}

export const command: CommandDefinition = {
  name: 'clone',
  repository: 'none',
  argumentCount: [1, 2],
  synopsis: '[OPTION]... SOURCE [DEST]',
  summary: 'make a copy of an existing repository',
  help: `Makes a new repository in DEST, by default a directory with the last part of SOURCE's name, with everything that SOURCE has: a directory or a bundle. The place that it came from becomes its path default.

The working directory is updated to the revision given with --updaterev, else to the first one given with --rev or --branch or after ''#'' in SOURCE, else to the bookmark ''@'', else to the tip of the branch default, else to the tip. --noupdate leaves it empty.

With --rev or --branch only those changesets come, with their ancestors.

On one file system the files of the history are shared by hard links: a file that changes on one side gets a copy of its own first. --pull copies changeset by changeset instead. --stream copies the files as they are where they cannot be shared, which is quick, and keeps the formats of the source.

Returns 0 on success.`,
  category: 'repo',
  options: [
    { short: 'U', long: 'noupdate', kind: 'flag', help: 'leave the working directory empty' },
    { short: 'u', long: 'updaterev', kind: 'value', help: 'revision to update to', valueName: 'REV' },
    {
      short: 'r',
      long: 'rev',
      kind: 'list',
      help: 'only this changeset and its ancestors',
      valueName: 'REV',
    },
    {
      short: 'b',
      long: 'branch',
      kind: 'list',
      help: 'only this branch and its ancestors',
      valueName: 'BRANCH',
    },
    { short: '', long: 'pull', kind: 'flag', help: 'copy changesets, not files' },
    { short: '', long: 'uncompressed', kind: 'flag', help: 'the same as --stream', deprecated: true },
    { short: '', long: 'stream', kind: 'flag', help: 'copy files as they are' },
    ...PEER_OPTIONS,
  ],
  async run(context, [source = '', dest], options) {
    const { ui, platform } = context;
    if (options.flag('noupdate') && options.value('updaterev'))
      throw new InputError('cannot specify both --noupdate and --updaterev');
    const location = sourceLocation(context, source);
    const opened = openPeer(context, location.url);
    try {
      const { revs, checkout } = await addBranchRevs(opened.peer, undefined, {
        fragment: location.fragment,
        branches: options.list('branch'),
        revs: options.list('rev'),
      });
      let shownAs = dest;
      if (shownAs === undefined) {
        shownAs = defaultDestination(context, location.url);
        if (shownAs !== '') ui.status(`destination directory: ${shownAs}\n`);
      }
      const target = targetOf(shownAs);
      if (target.kind !== 'path')
        throw new HgError(
          'abort',
          `cannot create new ${target.kind === 'remote' ? target.scheme : 'bundle'} repository`,
        );
      const destination = absolutePath(context.cwd, target.path);
      checkDestination(platform, destination, target.path);
      const services = subrepoServices(platform, ui, context.globalOptions, context.cwd);
      const config = remoteConfig({ ...context, root: undefined }, undefined);
      const open = (root: ByteString): Repository =>
        openRepositoryWith(context, root, remoteConfig({ ...context, root: undefined }, root), services);
      const cloned = await cloneRepository(
        platform,
        { peer: opened.peer, repository: opened.isBundle ? undefined : opened.repository },
        {
          destination,
          shownAs: target.path,
          defaultPath:
            defaultPathOf(context, location.url) +
            (location.fragment === undefined ? '' : `#${location.fragment}`),
          revs,
          pull: options.flag('pull'),
          stream: options.flag('stream') || options.flag('uncompressed'),
          open,
          config,
          ui,
        },
      );
      if (options.flag('noupdate')) return 0;
      const name = options.value('updaterev') || undefined;
      return update(context, open(destination), {
        name,
        node:
          cloned.repository.length === 0 && name === undefined
            ? undefined
            : await nodeToUpdate(opened, name, checkout),
      });
    } finally {
      opened.peer.close();
    }
  },
};
