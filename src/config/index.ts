/** Configuration: hgrc files, their layers and their values. */
export * from './config.js';
