/** Adding to `cache/hgtagsfnodes1` what is known without looking; see `fnodes-cache.ts` for its form. */
import { bytesOfHex, type NodeId } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import { type FileSystem, replaceFile, tryReadFile } from '../../platform/index.js';
import type { History } from '../history.js';

const RECORD = 24;

/**
 * @param hgFs the `.hg` that holds the store.
 * @param nodes by revision, the version of `.hgtags`; null for none. A file that cannot be written is left as it is: it is a cache.
 */
export function addTagFileNodes(
  hgFs: FileSystem,
  history: History,
  nodes: ReadonlyMap<number, NodeId>,
): void {
  if (nodes.size === 0) return;
  const old = tryReadFile(hgFs, 'cache/hgtagsfnodes1') ?? new Uint8Array(0);
  const bytes = new Uint8Array(history.length * RECORD).fill(0xff);
  bytes.set(old.subarray(0, Math.min(old.length - (old.length % RECORD), bytes.length)));
  const view = new DataView(bytes.buffer);
  for (const [rev, node] of nodes) {
    if (rev < 0) continue;
    view.setUint32(rev * RECORD, history.nodePrefix(rev));
    bytes.set(bytesOfHex(node) as Uint8Array, rev * RECORD + 4);
  }
  try {
    hgFs.makeDirectory('cache', true);
    replaceFile(hgFs, 'cache/hgtagsfnodes1', bytes);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
  }
}
