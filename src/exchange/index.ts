/** Changegroups and bundles: decoding, applying and making them. */

export * from './bundle-spec.js';
export * from './bundle2/applied-bundle.js';
export * from './bundle2/apply-bundle2.js';
export type { ApplyBundleOptions } from './bundle2/bundle-operation.js';
export * from './bundle2/bundle2-reader.js';
export * from './bundle2/bundle2-writer.js';
export * from './bundle2/layout.js';
export * from './bundle2/payloads.js';
export * from './byte-reader.js';
export * from './changegroup/apply-changegroup.js';
export * from './changegroup/changegroup-reader.js';
export * from './changegroup/generate-changegroup.js';
export * from './changegroup/outgoing.js';
export { type ChangegroupVersion, changegroupVersion } from './changegroup/versions.js';
export {
  type CompressionPlatform,
  compressBundle,
  decompressBundle,
} from './compression.js';
export { type CompressionJob, runCompression } from './compression-thread.js';
export * from './discovery.js';
export * from './discovery-options.js';
export * from './exchange-ui.js';
export * from './file-stream.js';
export * from './open-bundle.js';
export * from './peer.js';
export * from './shown-url.js';
export * from './stream/apply-stream.js';
export { byteCount } from './stream/byte-count.js';
export * from './stream/stream-entries.js';
export * from './stream/stream-files.js';
export { type BundleCompression, streamCodec } from './stream-codecs.js';
export * from './tree-discovery.js';
export * from './unknown-feature.js';
export * from './url-quote.js';
