/** Bundle files and repositories. */
export * from './unbundle.js';
