/** Keeping the persistent node map beside a revlog up to date. */
import { type ByteString, bytesOf, bytesOfHex, hexOf } from '../../bytes/index.js';
import { isNotFound } from '../../errors/index.js';
import { type FileSystem, openOwn, replaceFile } from '../../platform/index.js';
import { BlockCache } from '../block-cache.js';
import { type NodemapDocket, readDocket } from '../persistent-nodemap.js';
import type { Revlog } from '../revlog.js';
import type { RevlogIndex } from '../revlog-index.js';
import { NODEMAP_BLOCK_BYTES, NodemapBlocks } from './nodemap-blocks.js';
import { openNew } from './revlog-output.js';
import type { RevlogTransaction } from './write-options.js';

/** More than this part of the file unused: write a new one. */
const MOST_UNUSED = 0.1;
const DOCKET_VERSION = 1;
const DOCKET_HEADER_BYTES = 34;
const UID_BYTES = 4;

/** What the map is to become. */
export interface NodemapUpdate {
  readonly docket: NodemapDocket;
  /** Bytes for the data file, at position `at`: 0 for a new file. */
  readonly data: Uint8Array;
  readonly at: number;
}

/** The whole map of an index; {@link NodemapUpdate} for a new data file. O(revisions). */
export function nodemapDataAll(index: RevlogIndex): Uint8Array {
  index.loadAll();
  const blocks = new NodemapBlocks(index, index.length);
  for (let rev = 0; rev < index.length; rev++) blocks.insert(rev);
  return blocks.encode();
}

/** What is to be appended for the revisions that the map does not know; undefined when it is damaged or foreign. */
export function nodemapDataIncremental(
  index: RevlogIndex,
  docket: NodemapDocket,
  slots: BlockCache,
): { readonly data: Uint8Array; readonly replaced: number } | undefined {
  if (docket.tipRev >= index.length || index.node(docket.tipRev) !== docket.tipNode) return undefined;
  if (docket.dataLength < NODEMAP_BLOCK_BYTES || docket.dataLength % NODEMAP_BLOCK_BYTES !== 0)
    return undefined;
  const old = docket.dataLength / NODEMAP_BLOCK_BYTES;
  return slots.keepOpen(() => {
    const first = docket.tipRev + 1;
    const blocks = new NodemapBlocks(index, index.length - first, old, (block, nibble) =>
      slots.int32(block * NODEMAP_BLOCK_BYTES + nibble * 4),
    );
    if (!blocks.begin()) return undefined;
    for (let rev = first; rev < index.length; rev++) if (!blocks.insert(rev)) return undefined;
    return { data: blocks.encode(), replaced: blocks.replacedBytes };
  });
}

/** Undefined when the map on disk is as it should be. @param random makes names of new data files. */
export function nodemapUpdate(
  fs: FileSystem,
  radix: ByteString,
  index: RevlogIndex,
  random: (bytes: number) => Uint8Array,
): NodemapUpdate | undefined {
  if (index.length === 0) return undefined;
  const tipRev = index.length - 1;
  const tipNode = index.node(tipRev);
  const docket = readDocket(fs, `${radix}.n`);
  if (docket !== undefined && !docket.uid.includes('/') && !docket.uid.includes('\0')) {
    if (docket.tipRev === tipRev && docket.tipNode === tipNode) return undefined;
    const dataPath = `${radix}-${docket.uid}.nd`;
    if ((fs.stat(dataPath)?.size ?? -1) >= docket.dataLength) {
      const more = nodemapDataIncremental(index, docket, new BlockCache(fs, dataPath, docket.dataLength));
      if (more !== undefined) {
        const dataLength = docket.dataLength + more.data.length;
        const dataUnused = docket.dataUnused + more.replaced;
        if (dataUnused <= dataLength * MOST_UNUSED)
          return {
            docket: { uid: docket.uid, tipRev, tipNode, dataLength, dataUnused },
            data: more.data,
            at: docket.dataLength,
          };
      }
    }
  }
  const data = nodemapDataAll(index);
  const uid = hexOf(random(UID_BYTES));
  return { docket: { uid, tipRev, tipNode, dataLength: data.length, dataUnused: 0 }, data, at: 0 };
}

export function encodeDocket(docket: NodemapDocket): Uint8Array {
  const node = bytesOfHex(docket.tipNode) as Uint8Array;
  const uid = bytesOf(docket.uid);
  const bytes = new Uint8Array(DOCKET_HEADER_BYTES + uid.length + node.length);
  const view = new DataView(bytes.buffer);
  const putLong = (at: number, value: number): void => {
    view.setUint32(at, Math.floor(value / 0x1_0000_0000));
    view.setUint32(at + 4, value % 0x1_0000_0000);
  };
  bytes[0] = DOCKET_VERSION;
  bytes[1] = uid.length;
  putLong(2, docket.tipRev);
  putLong(10, docket.dataLength);
  putLong(18, docket.dataUnused);
  putLong(26, node.length);
  bytes.set(uid, DOCKET_HEADER_BYTES);
  bytes.set(node, DOCKET_HEADER_BYTES + uid.length);
  return bytes;
}

/**
 * Brings the map of a revlog up to date when the transaction closes, after its index has become visible. Nothing for
 * revlogs that are still inline, as in hg. A data file that is no longer used is removed once all is committed.
 */
export function keepNodemap(
  revlog: Revlog,
  transaction: RevlogTransaction,
  random: (bytes: number) => Uint8Array,
): void {
  transaction.addFinalize(`nm-revlog-persistent-nodemap-${revlog.indexPath}`, () =>
    writeNodemap(revlog, transaction, random),
  );
}

/** As {@link keepNodemap}, at once. */
export function writeNodemap(
  revlog: Revlog,
  transaction: RevlogTransaction,
  random: (bytes: number) => Uint8Array,
): void {
  if (revlog.inline) return;
  const { fs } = revlog.internals;
  const radix = revlog.indexPath.slice(0, -2);
  const update = nodemapUpdate(fs, radix, revlog.index, random);
  if (update === undefined) return;
  const before = readDocket(fs, `${radix}.n`);
  const dataName = `${radix}-${update.docket.uid}.nd`;
  transaction.add(dataName, update.at);
  const handle = update.at === 0 ? openNew(fs, dataName) : openOwn(fs, dataName, 'update');
  try {
    handle.writeAt(update.data, update.at);
  } finally {
    handle.close();
  }
  // Replaced by a rename, so a link keeps the old content.
  transaction.addBackup(`${radix}.n`, { hardLink: true });
  replaceFile(fs, `${radix}.n`, encodeDocket(update.docket));
  if (before === undefined || before.uid === update.docket.uid || before.uid.includes('/')) return;
  const unused = `${radix}-${before.uid}.nd`;
  transaction.addPostClose(`nm-revlog-persistent-nodemap-${revlog.indexPath}-old`, () => {
    try {
      fs.remove(unused);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  });
}
