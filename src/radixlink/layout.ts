/**
 * The first variant: a radix tree over nibbles whose entries point at lists of values.
 *
 *     0                    4                         size
 *     +--------------------+----------------------------+
 *     | sourceOfTruthSize  | root radix entry | entries |
 *     +--------------------+----------------------------+
 *
 *     radix entry   | 0          | linkOffset | 16 x child offset        |          72 bytes
 *     leaf entry    | key length | linkOffset | key, a nibble per byte | 0 ... |    72 bytes or more
 *     link entry    | next link  | value      |                                     8 bytes
 *
 * All numbers are unsigned 32-bit big-endian; the offset 0 means none. Children lie behind their parent and links behind
 * the links they lead to, because entries are only ever appended: an offset that says otherwise is damage, and every walk
 * ends. Keys are walked as nibbles, the high one of each byte first.
 */
export const HEADER_BYTES = 4;
/** The root follows the header. */
export const ROOT_AT = 4;
export const LINK_FIELD = 4;
export const CHILDREN_FIELD = 8;
export const KEY_FIELD = 8;
export const RADIX_BYTES = CHILDREN_FIELD + 16 * 4;
export const LINK_BYTES = 8;

/** Bytes of a leaf with that many nibbles: never less than a radix entry, which may take its place. */
export function leafBytes(nibbles: number): number {
  return Math.max(RADIX_BYTES, KEY_FIELD + nibbles);
}

/** Nibble `index` of a key. */
export function nibbleOfKey(key: Uint8Array, index: number): number {
  const byte = key[index >> 1] as number;
  return (index & 1) === 0 ? byte >> 4 : byte & 15;
}
