/** Global and local tags. */
export * from './add-tag-file-nodes.js';
export * from './fnodes-cache.js';
export * from './merge-tags.js';
export * from './tag-file.js';
export * from './tags.js';
export * from './tags-cache.js';
export * from './write-tags.js';
