/** Appends markers to `obsstore` within a transaction. */
import { byteStringOf, concatBytes, NULL_NODE } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { FileSystem } from '../../platform/index.js';
import type { Transaction } from '../../transaction/index.js';
import { encodeMarker, type ObsFormat } from './encode-markers.js';
import { type ObsMarker, ObsMarkers } from './markers.js';
import { ObsStore } from './obs-store.js';

const FILE = 'obsstore';

/** The transaction's part that is needed. */
export type MarkerTransaction = Pick<Transaction, 'add' | 'openStoreFile' | 'changes' | 'hookArguments'>;

export interface AddMarkersOptions {
  /** Format of a new file (`format.obsstore-version`); a file that is there keeps its own. Default 1. */
  readonly format?: ObsFormat;
}

/** A marker in the bytes of a format. */
type Candidate = (format: ObsFormat) => Uint8Array;

/**
 * Appends those of the markers that the store does not have yet, in the order given. The file grows at once, as with hg: readers
 * see markers before the transaction ends, and an abort cuts them off.
 * @param storeFs the store directory.
 * @returns how many were new. They are counted in `transaction.changes.obsolescenceMarkers`, and hooks get `NEW_OBSMARKERS`.
 * @throws CorruptionError for a damaged file, HgError for markers that no file can hold (nothing is written then).
 */
export function addMarkers(
  transaction: MarkerTransaction,
  storeFs: FileSystem,
  markers: Iterable<ObsMarker>,
  options: AddMarkersOptions = {},
): number {
  const candidates: Candidate[] = [];
  for (const marker of markers) candidates.push((format) => encodeMarker(marker, format));
  return append(transaction, storeFs, candidates, options);
}

/**
 * As {@link addMarkers} for what another repository sent: a version byte and markers (`obsmarkers` parts of bundles, pushkey dumps).
 * Markers of the file's own format are copied byte for byte.
 * @throws CorruptionError `parsing obsolete marker: unknown version N`, or for a marker that is cut off.
 */
export function mergeMarkers(
  transaction: MarkerTransaction,
  storeFs: FileSystem,
  data: Uint8Array,
  options: AddMarkersOptions = {},
): number {
  const incoming = new ObsMarkers(data);
  const candidates: Candidate[] = [];
  for (const marker of incoming.offsets)
    candidates.push((format) =>
      format === incoming.version ? incoming.rawBytes(marker) : encodeMarker(incoming.marker(marker), format),
    );
  return append(transaction, storeFs, candidates, options);
}

function append(
  transaction: MarkerTransaction,
  storeFs: FileSystem,
  candidates: readonly Candidate[],
  options: AddMarkersOptions,
): number {
  if (candidates.length === 0) return 0;
  const store = new ObsStore(storeFs);
  const present = store.markers;
  const isNew = present.byteLength === 0;
  const format = isNew ? (options.format ?? 1) : (present.version as ObsFormat);
  const added = newOnes(store, format, candidates);
  if (added.length === 0) return 0;
  const parts = isNew ? [Uint8Array.of(format), ...added] : added;
  const size = present.byteLength;
  transaction.add(FILE, size);
  refuseNullSuccessors(format, added);
  const handle = transaction.openStoreFile(FILE, 'append');
  try {
    handle.writeAt(concatBytes(parts), size);
  } finally {
    handle.close();
  }
  const { changes, hookArguments } = transaction;
  changes.obsolescenceMarkers += added.length;
  const told = Number(hookArguments.get('NEW_OBSMARKERS') ?? 0);
  hookArguments.set('NEW_OBSMARKERS', String(told + added.length));
  return added.length;
}

/** hg notices only after it has written. */
function refuseNullSuccessors(format: ObsFormat, added: readonly Uint8Array[]): void {
  const markers = new ObsMarkers(concatBytes([Uint8Array.of(format), ...added]));
  for (const marker of markers.offsets)
    if (markers.successors(marker).includes(NULL_NODE))
      throw new HgError('abort', 'bad obsolescence marker detected: invalid successors nullid');
}

/** Candidates that are neither in the file nor given twice. Only markers with the same predecessor are compared. */
function newOnes(store: ObsStore, format: ObsFormat, candidates: readonly Candidate[]): Uint8Array[] {
  const seen = new Set<string>();
  const added: Uint8Array[] = [];
  for (const candidate of candidates) {
    const bytes = candidate(format);
    const text = byteStringOf(bytes);
    if (seen.has(text)) continue;
    seen.add(text);
    const own = new ObsMarkers(concatBytes([Uint8Array.of(format), bytes]));
    const known = store
      .successorMarkers(own.predecessor(1))
      .some((marker) => byteStringOf(store.markers.rawBytes(marker)) === text);
    if (!known) added.push(bytes);
  }
  return added;
}
