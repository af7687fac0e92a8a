/** Paths as text. */
import type { ByteString } from '../../bytes/index.js';

export function dirName(path: ByteString): ByteString {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /[^/]/.test(head) ? head.replace(/\/+$/, '') : head;
}

export function baseName(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function stripDirectory(path: ByteString): ByteString {
  const directory = dirName(path);
  return directory === '' ? baseName(path) : directory;
}

/** The longest directory that all paths are in. */
export function commonDirectory(paths: readonly ByteString[]): ByteString {
  const parts = paths.map((path) => path.replace(/^\/+/, '').split('/').slice(0, -1));
  const first = parts[0];
  if (first === undefined) return '';
  if (parts.length === 1) return first.join('/');
  let common = 0;
  while (common < first.length && parts.every((path) => path[common] === first[common])) common++;
  return first.slice(0, common).join('/');
}
