/** File patterns: which paths a command is about. */
export * from './matcher.js';
