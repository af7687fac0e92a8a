/** Keeping new changesets from the eyes of other processes until the transaction ends. */
import type { ByteString } from '../../bytes/index.js';
import { readFully } from '../../platform/index.js';
import { openNew } from './revlog-output.js';
import type { RevlogWriter } from './revlog-writer.js';
import type { RevlogTransaction } from './write-options.js';

export interface PendingIndex {
  /** The file that readers with `HG_PENDING` open in place of the index. */
  readonly path: ByteString;
  /** False when there is nothing that the index itself does not have. */
  readonly anyPending: boolean;
}

/**
 * Until the transaction's finalizers run, the index of the revlog is not written (its data file may be: nothing refers to
 * the new chunks). For hooks the whole index goes to `<index>.a`, as hg does.
 */
export function delayIndex(writer: RevlogWriter, transaction: RevlogTransaction): void {
  if (writer.isDelaying) return;
  writer.files.delay();
  const { indexPath, name } = writer.revlog;
  const pendingPath = `${indexPath}.a`;
  const category = `cl-${name}`;
  transaction.addPending(category, () => {
    const { anyPending } = writePendingIndex(writer);
    if (anyPending) transaction.addTemporary(`${name}.i.a`);
    return anyPending;
  });
  transaction.addFinalize(category, () => {
    writer.files.finishDelay(transaction);
    const { fs } = writer.revlog.internals;
    if (fs.stat(pendingPath) !== undefined) fs.remove(pendingPath);
  });
}

/** Writes what readers of the pending state are to see. Repeatable. */
export function writePendingIndex(writer: RevlogWriter): PendingIndex {
  const { indexPath, internals } = writer.revlog;
  const { fs } = internals;
  const path = `${indexPath}.a`;
  const pending = writer.files.pendingIndex();
  if (pending === undefined) return { path, anyPending: false };
  const handle = openNew(fs, path);
  try {
    if (pending.copied > 0) {
      const old = fs.open(indexPath, 'read');
      try {
        const piece = new Uint8Array(Math.min(pending.copied, 1 << 20));
        for (let at = 0; at < pending.copied; at += piece.length) {
          const part = piece.subarray(0, Math.min(piece.length, pending.copied - at));
          handle.writeAt(part.subarray(0, readFully(old, part, at)), at);
        }
      } finally {
        old.close();
      }
    }
    handle.writeAt(pending.rest, pending.copied);
  } finally {
    handle.close();
  }
  return { path, anyPending: true };
}
