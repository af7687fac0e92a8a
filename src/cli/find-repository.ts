/** Which repository a command works on. */
import * as fs from 'node:fs';
import type { ByteString } from '../bytes/index.js';
import { nativePath } from '../node/index.js';

function isDirectory(path: ByteString): boolean {
  try {
    return fs.statSync(nativePath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** `path` made absolute and free of `.` and `..`. */
export function absolutePath(cwd: ByteString, path: ByteString): ByteString {
  const parts: ByteString[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** True when `directory` holds a repository. */
export function isRepository(directory: ByteString): boolean {
  return isDirectory(`${directory === '/' ? '' : directory}/.hg`);
}

/** The nearest directory with `.hg`, from `start` upward. */
export function findRepository(start: ByteString): ByteString | undefined {
  for (let at = start; ; ) {
    if (isRepository(at)) return at;
    const slash = at.lastIndexOf('/');
    if (at === '/' || slash < 0) return undefined;
    at = slash === 0 ? '/' : at.slice(0, slash);
  }
}
