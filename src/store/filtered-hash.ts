/** The key that hg's caches carry for a filtered view of the history. */
import { bytesOf, hexOf } from '../bytes/index.js';
import type { Hasher } from '../platform/index.js';

/**
 * SHA-1 over the hidden revisions up to `maxRev`, each as `<rev>;`, in hex; undefined when none is hidden there.
 * @param hidden ascending.
 */
export function filteredHash(hasher: Hasher, hidden: readonly number[], maxRev: number): string | undefined {
  let text = '';
  for (const rev of hidden) {
    if (rev > maxRev) break;
    text += `${rev};`;
  }
  return text === '' ? undefined : hexOf(hasher.sha1(bytesOf(text)));
}
