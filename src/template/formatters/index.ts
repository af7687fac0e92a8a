/** Formatters. */
export * from './create-formatter.js';
