/** Takes markers out of `obsstore`. */
import { concatBytes } from '../../bytes/index.js';
import { type FileSystem, replaceFile } from '../../platform/index.js';
import { ObsStore } from './obs-store.js';

const FILE = 'obsstore';

/**
 * Rewrites the file without some markers, replacing it at once. The caller holds the store's lock, and in a transaction has
 * backed the file up. A file that loses all markers keeps its version byte.
 * @param isDeleted asked for each marker with its number in the file and its name (offset).
 * @returns how many markers went. O(file).
 */
export function deleteMarkers(
  storeFs: FileSystem,
  isDeleted: (number: number, marker: number) => boolean,
): number {
  const { markers } = new ObsStore(storeFs);
  if (markers.isEmpty) return 0;
  const { offsets } = markers;
  const kept: Uint8Array[] = [Uint8Array.of(markers.version)];
  offsets.forEach((marker, number) => {
    if (!isDeleted(number, marker)) kept.push(markers.rawBytes(marker));
  });
  const gone = offsets.length - (kept.length - 1);
  if (gone > 0) replaceFile(storeFs, FILE, concatBytes(kept));
  return gone;
}
