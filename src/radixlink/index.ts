/** A radix index on disk: byte strings to lists of numbers. */

export type { PageSource } from './checked-pages.js';
export { CompactRadixlink } from './compact-radixlink.js';
export { dumpRadixlink, type RadixlinkStatistics, radixlinkStatistics } from './dump.js';
export { compactRadixlinkStatistics, dumpCompactRadixlink } from './dump-compact.js';
export { AMBIGUOUS_KEY, type LinkIndex, type NibblePrefix } from './index-interface.js';
export { FixedKeyReader, type KeyReader } from './key-reader.js';
export { LinkCache, type LinkCachePlace, type LinkSource, quietly, StoredLinks } from './link-cache.js';
export { Radixlink } from './radixlink.js';
