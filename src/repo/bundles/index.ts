/** Bundle files and repositories. */

export * from './stream-bundles.js';
export * from './unbundle.js';
export * from './write-bundle.js';
