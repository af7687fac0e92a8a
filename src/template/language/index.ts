/** Syntax of templates: trees, parser, aliases. */
export * from './alias.js';
export * from './parse.js';
export * from './tree.js';
export * from './unescape.js';
