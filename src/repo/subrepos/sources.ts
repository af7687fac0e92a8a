/** Where nested repositories are cloned from and pushed to. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { normalizePath } from '../../match/index.js';
import type { Repository } from '../repository.js';

const SCHEME_AND_HOST = /^([a-zA-Z][a-zA-Z0-9+.-]+:(?:\/\/[^/]*)?)(.*)$/s;

/** Absolute paths, and URLs with a scheme. */
export function isAbsoluteSource(source: ByteString): boolean {
  return source.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]+:/.test(source) || /^[a-zA-Z]:\\/.test(source);
}

/** A source relative to another one's place, both paths or URLs. */
export function joinSource(base: ByteString, source: ByteString): ByteString {
  if (isAbsoluteSource(source)) return source;
  const [, head, path] = SCHEME_AND_HOST.exec(base) ?? [];
  if (head === undefined) return normalizePath(`${base}/${source}`);
  const joined = normalizePath(path === '' ? source : `${path}/${source}`);
  return joined.startsWith('/') || !head.includes('//') ? head + joined : `${head}/${joined}`;
}

/**
 * The place that a repository exchanges with: for a nested one its source, seen from where its parent exchanges; for the outermost one
 * the place that the command names, or the configured one.
 */
export function exchangePlace(repo: Repository, forPush = false): ByteString | undefined {
  const { nesting } = repo.place;
  if (nesting === undefined) return undefined;
  const { parent, source } = nesting;
  if (parent !== undefined && source !== undefined) {
    if (isAbsoluteSource(source)) return source;
    const above = exchangePlace(parent, forPush);
    return above === undefined ? undefined : joinSource(above, source);
  }
  return nesting.exchangesWith ?? nesting.host.defaultPath(repo, forPush);
}

/** @throws HgError when nothing says where it comes from */
export function requiredPlace(repo: Repository, forPush = false): ByteString {
  const found = exchangePlace(repo, forPush);
  if (found === undefined) throw new HgError('abort', 'default path for subrepository not found');
  return found;
}
