/**
 * The compact variant: keys are not stored, each is named by a number that a key reader resolves.
 *
 *     0                    4                         size
 *     +--------------------+----------------------------+
 *     | sourceOfTruthSize  | root radix entry | entries |
 *     +--------------------+----------------------------+
 *
 *     radix entry  | 16 x slot | slot of the key that ends here |     68 bytes
 *     leaf entry   | key reference | value slot                 |      8 bytes
 *     link entry   | value slot of the rest | value             |      8 bytes
 *
 *     slot         0: nothing
 *                  ...01: the key with reference slot >> 2, whose only value is that same number
 *                  ...10: leaf entry at offset slot - 2
 *                  ...00: radix entry at offset slot
 *     value slot   ...1: one value, slot >> 1; otherwise the offset of a link entry, 0 for none
 *
 * All numbers are unsigned 32-bit big-endian. As in the first variant entries are only appended, so children lie behind
 * their parents and links in front of the links that lead to them. Entries stay at multiples of 4.
 */
export const COMPACT_HEADER_BYTES = 4;
/** The root follows the header. */
export const COMPACT_ROOT_AT = 4;
export const COMPACT_RADIX_BYTES = 17 * 4;
export const COMPACT_LEAF_BYTES = 8;
export const COMPACT_LINK_BYTES = 8;
/** Number of the slot for a key that ends at a radix entry. */
export const END_SLOT = 16;

/** Greatest key reference that fits into a direct slot. */
export const MOST_DIRECT = 0x3fffffff;
/** Greatest value that fits into a value slot. */
export const MOST_SINGLE = 0x7fffffff;

export function isDirect(slot: number): boolean {
  return (slot & 3) === 1;
}
export function isLeaf(slot: number): boolean {
  return (slot & 3) === 2;
}
export function directSlot(reference: number): number {
  return ((reference << 2) | 1) >>> 0;
}
