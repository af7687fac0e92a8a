/**
 * The file `obsstore`: one version byte, then markers, all numbers big-endian.
 *
 *     version 0, per marker
 *       0    1             5     6              26
 *       | n  | metadata    | fl  | predecessor  | n successors   | metadata
 *       | u8 | length u32  | u8  | 20           | 20 each        | `key:value`, NUL between pairs
 *       The date (`<seconds> SP <offset>`) and the parents (p1, p2) are metadata, too.
 *
 *     version 1, per marker
 *       0         4            12            14    16   17   18   19
 *       | length  | date f64,  | zone i16,   | fl  | n  | p  | m  | predecessor | n successors | p parents | m x 2 lengths | metadata
 *       | u32     | seconds    | minutes     | u16 | u8 | u8 | u8 | 20          | 20 each      | 20 each   | u8 u8 each    |
 *       The length counts the whole marker. p = 3: nobody recorded parents. Nodes have 32 bytes with flag 2.
 *
 * A predecessor without successors was pruned.
 */

/** The predecessor is public elsewhere: the successor is not phase-divergent from it. */
export const FLAG_BUMPED_FIX = 1;
export const FLAG_SHA256 = 2;

export const V0_HEADER_BYTES = 26;
export const V1_HEADER_BYTES = 19;
/** The number of parents that means "not recorded". */
export const NO_PARENTS = 3;
