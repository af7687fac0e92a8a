/** Downloads on Node: a thread asks for the content, as the one that wants it cannot wait for events. */
import { createHash } from 'node:crypto';
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { Downloads, Threads } from '../platform/index.js';

/** Pieces that may be under way; the thread waits until as many have been taken. Node's own pieces have up to 64 KiB. */
export const WINDOW = 64;
/** After the last piece. */
export const END = 'end';

function* download(threads: Threads, url: ByteString): Generator<Uint8Array> {
  const thread = threads.start('download', url);
  if (thread === undefined) throw new HgError('abort', `cannot download ${url}: no thread can be started`);
  try {
    for (let taken = 1; ; taken++) {
      const message = thread.receive();
      if (message === END) return;
      yield message as Uint8Array;
      if (taken % WINDOW === 0) thread.post('more');
    }
  } finally {
    thread.close();
  }
}

export function createNodeDownloads(threads: Threads): Downloads {
  return {
    read: (url) => download(threads, url),
    digest(name) {
      const hash = createHash(name);
      return {
        update: (bytes) => {
          hash.update(bytes);
        },
        hex: () => hash.digest('hex'),
      };
    },
  };
}
