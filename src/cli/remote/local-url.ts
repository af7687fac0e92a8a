/** Which URLs name something on this machine. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]+):/;

/** What a URL names: a path of this machine (of a repository or a bundle), or something remote. */
export type UrlTarget =
  | { readonly kind: 'path'; readonly path: ByteString }
  | { readonly kind: 'bundle'; readonly path: ByteString }
  | { readonly kind: 'remote'; readonly scheme: string };

function decoded(text: ByteString): ByteString {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** @param url without fragment. @throws HgError for `file:` URLs of other hosts. */
export function targetOf(url: ByteString): UrlTarget {
  const scheme = SCHEME.exec(url)?.[1];
  if (scheme === undefined) return { kind: 'path', path: url };
  if (scheme === 'bundle') return { kind: 'bundle', path: url.slice('bundle:'.length) };
  if (scheme !== 'file') return { kind: 'remote', scheme };
  const rest = url.slice('file:'.length);
  if (!rest.startsWith('//')) return { kind: 'path', path: rest };
  const [, host, path] = /^\/\/([^/]*)(.*)$/s.exec(rest) as unknown as [string, string, string];
  if (!['', 'localhost', '127.0.0.1', '[::1]'].includes(host))
    throw new HgError('abort', 'file:// URLs can only refer to localhost');
  return { kind: 'path', path: path === '' ? '/' : decoded(path) };
}
