/** Manifests: codecs for flat and tree texts, lazy maps over them, and the difference of two. */
export * from './manifest.js';
