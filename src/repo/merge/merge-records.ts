/**
 * The files of an unfinished merge, `.hg/merge/state` (format 1) and `.hg/merge/state2` (format 2).
 *
 *     format 1   local node in hex LF
 *                path NUL state NUL hash NUL local NUL base NUL base node NUL other NUL flags LF      for each file
 *
 *     format 2   type u8 | length u32 | data      again and again; types other than L, O and F are written as `t`
 *                                                 with the true type as the first byte of the data
 *       L, O     node in hex of the local and the other side
 *       F        path, state, hash, local path, base path, base node, other path, other node, flags   (NUL between)
 *       C        the same for files that one side has deleted: its hash or node is null
 *       P        path, state, new name, side that was renamed: a file in the place of a directory
 *       f        path, key, value, key, value...: what else is known of a file
 *       l        names of the sides, for conflict markers
 *
 * State `u`: unresolved, `r`: resolved; `pu`, `pr`: the same for P.
 */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { RequirementError } from '../../errors/index.js';

export interface MergeRecord {
  readonly type: string;
  readonly data: ByteString;
}

const HEADER = 5;
/** Readable by everything that knows format 2. */
const PLAIN_TYPES = 'LOF';
/** Types in capitals must be known. */
const KNOWN_CAPITALS = 'LOFCDPm'.toUpperCase();

/** Stops at the first record that does not fit. */
export function parseRecords(bytes: Uint8Array): MergeRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: MergeRecord[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = at + HEADER + view.getUint32(at + 1);
    if (end > bytes.length) break;
    const type = String.fromCharCode(bytes[at] as number);
    const data = byteStringOf(bytes, at + HEADER, end);
    records.push(type === 't' ? { type: data.slice(0, 1), data: data.slice(1) } : { type, data });
    at = end;
  }
  return records;
}

export function encodeRecords(records: readonly MergeRecord[]): Uint8Array {
  let text = '';
  for (const { type, data } of records) {
    const plain = PLAIN_TYPES.includes(type);
    const body = plain ? data : type + data;
    const length = String.fromCharCode(
      (body.length >>> 24) & 255,
      (body.length >>> 16) & 255,
      (body.length >>> 8) & 255,
      body.length & 255,
    );
    text += (plain ? type : 't') + length + body;
  }
  return bytesOf(text);
}

/** A file record without the other side's node, as format 1 has it. */
function withoutOtherNode(data: ByteString): ByteString {
  const parts = data.split('\0');
  parts.splice(-2, 1);
  return parts.join('\0');
}

export function encodeVersion1(records: readonly MergeRecord[]): Uint8Array {
  let text = '';
  for (const { type, data } of records) {
    if (type === 'L') text += `${data}\n`;
    else if (type === 'F') text += `${withoutOtherNode(data)}\n`;
  }
  return bytesOf(text);
}

/** Records as far as format 1 knows them: L, and F without the other side's node. */
export function parseVersion1(bytes: Uint8Array): MergeRecord[] {
  const lines = byteStringOf(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((data, at) => ({ type: at === 0 ? 'L' : 'F', data }));
}

/** Everything that format 1 says is in format 2 as well: nobody has written format 1 only since. */
export function agrees(version1: readonly MergeRecord[], version2: readonly MergeRecord[]): boolean {
  const known = new Set<ByteString>();
  for (const { type, data } of version2) {
    if (type === 'L') known.add(`L${data}`);
    else if (type === 'F') known.add(`F${withoutOtherNode(data)}`);
  }
  return version1.every(({ type, data }) => known.has(type + data));
}

/** @throws RequirementError for records that must be understood and are not */
export function checkRecordTypes(records: readonly MergeRecord[]): void {
  const unknown = new Set<string>();
  for (const { type } of records) if (/[A-Z]/.test(type) && !KNOWN_CAPITALS.includes(type)) unknown.add(type);
  if (unknown.size === 0) return;
  const types = [...unknown].sort();
  throw new RequirementError(`unsupported merge state records: ${types.join(' ')}`, types, {
    hint: 'see https://mercurial-scm.org/wiki/MergeStateRecords for more information',
  });
}
