/** Bytes, byte strings, hex and node identifiers: the vocabulary of everything above. */
export * from './byte-string.js';
export * from './charset.js';
export * from './column-width.js';
export * from './hex.js';
export * from './local-encoding.js';
export * from './node-id.js';
export * from './quoted.js';
export * from './utf8.js';
export * from './white-space.js';
