/** Opens another repository to exchange with: a directory or a bundle. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Peer } from '../../exchange/index.js';
import { LocalPeer, openBundleRepository, type Repository } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { absolutePath, findRepository, isRepository } from '../find-repository.js';
import { localTexts } from '../local-texts.js';
import { targetOf } from './local-url.js';
import { openRepositoryWith } from './open-repository-with.js';
import { remoteConfig } from './remote-config.js';

export interface OpenedPeer {
  readonly peer: Peer;
  /** The repository itself, where it is on this machine; with the configuration of its own. */
  readonly repository: Repository | undefined;
  readonly isBundle: boolean;
}

function openDirectory(context: CommandContext, root: ByteString): OpenedPeer {
  const repository = openRepositoryWith(context, root, remoteConfig(context, root));
  return { peer: new LocalPeer(repository, { ui: context.ui }), repository, isBundle: false };
}

/** Splits `bundle:PARENT+FILE`. */
function bundleParts(path: ByteString): { parent: ByteString | undefined; file: ByteString } {
  const plus = path.indexOf('+');
  return plus < 0
    ? { parent: undefined, file: path }
    : { parent: path.slice(0, plus), file: path.slice(plus + 1) };
}

/**
 * A bundle above the repository that it belongs to: the one named before `+`, or the one that the command works on, or the one
 * around the current directory.
 * @throws HgError in hg's words
 */
export function openBundle(context: CommandContext, path: ByteString): Repository {
  const { parent, file } = bundleParts(path);
  const parentRoot =
    parent !== undefined ? absolutePath(context.cwd, parent) : (context.root ?? findRepository(context.cwd));
  if (parent !== undefined && !isRepository(parentRoot as ByteString))
    throw new HgError('abort', `repository ${parent} not found`);
  const { platform, ui, globalOptions } = context;
  const config = remoteConfig(context, parentRoot);
  return openBundleRepository(platform, {
    file: absolutePath(context.cwd, file),
    shownAs: file,
    parentRoot,
    config,
    hidden: globalOptions.flag('hidden'),
    texts: localTexts(platform, config, globalOptions),
    warn: (message) => ui.warn(`${message}\n`),
    debug: (message) => ui.debug(`${message}\n`),
  });
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
  const isFile = path !== '' && context.platform.openFileSystem('/').stat(full)?.kind === 'file';
  if (target.kind === 'path' && !isFile) throw new HgError('abort', `repository ${path} not found`);
  const repository = openBundle(context, path);
  const peer = new LocalPeer(repository, {
    url: target.kind === 'bundle' ? url : `bundle:${path}`,
    ui: context.ui,
  });
  return { peer, repository, isBundle: true };
}
