/**
 * bzip2, bit by bit (most significant first):
 *
 *     'BZh' level '1'-'9'            blocks hold up to level * 100,000 bytes after the first run-length coding
 *     block   0x314159265359 (48)  CRC (32)  randomised (1)  origin (24)  symbols in use (16 + 16 per set bit)
 *             tables 2-6 (3)  selectors (15)  each in unary, moved to front
 *             per table: first length (5), then per symbol 10 (longer), 11 (shorter), 0 (next)
 *             codes, 50 per selector, up to the end symbol
 *     end     0x177245385090 (48)  CRC of all blocks (32)  padding to a byte
 *
 * Codes: 0 and 1 are digits of a run of zeros in bijective base 2, n + 1 is n moved to front, the last one ends the block.
 */
export const BLOCK_MARK_HIGH = 0x314159;
export const BLOCK_MARK_LOW = 0x265359;
export const END_MARK_HIGH = 0x177245;
export const END_MARK_LOW = 0x385090;
export const GROUP = 50;
export const MOST_TABLES = 6;
export const MOST_CODE_BITS = 20;
/** 256 bytes, two run digits, the end; without the zero that runs stand for. */
export const MOST_SYMBOLS = 258;

const POLYNOMIAL = 0x04c11db7;

/** CRC-32 as bzip2 has it: not reflected. */
export const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc;
});
