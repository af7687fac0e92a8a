/** Printers of changesets. */

export * from './create-printer.js';
export * from './default-printer.js';
export * from './printer.js';
export * from './structured-printer.js';
export * from './template-printer.js';
