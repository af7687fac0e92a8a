/** The codec of each compression that bundles know. */
import type { Platform, StreamCodec } from '../platform/index.js';
import { bzip2 } from './bzip2/index.js';

/** As bundles name them: none, zlib, bzip2, zstd. */
export type BundleCompression = 'UN' | 'GZ' | 'BZ' | 'ZS';

/** @param engine not `UN` */
export function streamCodec(engine: BundleCompression, { streams }: Pick<Platform, 'streams'>): StreamCodec {
  return engine === 'GZ' ? streams.zlib : engine === 'ZS' ? streams.zstd : bzip2;
}
