/** Manifests: codecs for flat and tree texts, lazy maps over them, and the difference of two. */
export * from './encode-manifest.js';
export * from './flat-diff.js';
export { FlatManifest } from './flat-manifest.js';
export * from './manifest.js';
export * from './manifest-lines.js';
export * from './manifest-storage.js';
export * from './merge-differences.js';
export * from './revision-index.js';
export * from './tree-manifest.js';
