/** From what the user typed to paths relative to the repository's root. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';

/** As POSIX `normpath`: no `.`, `..`, doubled or trailing slashes; the empty path becomes `.`. Purely textual. */
export function normalizePath(path: ByteString): ByteString {
  const absolute = path.startsWith('/');
  const out: ByteString[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (!absolute) out.push('..');
  }
  const joined = out.join('/');
  return absolute ? `/${joined}` : joined === '' ? '.' : joined;
}

/** Joins as the operating system does: an absolute `path` replaces the base. */
export function joinPath(base: ByteString, path: ByteString): ByteString {
  if (path.startsWith('/') || base === '') return path;
  return base.endsWith('/') ? base + path : `${base}/${path}`;
}

/** How `cwd` (absolute) calls the path `path` below `root` (absolute): what hg prints in file lists. */
export function pathFrom(root: ByteString, cwd: ByteString, path: ByteString): ByteString {
  const target = normalizePath(joinPath(root, path)).split('/');
  const start = cwd.split('/');
  let common = 0;
  while (common < start.length && common < target.length && start[common] === target[common]) common++;
  const relative = [...start.slice(common).map(() => '..'), ...target.slice(common)].join('/');
  return relative === '' ? '.' : relative;
}

export interface CanonicalPathOptions {
  /** Absolute paths without a trailing slash. */
  readonly root: ByteString;
  readonly cwd: ByteString;
  /** Rooted at `root`; recognises the root behind symbolic links and nested repositories. */
  readonly fs?: FileSystem | undefined;
  /** Called with the result; throws when the path must not be touched. */
  readonly audit?: ((path: ByteString) => void) | undefined;
}

/** The path relative to the root; the empty string is the root itself. */
export function canonicalPath(options: CanonicalPathOptions, name: ByteString): ByteString {
  const found = relativeToRoot(options, name);
  if (found !== undefined) {
    if (found !== '') options.audit?.(found);
    return found;
  }
  const { root, cwd } = options;
  let hint: string | undefined;
  if (cwd !== root && relativeToRoot({ ...options, cwd: root }, name) !== undefined)
    hint = `consider using '--cwd ${pathFrom(root, cwd, '')}'`;
  throw new HgError('abort', `${name} not under root '${root}'`, hint === undefined ? {} : { hint });
}

function relativeToRoot({ root, cwd, fs }: CanonicalPathOptions, name: ByteString): ByteString | undefined {
  const full = normalizePath(joinPath(joinPath(root, cwd), name));
  if (full === root) return '';
  const prefix = root.endsWith('/') ? root : `${root}/`;
  if (full.startsWith(prefix)) return full.slice(prefix.length);
  if (fs === undefined) return undefined;
  // The same directory may be reachable by another name.
  const wanted = fs.stat('');
  if (wanted === undefined) return undefined;
  const everything = fs.at('/');
  for (let at = full.length; at > 0; at = full.lastIndexOf('/', at - 1)) {
    const stat = everything.stat(full.slice(1, at));
    if (stat?.inode === wanted.inode && stat.device === wanted.device) return full.slice(at + 1);
  }
  return undefined;
}
