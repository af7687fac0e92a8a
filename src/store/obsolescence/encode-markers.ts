/** Markers as the bytes of `obsstore`; see `layout.ts` for both formats. */
import {
  type ByteString,
  byteStringOf,
  bytesOf,
  bytesOfHex,
  concatBytes,
  type NodeId,
  quoted,
} from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { FLAG_SHA256, NO_PARENTS, V0_HEADER_BYTES, V1_HEADER_BYTES } from './layout.js';
import type { ObsMarker } from './markers.js';

export type ObsFormat = 0 | 1;

const MOST_SUCCESSORS = 255;
const MOST_PARENTS = 2;
const MOST_TEXT = 255;
const MOST_PAIRS = 255;

function invalid(what: string): HgError {
  return new HgError('abort', `bad obsmarker input: ${what}`);
}

function nodeBytes(node: NodeId, length: number): Uint8Array {
  const bytes = bytesOfHex(node);
  if (bytes === undefined) throw invalid(node);
  if (bytes.length !== length) throw invalid(`b${quoted(byteStringOf(bytes))}`);
  return bytes;
}

/** @throws HgError for what no format can hold. */
function checkMarker(marker: ObsMarker, mostFlags: number): void {
  const { predecessor, successors, flags, parents } = marker;
  if (successors.includes(predecessor)) throw invalid(`in-marker cycle with ${predecessor}`);
  if (successors.length > MOST_SUCCESSORS) throw invalid(`${successors.length} successors`);
  if (!Number.isInteger(flags) || flags < 0 || flags > mostFlags) throw invalid(`flags ${flags}`);
  if (parents !== undefined && parents.length > MOST_PARENTS) throw invalid(`${parents.length} parents`);
}

function encodeV0(marker: ObsMarker): Uint8Array {
  checkMarker(marker, 0xff);
  if ((marker.flags & FLAG_SHA256) !== 0)
    throw new HgError('abort', 'cannot handle sha256 with old obsstore format');
  const pairs = new Map<ByteString, ByteString>(marker.metadata);
  for (const [key, value] of pairs)
    if (/[:\0]/.test(key) || value.includes('\0')) throw invalid(`metadata ${key}`);
  pairs.set('date', `${marker.date.seconds} ${marker.date.offset}`);
  // No parents, as opposed to unknown ones, are told by an empty value.
  if (marker.parents?.length === 0) pairs.set('p0', '');
  marker.parents?.forEach((parent, i) => {
    pairs.set(`p${i + 1}`, parent);
  });
  const metadata = bytesOf(
    [...pairs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}:${value}`)
      .join('\0'),
  );
  const nodes = [marker.predecessor, ...marker.successors].map((node) => nodeBytes(node, 20));
  const head = new Uint8Array(V0_HEADER_BYTES - 20);
  head[0] = marker.successors.length;
  new DataView(head.buffer).setUint32(1, metadata.length);
  head[5] = marker.flags;
  return concatBytes([head, ...nodes, metadata]);
}

function encodeV1(marker: ObsMarker): Uint8Array {
  checkMarker(marker, 0xffff);
  const { predecessor, successors, flags, date, parents = [] } = marker;
  const size = (flags & FLAG_SHA256) !== 0 ? 32 : 20;
  const nodes = [predecessor, ...successors, ...parents].map((node) => nodeBytes(node, size));
  const metadata = [...marker.metadata];
  if (metadata.length > MOST_PAIRS) throw invalid(`${metadata.length} pairs of metadata`);
  const lengths = new Uint8Array(metadata.length * 2);
  metadata.forEach(([key, value], i) => {
    for (const [what, text] of [['key', key] as const, ['value', value] as const])
      if (text.length > MOST_TEXT)
        throw new HgError(
          'abort',
          `obsstore metadata ${what} cannot be longer than ${MOST_TEXT} bytes (${what} "${text}" is ${text.length} bytes)`,
        );
    lengths[2 * i] = key.length;
    lengths[2 * i + 1] = value.length;
  });
  const texts = bytesOf(metadata.flat().join(''));
  const bytes = concatBytes([new Uint8Array(V1_HEADER_BYTES), ...nodes, lengths, texts]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  view.setFloat64(4, date.seconds);
  view.setInt16(12, Math.floor(date.offset / 60));
  view.setUint16(14, flags);
  bytes[16] = successors.length;
  bytes[17] = marker.parents === undefined ? NO_PARENTS : parents.length;
  bytes[18] = metadata.length;
  return bytes;
}

/** One marker, without the version byte of a file. Metadata keeps its order. @throws HgError when the format cannot hold it. */
export function encodeMarker(marker: ObsMarker, format: ObsFormat): Uint8Array {
  return format === 0 ? encodeV0(marker) : encodeV1(marker);
}

/** A version byte and markers: a whole `obsstore`, or a part of a bundle. @throws HgError */
export function encodeMarkers(markers: Iterable<ObsMarker>, format: ObsFormat): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(format)];
  for (const marker of markers) parts.push(encodeMarker(marker, format));
  return concatBytes(parts);
}
