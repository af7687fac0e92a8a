/** Clones and pulls from repositories on this machine that are done when the call returns: for those in the middle of an update. */
import { type ByteString, NULL_NODE } from '../../bytes/index.js';
import { discoverCommonNear, type ExchangeUi } from '../../exchange/index.js';
import type { Platform } from '../../platform/index.js';
import { createRepository } from '../create-repository.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { refreshed } from '../writing/index.js';
import { type CloneRequest, checkDestination, tryCopy } from './clone-repository.js';
import { getBundle } from './get-bundle.js';
import { listedKeys } from './listed-keys.js';
import {
  applyPulled,
  discoveryIn,
  incomingOf,
  ownBundleCapabilities,
  type PullResult,
  takeNames,
} from './pull.js';
import { ServedView } from './served-view.js';

/** Everything that `source` shows. @throws as `pull` */
export function pullNearby(repo: Repository, source: Repository, ui: ExchangeUi): PullResult {
  const served = new ServedView(source);
  const url: ByteString = `file:${source.root}`;
  const found = incomingOf(repo, discoverCommonNear({ ...discoveryIn(repo, ui), remote: served }));
  const markers =
    isEvolutionEnabled(repo.config, 'exchange') && isEvolutionEnabled(source.config, 'exchange');
  if (!found.anyIncoming) ui.status('no changes found\n');
  else if (found.common.every((node) => node === NULL_NODE)) ui.status('requesting all changes\n');
  if (!found.anyIncoming && !markers) {
    const remoteBookmarks = listedKeys(served, 'bookmarks');
    const shared = [...found.common, ...found.remoteHeads];
    takeNames(repo, url, { remoteBookmarks }, listedKeys(served, 'phases'), shared, ui);
    return { changegroup: 0, repository: refreshed(repo) };
  }
  const request = {
    common: found.common,
    heads: found.remoteHeads,
    bundleCapabilities: ownBundleCapabilities(repo),
    changegroup: found.anyIncoming,
    changegroupAttempted: true,
    phases: true,
    bookmarks: true,
    obsMarkers: markers,
  };
  return applyPulled(repo, url, getBundle(served, request, ui), {}, ui);
}

/** @throws as `cloneRepository`; the caller writes what the new repository is configured with. */
export function cloneNearby(
  platform: Platform,
  source: Repository,
  request: Omit<CloneRequest, 'defaultPath' | 'revs'>,
): Repository {
  const { destination, shownAs, config, open, ui } = request;
  checkDestination(platform, destination, shownAs);
  const copied = tryCopy(platform, { repository: source }, { ...request, defaultPath: '' });
  if (copied !== undefined) return copied.repository;
  createRepository(platform, destination, config, { displayName: shownAs });
  return pullNearby(open(destination), source, ui).repository;
}
