/** Configuration: hgrc files, their layers and their values. */
export * from './config.js';
export * from './load.js';
export * from './parse-hgrc.js';
export * from './values.js';
