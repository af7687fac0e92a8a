/** Which places nested repositories may be at. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { normalizePath, pathAuditor } from '../../match/index.js';
import type { Repository } from '../repository.js';

/**
 * The path comes out of a repository, and anything is made below it: nothing that leads out of the working directory, into `.hg`, through a
 * symbolic link, or that some program could expand.
 * @throws HgError, InputError
 */
export function auditSubrepoPath(repo: Repository, path: ByteString): void {
  const { workFs } = repo.place;
  const illegal = (): HgError => new HgError('abort', `subrepo path contains illegal component: ${path}`);
  if (path.startsWith('~') || path.includes('$')) throw illegal();
  pathAuditor(workFs)(path);
  if (path === '' || path === '.' || normalizePath(path) !== path) throw illegal();
  if (workFs.stat(path, true)?.kind === 'symlink')
    throw new HgError('abort', `subrepo '${path}' traverses symbolic link`);
}

/** @throws HgError for kinds that are switched off, and for those that this program does not know */
export function checkAllowed(repo: Repository, kind: ByteString): void {
  const { config } = repo;
  const hint = "see 'hg help config.subrepos' for details";
  if (!config.getBool('subrepos', 'allowed', true))
    throw new HgError('abort', 'subrepos not enabled', { hint });
  if (!config.getBool('subrepos', `${kind}:allowed`, kind === 'hg'))
    throw new HgError('abort', `${kind} subrepos not allowed`, { hint });
  if (kind !== 'hg') throw new HgError('abort', `unknown subrepo type ${kind}`);
}
