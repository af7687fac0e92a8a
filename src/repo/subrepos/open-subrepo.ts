/** Opens nested repositories, once each, and makes those that are not there. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { writeFile } from '../../platform/index.js';
import { createRepository } from '../create-repository.js';
import type { Repository } from '../repository.js';
import { refreshed } from '../writing/index.js';
import { auditSubrepoPath, checkAllowed } from './audit.js';
import { exchangePlace } from './sources.js';
import type { Nesting, SubrepoState } from './types.js';

export function nestingOf(repo: Repository): Nesting {
  const { nesting } = repo.place;
  if (nesting === undefined) throw new HgError('abort', 'subrepos not enabled');
  return nesting;
}

/** Its path as seen from the outermost repository. */
export function pathFromTop(repo: Repository, path: ByteString): ByteString {
  const { nesting } = repo.place;
  return nesting?.parent === undefined ? path : `${pathFromTop(nesting.parent, nesting.path ?? '')}/${path}`;
}

/**
 * @param create make an empty one where there is none.
 * @returns a fresh view.
 * @throws HgError for places and kinds that are refused, and where there is none
 */
export function openSubrepo(
  parent: Repository,
  path: ByteString,
  state: SubrepoState,
  create = true,
): Repository {
  checkAllowed(parent, state.kind);
  auditSubrepoPath(parent, path);
  const { host, opened } = nestingOf(parent);
  const known = opened.get(path);
  const { platform, workFs } = parent.place;
  const root = `${workFs.root === '/' ? '' : workFs.root}/${path}`;
  const exists = workFs.stat(`${path}/.hg`)?.kind === 'directory';
  if (known !== undefined && exists) {
    nestingOf(known).source = state.source;
    return refreshed(known);
  }
  if (!exists) {
    if (!create) throw new HgError('abort', `repository ${root} not found`);
    createRepository(platform, root, parent.config);
  }
  const repo = adopt(parent, path, state.source, host.open(root));
  if (!exists) writeSettings(repo);
  return repo;
}

/** Takes an opened repository for the one nested at that path. */
export function adopt(
  parent: Repository,
  path: ByteString,
  source: ByteString,
  repo: Repository,
): Repository {
  const nesting = nestingOf(repo);
  nesting.parent = parent;
  nesting.path = path;
  nesting.source = source;
  const recursive = parent.config.get('ui', 'commitsubrepos');
  if (recursive !== undefined) repo.config.set('ui', 'commitsubrepos', recursive, 'subrepo');
  nestingOf(parent).opened.set(path, repo);
  return repo;
}

/** Where a new one pulls from and pushes to. */
export function writeSettings(repo: Repository): void {
  const lines = ['[paths]\n'];
  const add = (name: string, place: ByteString | undefined): void => {
    if (place === undefined || place === '') return;
    lines.push(`${name} = ${place}\n`);
    repo.config.set('paths', name, place, 'subrepo');
  };
  const pull = exchangePlace(repo);
  const push = exchangePlace(repo, true);
  add('default', pull);
  if (push !== pull) add('default-push', push);
  writeFile(repo.store.places.hgFs, 'hgrc', bytesOf(lines.join('')));
}
