/** The terminal: output, colour, pager, progress. */
export * from './output.js';
export * from './plain.js';
export * from './terminal.js';
export * from './terminal-ui.js';
export * from './ui.js';
