/** Where a repository keeps its data, found without opening it. */
import type { ByteString } from '../bytes/index.js';
import { type Platform, tryReadText } from '../platform/index.js';
import { absolutePath } from './find-repository.js';

export function locateStore(
  platform: Platform,
  root: ByteString,
): { hgpath: ByteString; storepath: ByteString } {
  const hgpath = `${root === '/' ? '' : root}/.hg`;
  const fs = platform.openFileSystem(hgpath);
  const requires = tryReadText(fs, 'requires')?.split('\n') ?? [];
  let base = hgpath;
  if (requires.includes('shared') || requires.includes('relshared')) {
    const written = tryReadText(fs, 'sharedpath')?.replace(/\n$/, '');
    if (written !== undefined) base = absolutePath(hgpath, written);
  }
  // Share-safe repositories say `store` beside their data; all of those have one.
  const hasStore = requires.includes('store') || requires.includes('share-safe');
  return { hgpath, storepath: hasStore ? `${base}/store` : base };
}
