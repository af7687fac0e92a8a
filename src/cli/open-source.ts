/** Opens another repository that a command names: a directory, or a name of the section `paths`. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { readFully } from '../platform/index.js';
import type { Repository } from '../repo/index.js';
import type { CommandContext } from './command.js';
import { absolutePath, isRepository } from './find-repository.js';
import { openRepositoryAt } from './open-repository.js';
import { readPaths } from './paths.js';

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]+):/;

/** A local path without scheme and fragment. @throws HgError for what is not local. */
function localPathOf(url: ByteString): ByteString {
  const scheme = SCHEME.exec(url)?.[1];
  if (scheme === undefined) return url.replace(/(?<=.)#[^#]*$/, '');
  if (scheme !== 'file')
    throw new HgError('abort', `cannot open ${url}: this version opens local repositories only`);
  const rest = url.slice(5).replace(/#.*$/, '');
  if (!rest.startsWith('//')) return rest;
  const [, host, path] = /^\/\/([^/]*)(.*)$/.exec(rest) as unknown as [string, string, string];
  if (!['', 'localhost', '127.0.0.1', '[::1]'].includes(host))
    throw new HgError('abort', 'file:// URLs can only refer to localhost');
  return path === ''
    ? '/'
    : path.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function namedUrl({ ui, root, cwd, platform }: CommandContext, source: ByteString): ByteString {
  if (!ui.config.has('paths', source)) return source;
  const base = (): ByteString => root ?? cwd;
  const paths = readPaths(ui.config, base, { env: (name) => platform.env(name), warn: () => undefined });
  return paths.find((path) => path.name === source)?.url ?? source;
}

/** What a file is that stands where a repository was expected. */
function refuseFile({ platform }: CommandContext, path: ByteString, url: ByteString): never {
  const head = new Uint8Array(4);
  const handle = platform.openFileSystem('/').open(path, 'read');
  try {
    const length = readFully(handle, head, 0);
    if (length < 4) throw new HgError('abort', `stream ended unexpectedly (got ${length} bytes, expected 4)`);
  } finally {
    handle.close();
  }
  if (byteStringOf(head, 0, 2) !== 'HG') throw new HgError('abort', `${url}: not a Mercurial bundle`);
  throw new HgError('abort', `${url} is a bundle: this version does not open bundles as repositories`);
}

/** @throws HgError when there is no repository, or none that can be opened. */
export async function openSource(context: CommandContext, source: ByteString): Promise<Repository> {
  const url = localPathOf(namedUrl(context, source));
  const path = absolutePath(context.cwd, url);
  if (!isRepository(path)) {
    if (context.platform.openFileSystem('/').stat(path)?.kind === 'file') refuseFile(context, path, url);
    throw new HgError('abort', `repository ${url} not found`);
  }
  return openRepositoryAt(context.platform, path, context.ui, context.globalOptions);
}
