/**
 * What is known of a cached radixlink and its source, in a file beside it:
 *
 *     0        20       24        28       48      56      64      72      80    84       88
 *     +--------+--------+---------+--------+-------+-------+-------+-------+-----+--------+---------------+
 *     | SHA-1  | length | source  | SHA-1  | file  | inode | mtime | ctime | ns  | unused | 4 bytes for   |
 *     | of the | of the | of      | of the | size  | f64   | s f64 | s f64 | of  |        | each page of  |
 *     | rest   | index  | truth   | source | f64   |       |       |       | mtime        | the index     |
 *     +--------+--------+---------+--------+-------+-------+-------+-------+-----+--------+---------------+
 *
 * The radixlink's own bytes are those of the format, nothing added. The source's SHA-1 is over as many bytes as the index
 * covers. The last five fields but one say how the source's file looked when that was last compared; zeros: not known.
 */
import { concatBytes, equalBytes } from '../bytes/index.js';
import type { FileStat, Hasher } from '../platform/index.js';
import { CHECK_BYTES, PAGE_BYTES } from './checked-pages.js';

const DIGEST_BYTES = 20;
const FIELDS_AT = DIGEST_BYTES;
const STAMP_AT = 48;
const CHECKS_AT = 88;

export interface LinkDocket {
  /** Bytes of the radixlink. */
  readonly length: number;
  /** As in the radixlink's header. */
  readonly sourceOfTruthSize: number;
  readonly sourceDigest: Uint8Array;
  /** 40 bytes from {@link stampOf}. */
  readonly stamp: Uint8Array;
  readonly checks: Uint8Array;
}

export const NO_STAMP = new Uint8Array(CHECKS_AT - STAMP_AT);

/** What changes when a file is written to. */
export function stampOf(stat: FileStat): Uint8Array {
  const stamp = new Uint8Array(NO_STAMP.length);
  const view = new DataView(stamp.buffer);
  view.setFloat64(0, stat.size);
  view.setFloat64(8, stat.inode);
  view.setFloat64(16, stat.mtimeSeconds);
  view.setFloat64(24, stat.ctimeSeconds);
  view.setUint32(32, stat.mtimeNanoseconds);
  return stamp;
}

export function encodeDocket(docket: LinkDocket, hasher: Hasher): Uint8Array {
  const numbers = new Uint8Array(8);
  const view = new DataView(numbers.buffer);
  view.setUint32(0, docket.length);
  view.setUint32(4, docket.sourceOfTruthSize);
  const rest = concatBytes([numbers, docket.sourceDigest, docket.stamp, docket.checks]);
  return concatBytes([hasher.sha1(rest), rest]);
}

/** Undefined for anything that {@link encodeDocket} did not write. */
export function decodeDocket(bytes: Uint8Array, hasher: Hasher): LinkDocket | undefined {
  if (bytes.length < CHECKS_AT) return undefined;
  if (!equalBytes(hasher.sha1(bytes, FIELDS_AT), bytes.subarray(0, DIGEST_BYTES))) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(FIELDS_AT);
  if (bytes.length !== CHECKS_AT + Math.ceil(length / PAGE_BYTES) * CHECK_BYTES) return undefined;
  return {
    length,
    sourceOfTruthSize: view.getUint32(FIELDS_AT + 4),
    sourceDigest: bytes.subarray(FIELDS_AT + 8, STAMP_AT),
    stamp: bytes.subarray(STAMP_AT, CHECKS_AT),
    checks: bytes.subarray(CHECKS_AT),
  };
}
