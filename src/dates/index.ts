/** Dates: reading what people type, intervals, and writing them. */
export * from './age.js';
export * from './current-date.js';
export * from './format.js';
export * from './hg-date.js';
export * from './match.js';
export * from './parse.js';
