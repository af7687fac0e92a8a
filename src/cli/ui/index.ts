/** The terminal: output, colour, pager, progress. */
export * from './ui.js';
