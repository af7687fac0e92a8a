/**
 * The revlog index on disk.
 *
 * Version 1, 64 bytes per revision, big-endian:
 *
 *     0            6       8           12          16      20       24   28   32         52       64
 *     +------------+-------+-----------+-----------+-------+--------+----+----+----------+--------+
 *     | offset: 48 | flags | chunk len | text len  | base  | link   | p1 | p2 | node: 20 | zeroes |
 *     +------------+-------+-----------+-----------+-------+--------+----+----+----------+--------+
 *
 * The first four bytes of the file are the header (flags << 16 | version), laid over the offset of revision 0, which
 * is always 0. Inline, every entry is followed by its chunk; otherwise chunks lie in the data file. Offsets never
 * count the entries in between.
 *
 * Version 0, 76 bytes per revision, chunks always in the data file:
 *
 *     0          4           8      12     16       36       56       76
 *     +----------+-----------+------+------+--------+--------+--------+
 *     | offset   | chunk len | base | link | p1: 20 | p2: 20 | node   |
 *     +----------+-----------+------+------+--------+--------+--------+
 */
export const ENTRY_BYTES = 64;
export const ENTRY_BYTES_V0 = 76;

export const FLAGS_AT = 6;
export const CHUNK_LENGTH_AT = 8;
export const TEXT_LENGTH_AT = 12;
export const BASE_AT = 16;
export const LINK_AT = 20;
export const PARENT1_AT = 24;
export const PARENT2_AT = 28;
export const NODE_AT = 32;

export const VERSION_0 = 0;
export const VERSION_1 = 1;
export const VERSION_2 = 2;
export const VERSION_CHANGELOG_2 = 0xd34d;

export const HEADER_INLINE = 1;
export const HEADER_GENERAL_DELTA = 2;

/** Flags of a revision. */
export const FLAG_CENSORED = 0x8000;
export const FLAG_ELLIPSIS = 0x4000;
export const FLAG_EXTERNALLY_STORED = 0x2000;
export const FLAG_HAS_COPIES_INFO = 0x1000;
export const KNOWN_FLAGS = FLAG_CENSORED | FLAG_ELLIPSIS | FLAG_EXTERNALLY_STORED | FLAG_HAS_COPIES_INFO;
