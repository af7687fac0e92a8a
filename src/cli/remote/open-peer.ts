/** Opens another repository to exchange with: a directory or a bundle. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Peer } from '../../exchange/index.js';
import { LocalPeer, type Repository } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { absolutePath, isRepository } from '../find-repository.js';
import { bundleArgument } from './bundle-argument.js';
import { targetOf } from './local-url.js';
import { openBundleWith } from './open-bundle-at.js';
import { openRepositoryWith } from './open-repository-with.js';
import { remoteConfig } from './remote-config.js';

export interface OpenedPeer {
  readonly peer: Peer;
  /** The repository itself, with the configuration of its own. */
  readonly repository: Repository;
  readonly isBundle: boolean;
}

function openDirectory(context: CommandContext, root: ByteString): OpenedPeer {
  const repository = openRepositoryWith(context, root, remoteConfig(context, root));
  return { peer: new LocalPeer(repository, { ui: context.ui }), repository, isBundle: false };
}

/** Whether there is something at a URL that could be opened. */
export function existsAt(context: CommandContext, url: ByteString): boolean {
  const target = targetOf(url);
  return target.kind !== 'path' || isRepository(absolutePath(context.cwd, target.path));
}

/** @param url without fragment. @throws HgError in hg's words when there is nothing, or nothing that can be opened. */
export function openPeer(context: CommandContext, url: ByteString): OpenedPeer {
  const target = targetOf(url);
  if (target.kind === 'remote')
    throw new HgError('abort', `cannot open ${url}: this version exchanges with local repositories only`);
  const { path } = target;
  const full = absolutePath(context.cwd, path);
  if (target.kind === 'path' && path !== '' && isRepository(full)) return openDirectory(context, full);
  const bundle =
    path === ''
      ? undefined
      : bundleArgument(context.platform, context.cwd, target.kind === 'bundle' ? url : path);
  if (bundle === undefined) throw new HgError('abort', `repository ${path} not found`);
  const parentRoot = bundle.parentRoot ?? context.root;
  const config = remoteConfig(context, parentRoot);
  const repository = openBundleWith(
    context.platform,
    { ...bundle, parentRoot },
    config,
    context.ui,
    context.globalOptions,
  );
  const named = target.kind === 'bundle' ? url : `bundle:${path}`;
  return { peer: new LocalPeer(repository, { url: named, ui: context.ui }), repository, isBundle: true };
}
