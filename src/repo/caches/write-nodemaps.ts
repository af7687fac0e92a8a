/** Writing the persistent node maps of a store outside of a change of its history. */
import type { ByteString } from '../../bytes/index.js';
import type { Platform } from '../../platform/index.js';
import { keepNodemap } from '../../revlog/index.js';
import type { RevlogStore } from '../../store/index.js';
import { beginTransaction } from '../../transaction/index.js';

/** Brings the maps of changelog and manifest up to date; the caller holds the store's lock. Nothing for revlogs that are still inline. */
export function writeNodemaps(
  store: RevlogStore,
  platform: Platform,
  warn: (message: ByteString) => void,
): void {
  const { places, encodePath } = store;
  const random = (bytes: number) => platform.random(bytes);
  const transaction = beginTransaction({
    places: { store: places.storeFs, plain: places.hgFs, encode: encodePath },
    name: 'nodemap',
    report: warn,
    random,
  });
  try {
    for (const revlog of [store.changelog.revlog, store.manifests.root.revlog])
      keepNodemap(revlog, transaction, random);
    transaction.close();
  } finally {
    transaction.release();
  }
}
